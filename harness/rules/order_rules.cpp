// SPDX-License-Identifier: Apache-2.0
// 4.6: the order in which exchanges go on. Each rule speaks of the first time that a step of an exchange is
// seen on a connection, because repeats come whenever they like.
#include "rules/tables.hpp"

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;

/// PUBACK or PUBREC in the order of the PUBLISHes.
template <std::uint8_t qos>
Word answers_in_order(Sight const& sight)
{
    auto const id = wire::packet_id_of(sight.decoded.packet).value_or(0);
    auto const* exchange = is_readable(sight.decoded) ? sight.other().find(id) : nullptr;
    if (exchange == nullptr || exchange->qos != qos || exchange->connection != sight.connection.id ||
        exchange->was_answered_here)
        return Word::nothing;
    auto const& order = sight.connection.order_of(sight.sender);
    return kept_if(exchange->arrival > (qos == 1 ? order.acknowledged : order.received));
}

Exchange const* first_release(Sight const& sight)
{
    auto const* exchange =
        is_readable(sight.decoded) ? sight.own().find(sight.get<wire::Pubrel>()->packet_id) : nullptr;
    bool const is_first = exchange != nullptr && exchange->stage == Exchange::Stage::received &&
                          exchange->recorded_on == sight.connection.id && !exchange->was_released_here;
    return is_first ? exchange : nullptr;
}

Word releases_in_order(Sight const& sight)
{
    auto const* exchange = first_release(sight);
    if (exchange == nullptr)
        return Word::nothing;
    return kept_if(exchange->receipt > sight.connection.order_of(sight.sender).released);
}

/// A Server owes the order topic by topic.
Word releases_in_order_of_topic(Sight const& sight)
{
    auto const* exchange = first_release(sight);
    if (exchange == nullptr)
        return Word::nothing;
    auto const& released = sight.connection.order_of(sight.sender).released_by_topic;
    auto const latest = released.find(exchange->topic);
    return kept_if(latest == released.end() || exchange->receipt > latest->second);
}

/// The message that a PUBLISH sends again, for the first time on this connection.
Exchange const* first_repeat(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    auto const* exchange =
        packet->qos > 0 && packet->packet_id ? sight.own().find(*packet->packet_id) : nullptr;
    bool const is_it = exchange != nullptr && exchange->connection != sight.connection.id &&
                       sight.knows_session && exchange->is_of(sight.content, packet->qos);
    return is_it ? exchange : nullptr;
}

Word repeats_in_order_of_topic(Sight const& sight)
{
    auto const* exchange = first_repeat(sight);
    if (exchange == nullptr)
        return Word::nothing;
    auto const& resent = sight.connection.order_of(sight.sender).resent_by_topic;
    auto const latest = resent.find(exchange->topic + exchange->qos);
    return kept_if(latest == resent.end() || exchange->first_seen > latest->second);
}

/// A Client owes the order over all topics.
Word repeats_in_order(Sight const& sight)
{
    auto const* exchange = first_repeat(sight);
    if (exchange == nullptr)
        return Word::nothing;
    return kept_if(exchange->first_seen > sight.connection.order_of(sight.sender).resent);
}

} // namespace

std::vector<Rule> order_rules()
{
    return {
        {.name = "re-sends-in-order",
         .clause = "MQTT-4.6.0-6.a",
         .needs = Needs::session,
         .occasions = {publish},
         .about = "messages of one topic and QoS are sent again in the order in which they were first sent",
         .check = repeats_in_order_of_topic},
        {.name = "releases-in-order",
         .clause = "MQTT-4.6.0-6.a",
         .needs = Needs::connection,
         .occasions = {pubrel},
         .about = "PUBRELs for messages of one topic come in the order of their PUBRECs",
         .check = releases_in_order_of_topic},
        {.name = "re-sends-in-order",
         .clause = "MQTT-4.6.0-1",
         .role = Role::client,
         .needs = Needs::session,
         .occasions = {publish},
         .about = "messages are sent again in the order in which they were first sent",
         .check = repeats_in_order},
        {.name = "pubacks-in-order",
         .clause = "MQTT-4.6.0-2",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = {puback},
         .about = "PUBACKs come in the order of their PUBLISHes",
         .check = answers_in_order<1>},
        {.name = "pubrecs-in-order",
         .clause = "MQTT-4.6.0-3",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = {pubrec},
         .about = "PUBRECs come in the order of their PUBLISHes",
         .check = answers_in_order<2>},
        {.name = "releases-in-order",
         .clause = "MQTT-4.6.0-4",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = {pubrel},
         .about = "PUBRELs come in the order of their PUBRECs",
         .check = releases_in_order},
    };
}

} // namespace mqttspec::rules
