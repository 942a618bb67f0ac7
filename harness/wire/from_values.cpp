// SPDX-License-Identifier: Apache-2.0
#include "wire/members.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <concepts>

namespace mqttspec::wire {
namespace {

/// What is wrong, in one line; empty if nothing is.
using Error = std::string;

template <class Held>
Error fill(Held& held, Map const& map, std::span<KeyInfo const> keys, std::string const& place);
Error check_names(Map const& map, std::span<KeyInfo const> keys, std::string const& place);

Error assign(bool& member, Value const& value, KeyInfo const& key, std::string const& place);
Error assign(std::string& member, Value const& value, KeyInfo const& key, std::string const& place);
Error assign(Bytes& member, Value const& value, KeyInfo const& key, std::string const& place);
Error assign(Will& member, Value const& value, KeyInfo const& key, std::string const& place);
Error assign(Subscription& member, Value const& value, KeyInfo const& key, std::string const& place);
template <std::unsigned_integral Number>
Error assign(Number& member, Value const& value, KeyInfo const& key, std::string const& place);
template <class Element>
Error assign(std::vector<Element>& member, Value const& value, KeyInfo const& key, std::string const& place);
template <class Member>
Error assign(std::optional<Member>& member, Value const& value, KeyInfo const& key, std::string const& place);
template <class Element>
Error assign_list(std::vector<Element>& member, Value const& value, KeyInfo const& key,
                  std::string const& place);

Error mismatch(std::string const& place, std::string_view wanted, Value const& value);
std::string_view size_of(std::int64_t maximum);
std::string brief(Value const& value);

/// Gives each member the value that the map has under its key, until one does not fit.
struct Filler
{
    Map const& map;
    std::span<KeyInfo const> keys;
    std::string const& place; ///< What stands before the names in an error: "", "will.", "filters[0].".
    Error error{};

    template <class Member>
    void operator()(std::string_view name, Member& member)
    {
        auto const given = std::ranges::find(map, name, &Map::value_type::first);
        if (!error.empty() || given == map.end())
            return;
        auto const key = std::ranges::find(keys, name, &KeyInfo::name);
        error = assign(member, given->second, *key, place + given->first);
    }
};

} // namespace

std::variant<Packet, std::string> from_values(PacketType type, Map const& values)
{
    auto packet = default_packet(type);
    auto const fill_in = [&](auto& held) { return fill(held, values, keys_of(type), ""); };
    auto error = std::visit(fill_in, packet);
    if (!error.empty())
        return error;
    return packet;
}

namespace {

template <class Held>
Error fill(Held& held, Map const& map, std::span<KeyInfo const> keys, std::string const& place)
{
    if (auto error = check_names(map, keys, place); !error.empty())
        return error;
    Filler filler{.map = map, .keys = keys, .place = place};
    visit_members(held, filler);
    return filler.error;
}

Error check_names(Map const& map, std::span<KeyInfo const> keys, std::string const& place)
{
    for (auto const& [name, value] : map) {
        if (std::ranges::find(keys, name, &KeyInfo::name) == keys.end()) {
            std::vector<std::string_view> known;
            std::ranges::transform(keys, std::back_inserter(known), &KeyInfo::name);
            return fmt::format("{}{}: no such key; there are {}", place, name, fmt::join(known, ", "));
        }
        if (std::ranges::count(map, name, &Map::value_type::first) > 1)
            return fmt::format("{}{}: given twice", place, name);
    }
    return {};
}

/// 0 and 1 stand for false and true, as a case that runs through both may have them.
Error assign(bool& member, Value const& value, KeyInfo const&, std::string const& place)
{
    if (auto const* const boolean = std::get_if<bool>(&value.held)) {
        member = *boolean;
        return {};
    }
    auto const* const number = std::get_if<std::int64_t>(&value.held);
    if (number == nullptr || (*number != 0 && *number != 1))
        return mismatch(place, "true or false", value);
    member = *number == 1;
    return {};
}

Error assign(std::string& member, Value const& value, KeyInfo const&, std::string const& place)
{
    auto const* const text = std::get_if<std::string>(&value.held);
    if (text == nullptr)
        return mismatch(place, "a text", value);
    member = *text;
    return {};
}

Error assign(Bytes& member, Value const& value, KeyInfo const& key, std::string const& place)
{
    if (key.kind == Kind::list)
        return assign_list(member, value, key, place);
    auto const* const bytes = std::get_if<std::string>(&value.held);
    if (bytes == nullptr)
        return mismatch(place, "a text or bytes", value);
    member.assign(bytes->begin(), bytes->end());
    return {};
}

Error assign(Will& member, Value const& value, KeyInfo const& key, std::string const& place)
{
    auto const* const map = std::get_if<Map>(&value.held);
    if (map == nullptr)
        return mismatch(place, "a map", value);
    return fill(member, *map, key.element, place + ".");
}

/// A plain text is a Topic Filter with QoS 0. The key is the list's.
Error assign(Subscription& member, Value const& value, KeyInfo const& key, std::string const& place)
{
    if (auto const* const filter = std::get_if<std::string>(&value.held)) {
        member.filter = *filter;
        return {};
    }
    auto const* const map = std::get_if<Map>(&value.held);
    if (map == nullptr)
        return mismatch(place, "a text or a map", value);
    return fill(member, *map, key.element, place + ".");
}

template <std::unsigned_integral Number>
Error assign(Number& member, Value const& value, KeyInfo const& key, std::string const& place)
{
    auto const* const number = std::get_if<std::int64_t>(&value.held);
    if (number == nullptr)
        return mismatch(place, "a number", value);
    auto const maximum = key.kind == Kind::list ? key.element.front().maximum : key.maximum;
    if (*number < 0 || *number > maximum)
        return fmt::format("{}: {} does not fit {}", place, *number, size_of(maximum));
    member = static_cast<Number>(*number);
    return {};
}

template <class Element>
Error assign(std::vector<Element>& member, Value const& value, KeyInfo const& key, std::string const& place)
{
    return assign_list(member, value, key, place);
}

template <class Member>
Error assign(std::optional<Member>& member, Value const& value, KeyInfo const& key, std::string const& place)
{
    if (value.is_absent()) {
        member.reset();
        return {};
    }
    return assign(member.emplace(), value, key, place);
}

/// Elements are told the key of their list.
template <class Element>
Error assign_list(std::vector<Element>& member, Value const& value, KeyInfo const& key,
                  std::string const& place)
{
    auto const* const list = std::get_if<List>(&value.held);
    if (list == nullptr)
        return mismatch(place, "a list", value);
    member.assign(list->size(), Element{});
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto error = assign(member[i], (*list)[i], key, fmt::format("{}[{}]", place, i));
        if (!error.empty())
            return error;
    }
    return {};
}

Error mismatch(std::string const& place, std::string_view wanted, Value const& value)
{
    if (value.is_absent())
        return place + ": cannot be absent";
    return fmt::format("{}: takes {}, not {}", place, wanted, brief(value));
}

std::string_view size_of(std::int64_t maximum)
{
    switch (maximum) {
    case 3: return "two bits";
    case 15: return "four bits";
    case 255: return "a byte";
    default: return "two bytes";
    }
}

std::string brief(Value const& value)
{
    if (auto const* const boolean = std::get_if<bool>(&value.held))
        return *boolean ? "true" : "false";
    if (auto const* const number = std::get_if<std::int64_t>(&value.held))
        return fmt::format("{}", *number);
    if (auto const* const text = std::get_if<std::string>(&value.held))
        return quote(*text, 20);
    return std::holds_alternative<List>(value.held) ? "a list" : "a map";
}

} // namespace
} // namespace mqttspec::wire
