// SPDX-License-Identifier: Apache-2.0
// What a packet holds where its case does not say.
#include "engine/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

namespace {

bool has(wire::Map const& members, std::string_view name)
{
    return std::ranges::any_of(members, [&](auto const& member) { return member.first == name; });
}

void add_default(wire::Map& members, std::string_view name, wire::Value value)
{
    if (!has(members, name))
        members.emplace_back(std::string{name}, std::move(value));
}

wire::Value text(std::string value)
{
    return wire::Value{std::move(value)};
}

wire::Value number(std::int64_t value)
{
    return wire::Value{value};
}

} // namespace

wire::Packet Stage::build(scenario::Actor actor, wire::PacketType type, wire::Map members)
{
    add_defaults(actor, type, members);
    auto built = wire::from_values(type, members);
    if (auto const* trouble = std::get_if<std::string>(&built))
        throw std::invalid_argument(fmt::format("{}: {}", wire::name_of(type), *trouble));
    return std::get<wire::Packet>(std::move(built));
}

void Stage::add_defaults(scenario::Actor actor, wire::PacketType type, wire::Map& members)
{
    using enum wire::PacketType;
    auto const topic = fill_in(scenario::Text{{scenario::Variable{"topic"}}}, Scope{&variables_, 0});
    switch (type) {
    case connect: return add_connect_defaults(actor, members);
    case publish: {
        add_default(members, "topic", text(topic));
        add_default(members, "payload", text(fmt::format("message {} of {}", ++messages_, name_of(actor))));
        auto const qos = member_of(members, "qos");
        bool const has_id = !qos.is_absent() && qos != number(0) && qos != wire::Value{false};
        if (has_id && !has(members, "packet_id"))
            add_default(members, "packet_id", number(next_packet_id(actors_.at(actor))));
        return;
    }
    case subscribe:
    case unsubscribe:
        add_default(members, "filters", wire::Value{wire::List{text(topic)}});
        if (!has(members, "packet_id"))
            add_default(members, "packet_id", number(next_packet_id(actors_.at(actor))));
        return;
    case suback: add_suback_defaults(actor, members); [[fallthrough]];
    case unsuback:
    case puback:
    case pubrec:
    case pubrel:
    case pubcomp:
        if (!has(members, "packet_id"))
            add_default(members, "packet_id", number(id_to_answer(actor, type)));
        return;
    default: return;
    }
}

void Stage::add_connect_defaults(scenario::Actor actor, wire::Map& members)
{
    constexpr std::int64_t default_keep_alive = 60;
    add_default(members, "client_id", text(actors_.at(actor).client_id));
    add_default(members, "keep_alive", number(default_keep_alive));
    bool const is_about_credentials =
        has(members, "user_name") || has(members, "password") || has(members, "connect_flags");
    if (!surroundings_.credentials || is_about_credentials)
        return;
    add_default(members, "user_name", text(surroundings_.credentials->user_name));
    if (surroundings_.credentials->password)
        add_default(members, "password", text(*surroundings_.credentials->password));
}

/// All that was asked for last is granted.
void Stage::add_suback_defaults(scenario::Actor actor, wire::Map& members)
{
    auto const* current = connection(actor);
    if (current == nullptr || has(members, "return_codes"))
        return;
    wire::Subscribe const* asked = nullptr;
    for (auto const index : current->taken)
        if (auto const* subscribe = std::get_if<wire::Subscribe>(packet_at(index)))
            asked = subscribe;
    wire::List codes;
    if (asked != nullptr)
        for (auto const& subscription : asked->filters)
            codes.push_back(number(subscription.qos));
    add_default(members, "return_codes", wire::Value{std::move(codes)});
}

std::uint16_t Stage::next_packet_id(ActorState& actor)
{
    do
        actor.last_packet_id =
            static_cast<std::uint16_t>(actor.last_packet_id == 0xffff ? 1 : actor.last_packet_id + 1);
    while (actor.in_flight.contains(actor.last_packet_id) && actor.in_flight.size() < 0xffff);
    return actor.last_packet_id;
}

std::uint16_t Stage::id_to_answer(scenario::Actor actor, wire::PacketType reply)
{
    auto const* current = connection(actor);
    auto const id = current == nullptr ? std::nullopt : current->owed(reply);
    if (!id)
        throw std::invalid_argument(fmt::format("{} has nothing that a {} would answer; name its packet_id",
                                                name_of(actor), wire::name_of(reply)));
    return *id;
}

} // namespace mqttspec::engine
