// SPDX-License-Identifier: Apache-2.0
// The part of Reader that follows the tables of packet members.
#include "scenario/keys.hpp"
#include "scenario/pieces.hpp"
#include "scenario/reader.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

namespace {

bool is_word(yaml::Cursor const& at, std::string_view word);
bool is_alternative(yaml::Cursor const& at);
wire::KeyInfo item_of(wire::KeyInfo const& list);
std::string about(wire::KeyInfo const& info);

} // namespace

std::optional<Template> Reader::value(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    if (is_word(at, "any") || is_word(at, "absent")) {
        at.error("`" + at.raw() + "` can be expected, but not sent",
                 "a member that is not named has its default; quote the word to send it");
        return std::nullopt;
    }
    switch (info.kind) {
    case wire::Kind::boolean: return flag(at);
    case wire::Kind::u8: return count(at, 0, 0xFF);
    case wire::Kind::u16: return count(at, 0, 0xFFFF);
    case wire::Kind::list: return items(at, info);
    case wire::Kind::map: return members(at, info);
    case wire::Kind::text:
    case wire::Kind::binary: break;
    }
    auto held = text(at);
    return held ? std::optional(Template{.held = *std::move(held)}) : std::nullopt;
}

std::optional<Template> Reader::items(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    if (!at.is_list()) {
        at.error("a list of " + about(info) + " is due here", "write `[...]`, also around a single one");
        return std::nullopt;
    }
    auto const item_info = item_of(info);
    Template::Items out;
    bool is_whole = true;
    for (auto const& item : at.items()) {
        auto held = value(item, item_info);
        is_whole = is_whole && held;
        if (held)
            out.push_back(*std::move(held));
    }
    return is_whole ? std::optional(Template{.held = std::move(out)}) : std::nullopt;
}

std::optional<Template> Reader::members(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    Template::Members out;
    bool is_whole = true;
    auto const add = [&](wire::KeyInfo const& member, yaml::Cursor const& where) {
        auto held = value(where, member);
        is_whole = is_whole && held;
        if (held)
            out.emplace_back(member.name, *std::move(held));
    };
    // A text in place of a map is its first member: `filters: ["a/b"]`.
    if (!at.is_map()) {
        if (at.is_list() || at.is_null() || !info.name.empty()) {
            at.error("a map of " + about(info) + " is due here");
            return std::nullopt;
        }
        add(info.element.front(), at);
        return is_whole ? std::optional(Template{.held = std::move(out)}) : std::nullopt;
    }
    // Tagged maps are texts (`!repeat`), those without a tag have members.
    if (!at.tag().empty()) {
        add(info.element.front(), at);
        return is_whole ? std::optional(Template{.held = std::move(out)}) : std::nullopt;
    }
    Keys keys(*this, at);
    for (auto const& member : info.element) {
        auto const where = keys.take(member.name);
        if (where)
            add(member, *where);
        else if (info.name.empty() && member.kind == wire::Kind::text)
            at.error(ticked(member.name) + " is missing");
    }
    keys.finish(info.name.empty() ? "an item of this list" : ticked(info.name));
    return is_whole ? std::optional(Template{.held = std::move(out)}) : std::nullopt;
}

std::optional<Matcher> Reader::matcher(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    if (is_word(at, "any"))
        return Matcher{.held = Matcher::Any{}};
    if (is_word(at, "absent")) {
        if (!info.is_optional)
            at.error(ticked(info.name) + " is never absent from its packet",
                     "quote the word to expect it as a text");
        return Matcher{.held = Matcher::Absent{}};
    }
    bool const is_plain_map = at.is_map() && at.tag().empty();
    if (is_alternative(at) || (is_plain_map && type_of(info.kind)))
        return alternatives(at, info);
    if (info.kind == wire::Kind::list)
        return item_matchers(at, info);
    if (info.kind == wire::Kind::map)
        return member_matchers(at, info);
    auto literal = value(at, info);
    return literal ? std::optional(Matcher{.held = *std::move(literal)}) : std::nullopt;
}

std::optional<Matcher> Reader::alternatives(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    Keys keys(*this, at);
    auto const one_of = keys.take("one_of");
    auto const inverse = keys.take("not");
    keys.finish("an expected value");
    if (one_of && inverse) {
        at.error("`one_of` and `not` exclude each other");
        return std::nullopt;
    }
    if (!one_of && !inverse) {
        if (at.entries().empty())
            at.error("an empty map expects nothing", "`{one_of: [0, 1]}` or `{not: 0}`");
        return std::nullopt;
    }
    if (inverse) {
        auto what = matcher(*inverse, info);
        return what ? std::optional(Matcher{.held = Matcher::Not{.what = {*std::move(what)}}}) : std::nullopt;
    }
    Matcher::OneOf out;
    for (auto const& item : one_of->items()) {
        auto alternative = matcher(item, info);
        if (!alternative)
            return std::nullopt;
        out.alternatives.push_back(*std::move(alternative));
    }
    if (out.alternatives.size() < 2)
        one_of->error("`one_of` needs two alternatives or more");
    return Matcher{.held = std::move(out)};
}

std::optional<Matcher> Reader::item_matchers(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    if (!at.is_list()) {
        at.error("a list of " + about(info) + " is due here", "write `[...]`, also around a single one");
        return std::nullopt;
    }
    auto const item_info = item_of(info);
    Matcher::Items out;
    bool is_whole = true;
    for (auto const& item : at.items()) {
        auto held = matcher(item, item_info);
        is_whole = is_whole && held;
        if (held)
            out.items.push_back(*std::move(held));
    }
    return is_whole ? std::optional(Matcher{.held = std::move(out)}) : std::nullopt;
}

std::optional<Matcher> Reader::member_matchers(yaml::Cursor const& at, wire::KeyInfo const& info) const
{
    if (!at.is_map()) {
        at.error("a map of " + about(info) + " is due here");
        return std::nullopt;
    }
    Keys keys(*this, at);
    Matcher::Members out;
    bool is_whole = true;
    for (auto const& member : info.element) {
        auto const where = keys.take(member.name);
        if (!where)
            continue;
        auto held = matcher(*where, member);
        is_whole = is_whole && held;
        if (held)
            out.members.emplace_back(member.name, *std::move(held));
    }
    keys.finish(info.name.empty() ? "an item of this list" : ticked(info.name));
    return is_whole ? std::optional(Matcher{.held = std::move(out)}) : std::nullopt;
}

namespace {

bool is_word(yaml::Cursor const& at, std::string_view word)
{
    return at.is_scalar() && !at.is_quoted() && at.tag().empty() && at.raw() == word;
}

bool is_alternative(yaml::Cursor const& at)
{
    if (!at.is_map() || !at.tag().empty())
        return false;
    auto const entries = at.entries();
    return std::ranges::any_of(entries, [](auto const& entry) {
        auto const key = entry.first.raw();
        return key == "one_of" || key == "not";
    });
}

/// What one item of a list is: a nameless scalar, or a map.
wire::KeyInfo item_of(wire::KeyInfo const& list)
{
    if (list.element.size() == 1 && list.element.front().name.empty())
        return list.element.front();
    return {.name = "", .kind = wire::Kind::map, .element = list.element};
}

std::string about(wire::KeyInfo const& info)
{
    if (info.kind == wire::Kind::list && info.element.size() == 1 && info.element.front().name.empty()) {
        auto const type = type_of(info.element.front().kind);
        return type == Type::text ? "texts" : "numbers";
    }
    std::vector<std::string> names;
    for (auto const& member : info.element)
        names.emplace_back(member.name);
    return (info.kind == wire::Kind::list ? "maps of " : "") + listed(names);
}

} // namespace

} // namespace mqttspec::scenario
