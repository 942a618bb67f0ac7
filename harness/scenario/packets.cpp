// SPDX-License-Identifier: Apache-2.0
#include "scenario/packets.hpp"

#include "scenario/edits.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace mqttspec::scenario {

namespace {

/// The keep alive of a client that has none of its own.
constexpr std::int64_t default_keep_alive = 60;

bool has_filters(wire::PacketType type);
void add_single_filter(Keys& keys, wire::PacketType type, Reader const& reader, Template::Members& out);
void add_defaults(wire::PacketType type, Actor actor, Template::Members& out);
Places places_of(Keys const& keys, wire::PacketType type);

/// One item of a list of packets.
struct Named
{
    wire::PacketType type{};
    std::optional<Keys> members{}; ///< Nothing if only the name stands there.
};
std::optional<Named> read_name(yaml::Cursor const& item, Reader const& reader);
std::optional<wire::PacketType> read_type(yaml::Cursor const& at, Reader const& reader);
std::optional<Pattern> read_named_pattern(yaml::Cursor const& at, Side side, Reader const& reader);
std::vector<yaml::Cursor> items_of(yaml::Cursor const& packets);
std::optional<Allowed> read_one_allowed(yaml::Cursor const& item, Reader const& reader, AllowedWords words);

} // namespace

Template::Members read_members(Keys& keys, wire::PacketType type, Actor actor, Reader const& reader)
{
    Template::Members out;
    for (auto const& info : wire::keys_of(type)) {
        auto const at = keys.take(info.name);
        auto held = at ? reader.value(*at, info) : std::nullopt;
        if (held)
            out.emplace_back(info.name, *std::move(held));
    }
    if (has_filters(type))
        add_single_filter(keys, type, reader, out);
    add_defaults(type, actor, out);
    return out;
}

std::span<wire::KeyInfo const> keys_to_leave(wire::PacketType leave)
{
    return leave == wire::PacketType::reserved_0 ? std::span<wire::KeyInfo const>{} : wire::keys_of(leave);
}

Pattern read_pattern(Keys& keys, wire::PacketType type, Reader const& reader, wire::PacketType leave)
{
    Pattern out{.type = type, .where = keys.map().where()};
    auto const left = keys_to_leave(leave);
    for (auto const& info : wire::keys_of(type)) {
        if (std::ranges::find(left, info.name, &wire::KeyInfo::name) != left.end())
            continue;
        auto const at = keys.take(info.name);
        auto held = at ? reader.matcher(*at, info) : std::nullopt;
        if (held)
            out.members.emplace_back(info.name, *std::move(held));
    }
    try_out(out, places_of(keys, type), keys.map());
    return out;
}

PacketTemplate read_packet(Keys& keys, wire::PacketType type, Actor actor, Reader const& reader)
{
    PacketTemplate out{.type = type, .members = read_members(keys, type, actor, reader)};
    auto places = places_of(keys, type);
    if (auto const corrupt = keys.take("corrupt"))
        for (auto& [edit, place] : read_edits(*corrupt, type, reader)) {
            places.emplace(place_of_edit(edit.field), place);
            out.edits.push_back(std::move(edit));
        }
    try_out(out, places, keys.map());
    return out;
}

std::vector<PacketTemplate> read_packets(yaml::Cursor const& list, Actor actor, Reader const& reader)
{
    std::vector<PacketTemplate> out;
    for (auto const& item : items_of(list)) {
        auto named = read_name(item, reader);
        if (!named)
            continue;
        if (!named->members) {
            PacketTemplate packet{.type = named->type};
            add_defaults(named->type, actor, packet.members);
            out.push_back(std::move(packet));
            continue;
        }
        out.push_back(read_packet(*named->members, named->type, actor, reader));
        named->members->finish(wire::name_of(named->type));
    }
    return out;
}

std::vector<Pattern> read_patterns(yaml::Cursor const& list, Side side, Reader const& reader)
{
    std::vector<Pattern> out;
    for (auto const& item : items_of(list))
        if (auto pattern = read_named_pattern(item, side, reader))
            out.push_back(*std::move(pattern));
    return out;
}

std::vector<Allowed> read_allowed(yaml::Cursor const& list, Reader const& reader, AllowedWords words)
{
    std::vector<Allowed> out;
    for (auto const& item : list.items()) {
        auto allowed = read_one_allowed(item, reader, words);
        if (allowed)
            out.push_back(*std::move(allowed));
    }
    return out;
}

Split read_split(Keys& keys, Reader const& reader)
{
    auto const at = keys.take("split");
    if (!at)
        return {};
    if (at->is_list()) {
        Split out{.kind = Split::Kind::at};
        for (auto const& item : at->items()) {
            auto const offset = reader.number(item, 1, 268'435'460);
            if (!offset)
                continue;
            if (!out.offsets.empty() && static_cast<std::size_t>(*offset) <= out.offsets.back())
                item.error("the offsets of `split` must ascend");
            out.offsets.push_back(static_cast<std::size_t>(*offset));
        }
        if (at->items().empty())
            at->error("`split` is empty", "`split: [1, 5]` cuts before these offsets");
        return out;
    }
    auto const words = reader.words(*at);
    if (words && *words != "each byte")
        at->error(ticked(*words) + " is no way to split",
                  "`each byte`, or a list of offsets such as `[1, 5]`");
    return {.kind = Split::Kind::each_byte};
}

namespace {

bool has_filters(wire::PacketType type)
{
    return type == wire::PacketType::subscribe || type == wire::PacketType::unsubscribe;
}

/// `filter` and `qos` stand for a list of one.
void add_single_filter(Keys& keys, wire::PacketType type, Reader const& reader, Template::Members& out)
{
    constexpr wire::KeyInfo filter{.name = "filter", .kind = wire::Kind::text};
    constexpr wire::KeyInfo qos{.name = "qos", .kind = wire::Kind::u8};
    auto const filter_at = keys.take(filter.name);
    auto const qos_at = type == wire::PacketType::subscribe ? keys.take(qos.name) : std::nullopt;
    if (!filter_at && !qos_at)
        return;
    if (auto const* both = keys.key("filters")) {
        both->error("`filters` and " + ticked(filter_at ? "filter" : "qos") + " exclude each other",
                    "name all in `filters`, or the only one with `filter` and `qos`");
        return;
    }
    auto filter_text = filter_at ? reader.value(*filter_at, filter)
                                 : std::optional(Template{.held = Text{{Variable{.name = "topic"}}}});
    auto level = qos_at ? reader.value(*qos_at, qos) : std::optional(Template{.held = std::int64_t{0}});
    if (!filter_text || !level)
        return;
    Template item = *std::move(filter_text);
    if (type == wire::PacketType::subscribe) {
        Template::Members members;
        members.emplace_back(filter.name, std::move(item));
        members.emplace_back(qos.name, *std::move(level));
        item = Template{.held = std::move(members)};
    }
    Template::Items items;
    items.push_back(std::move(item));
    out.emplace_back("filters", Template{.held = std::move(items)});
}

void add_defaults(wire::PacketType type, Actor actor, Template::Members& out)
{
    auto const add = [&](std::string_view name, Template value) {
        if (std::ranges::find(out, name, &Template::Members::value_type::first) == out.end())
            out.emplace_back(name, std::move(value));
    };
    Template const topic{.held = Text{{Variable{.name = "topic"}}}};
    if (type == wire::PacketType::connect) {
        add("client_id", {.held = Text{{Variable{.name = std::string(name_of(actor)) + ".client_id"}}}});
        add("keep_alive", {.held = default_keep_alive});
    } else if (type == wire::PacketType::publish) {
        add("topic", topic);
    } else if (type == wire::PacketType::subscribe) {
        Template::Members subscription;
        subscription.emplace_back("filter", topic);
        subscription.emplace_back("qos", Template{.held = std::int64_t{0}});
        add("filters", {.held = Template::Items{Template{.held = std::move(subscription)}}});
    } else if (type == wire::PacketType::unsubscribe) {
        add("filters", {.held = Template::Items{topic}});
    }
}

Places places_of(Keys const& keys, wire::PacketType type)
{
    Places out;
    for (auto const& info : wire::keys_of(type))
        if (auto const* key = keys.key(info.name))
            out.emplace(info.name, *key);
    for (auto const* const single : {"filter", "qos"})
        if (auto const* key = has_filters(type) ? keys.key(single) : nullptr)
            out.emplace("filters", *key);
    return out;
}

std::optional<Named> read_name(yaml::Cursor const& item, Reader const& reader)
{
    if (!item.is_map()) {
        auto const type = read_type(item, reader);
        return type ? std::optional(Named{.type = *type}) : std::nullopt;
    }
    auto const entries = item.entries();
    if (entries.size() != 1) {
        item.error("one packet to an item is due here", "`- PUBLISH: {topic: x}`");
        return std::nullopt;
    }
    auto const& [key, value] = entries.front();
    auto const type = read_type(key, reader);
    if (!type)
        return std::nullopt;
    if (value.is_null())
        return Named{.type = *type};
    return Named{.type = *type, .members = Keys(reader, value)};
}

std::optional<Pattern> read_named_pattern(yaml::Cursor const& at, Side side, Reader const& reader)
{
    auto named = read_name(at, reader);
    if (!named)
        return std::nullopt;
    if (!can_come_to(side, named->type))
        at.error(never_comes(side, named->type));
    if (!named->members)
        return Pattern{.type = named->type, .where = at.where()};
    auto out = read_pattern(*named->members, named->type, reader);
    named->members->finish(wire::name_of(named->type));
    return out;
}

std::vector<yaml::Cursor> items_of(yaml::Cursor const& packets)
{
    auto items = packets.items();
    if (packets.is_list() && items.empty())
        packets.error("`packets` is empty");
    return items;
}

std::optional<wire::PacketType> read_type(yaml::Cursor const& at, Reader const& reader)
{
    auto const name = reader.words(at);
    if (!name)
        return std::nullopt;
    auto const type = packet_named(*name);
    if (!type)
        at.error("there is no packet " + ticked(*name), suggestion(*name, packet_names()));
    return type;
}

bool is_misspelt_packet(yaml::Cursor const& at)
{
    return at.is_scalar() && !packet_named(at.raw()) && at.raw().find('$') == std::string::npos;
}

std::optional<Allowed> read_one_allowed(yaml::Cursor const& item, Reader const& reader, AllowedWords words)
{
    auto const entries =
        item.is_map() ? item.entries() : std::vector<std::pair<yaml::Cursor, yaml::Cursor>>();
    auto const actor = entries.size() == 1 ? actor_named(entries.front().first.raw()) : std::nullopt;
    if (actor && !words.may_name_actors) {
        entries.front().first.error("here the actor is that of the step", "name only what may come");
        return std::nullopt;
    }
    auto const what = actor ? entries.front().second : item;
    Allowed out{.actor = actor.value_or(Actor::none)};
    if (what.is_scalar() && what.raw() == "close")
        return out;

    auto const& name_at = !actor && entries.size() == 1 ? entries.front().first : what;
    if (is_misspelt_packet(name_at)) {
        auto candidates = packet_names();
        candidates.emplace_back("close");
        if (!actor)
            candidates.insert(candidates.end(), actor_names().begin(), actor_names().end());
        name_at.error("there is no packet " + ticked(name_at.raw()), suggestion(name_at.raw(), candidates));
        return std::nullopt;
    }
    out.packet = read_named_pattern(what, words.side, reader);
    return out.packet ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

} // namespace mqttspec::scenario
