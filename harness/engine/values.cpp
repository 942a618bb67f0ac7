// SPDX-License-Identifier: Apache-2.0
#include "engine/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

namespace {

template <class... Fs>
struct Overloaded : Fs...
{
    using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

wire::Value to_value(scenario::Scalar const& scalar)
{
    return std::visit([](auto const& held) { return wire::Value{held}; }, scalar);
}

std::string to_text(scenario::Scalar const& scalar)
{
    return std::visit(Overloaded{
                          [](bool flag) { return std::string{flag ? "true" : "false"}; },
                          [](std::int64_t number) { return std::to_string(number); },
                          [](std::string const& text) { return text; },
                      },
                      scalar);
}

/// So many letters that they make, together with the topic, so many bytes.
std::string fill_up(std::string const& topic, std::size_t size)
{
    if (topic.size() > size)
        throw std::invalid_argument(
            fmt::format("the topic has {} bytes already, more than ${{fill.{}}}", topic.size(), size));
    return std::string(size - topic.size(), 'f');
}

/// Flags are bits on the wire: `retain: 1` and `retain: true` mean the same.
std::optional<std::int64_t> as_number(wire::Value const& value)
{
    if (auto const* flag = std::get_if<bool>(&value.held))
        return *flag ? 1 : 0;
    if (auto const* number = std::get_if<std::int64_t>(&value.held))
        return *number;
    return std::nullopt;
}

bool are_equal(wire::Value const& expected, wire::Value const& seen)
{
    auto const left = as_number(expected);
    auto const right = as_number(seen);
    if (left && right)
        return *left == *right;
    return expected == seen;
}

bool match_items(std::vector<scenario::Matcher> const& items, wire::Value const& value, Scope const& scope)
{
    auto const* list = std::get_if<wire::List>(&value.held);
    return list != nullptr && std::ranges::equal(items, *list, [&](auto const& item, auto const& element) {
               return matches(item, element, scope);
           });
}

bool match_members(std::vector<std::pair<std::string, scenario::Matcher>> const& members,
                   wire::Value const& value, Scope const& scope)
{
    auto const* map = std::get_if<wire::Map>(&value.held);
    return map != nullptr && std::ranges::all_of(members, [&](auto const& member) {
               return matches(member.second, member_of(*map, member.first), scope);
           });
}

} // namespace

scenario::Scalar const& Variables::at(std::string const& name) const
{
    auto const found = values_.find(name);
    if (found == values_.end())
        throw std::out_of_range(fmt::format("${{{}}} has no value yet", name));
    return found->second;
}

scenario::Scalar Scope::look_up(std::string const& name) const
{
    if (name == "n" && n != 0)
        return n;
    if (auto const size = scenario::size_of_fill(name))
        return fill_up(to_text(variables->at("topic")), *size);
    return variables->at(name);
}

std::string fill_in(scenario::Text const& text, Scope const& scope)
{
    std::string result;
    for (auto const& part : text.parts) {
        if (auto const* literal = std::get_if<std::string>(&part))
            result += *literal;
        else
            result += to_text(scope.look_up(std::get<scenario::Variable>(part).name));
    }
    return result;
}

wire::Value fill_in(scenario::Template const& value, Scope const& scope)
{
    return std::visit(
        Overloaded{
            [](bool flag) { return wire::Value{flag}; },
            [](std::int64_t number) { return wire::Value{number}; },
            [&](scenario::Text const& text) { return wire::Value{fill_in(text, scope)}; },
            [&](scenario::Variable const& it) { return to_value(scope.look_up(it.name)); },
            [&](scenario::Template::Items const& items) {
                wire::List list;
                for (auto const& item : items)
                    list.push_back(fill_in(item, scope));
                return wire::Value{std::move(list)};
            },
            [&](scenario::Template::Members const& members) { return wire::Value{fill_in(members, scope)}; },
        },
        value.held);
}

wire::Map fill_in(scenario::Template::Members const& members, Scope const& scope)
{
    wire::Map map;
    for (auto const& [name, value] : members)
        map.emplace_back(name, fill_in(value, scope));
    return map;
}

std::optional<scenario::Scalar> as_scalar(wire::Value const& value)
{
    return std::visit(Overloaded{
                          [](bool flag) -> std::optional<scenario::Scalar> { return flag; },
                          [](std::int64_t number) -> std::optional<scenario::Scalar> { return number; },
                          [](std::string const& text) -> std::optional<scenario::Scalar> { return text; },
                          [](auto const&) -> std::optional<scenario::Scalar> { return std::nullopt; },
                      },
                      value.held);
}

wire::Value member_of(wire::Map const& map, std::string_view name)
{
    auto const found =
        std::ranges::find(map, name, [](auto const& member) { return std::string_view{member.first}; });
    return found == map.end() ? wire::Value{} : found->second;
}

bool matches(scenario::Matcher const& matcher, wire::Value const& value, Scope const& scope)
{
    using M = scenario::Matcher;
    return std::visit(
        Overloaded{
            [](M::Any const&) { return true; },
            [&](M::Absent const&) { return value.is_absent(); },
            [&](scenario::Template const& literal) { return are_equal(fill_in(literal, scope), value); },
            [&](M::OneOf const& it) {
                return std::ranges::any_of(it.alternatives,
                                           [&](auto const& a) { return matches(a, value, scope); });
            },
            [&](M::Not const& it) { return !matches(it.what.front(), value, scope); },
            [&](M::Items const& it) { return match_items(it.items, value, scope); },
            [&](M::Members const& it) { return match_members(it.members, value, scope); },
        },
        matcher.held);
}

namespace {

/// Flags are named among the values only where they are odd, but can be expected to be as they should.
void add_flags(wire::Map& values, wire::Packet const& packet)
{
    std::visit(
        [&](auto const& held) {
            if constexpr (requires { held.flags; })
                if (member_of(values, "flags").is_absent())
                    values.emplace_back("flags", wire::Value{std::int64_t{held.flags}});
        },
        packet);
}

} // namespace

std::optional<std::string> first_mismatch(scenario::Pattern const& pattern, wire::Packet const& packet,
                                          Scope const& scope)
{
    auto values = wire::to_values(packet);
    add_flags(values, packet);
    for (auto const& [name, matcher] : pattern.members)
        if (!matches(matcher, member_of(values, name), scope))
            return name;
    return std::nullopt;
}

std::string describe(wire::Value const& value)
{
    return std::visit(Overloaded{
                          [](std::monostate) { return std::string{"absent"}; },
                          [](bool flag) { return std::string{flag ? "true" : "false"}; },
                          [](std::int64_t number) { return std::to_string(number); },
                          [](std::string const& text) { return wire::quote(text); },
                          [](wire::List const& list) {
                              std::string text;
                              for (auto const& item : list)
                                  text += (text.empty() ? "" : ", ") + describe(item);
                              return "[" + text + "]";
                          },
                          [](wire::Map const& map) {
                              std::string text;
                              for (auto const& [name, item] : map)
                                  text += (text.empty() ? "" : ", ") + name + " " + describe(item);
                              return "{" + text + "}";
                          },
                      },
                      value.held);
}

std::string describe(scenario::Matcher const& matcher, Scope const& scope)
{
    using M = scenario::Matcher;
    auto const join = [&](std::vector<M> const& items, std::string_view glue) {
        std::string text;
        for (auto const& item : items)
            text += (text.empty() ? "" : std::string{glue}) + describe(item, scope);
        return text;
    };
    return std::visit(
        Overloaded{
            [](M::Any const&) { return std::string{"any"}; },
            [](M::Absent const&) { return std::string{"absent"}; },
            [&](scenario::Template const& literal) { return describe(fill_in(literal, scope)); },
            [&](M::OneOf const& it) { return join(it.alternatives, " or "); },
            [&](M::Not const& it) { return "not " + describe(it.what.front(), scope); },
            [&](M::Items const& it) { return "[" + join(it.items, ", ") + "]"; },
            [&](M::Members const& it) {
                std::string text;
                for (auto const& [name, item] : it.members)
                    text += (text.empty() ? "" : ", ") + name + " " + describe(item, scope);
                return "{" + text + "}";
            },
        },
        matcher.held);
}

std::string describe(scenario::Pattern const& pattern, Scope const& scope)
{
    std::string text{wire::name_of(pattern.type)};
    char const* separator = " ";
    for (auto const& [name, matcher] : pattern.members) {
        text += fmt::format("{}{} {}", separator, name, describe(matcher, scope));
        separator = ", ";
    }
    return text;
}

} // namespace mqttspec::engine
