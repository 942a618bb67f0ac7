// SPDX-License-Identifier: Apache-2.0
#include "rules/follow.hpp"

#include <algorithm>

namespace mqttspec::rules {

namespace {

constexpr std::size_t most_orders = 256;    ///< Of publishers and topics, on one connection.
constexpr std::size_t most_deliveries = 64; ///< Of one message, that are remembered.

/// Whether what the Client publishes there is sure to be accepted, and how.
bool is_plain(Connection const& connection, wire::Publish const& packet)
{
    bool const is_in_order = connection.is_admitted() && connection.was_seen_whole &&
                             !connection.is_tainted && !connection.is_displaced;
    bool const clears = packet.retain && packet.payload.empty();
    return is_in_order && packet.qos <= 2 && !packet.topic.starts_with('$') && !clears;
}

/// A message that a Client sends again. At QoS 1 it may be delivered again, too.
void note_repeat(Messages& messages, Connection const& connection, Exchange const& exchange)
{
    auto* message = messages.find(exchange.content);
    if (message == nullptr || message->server != connection.server)
        return;
    if (exchange.qos == 2 && exchange.stage != Exchange::Stage::released)
        message->was_repeated = true;
    else
        messages.spoil(exchange.content);
}

void note_published(Messages& messages, Connection const& connection, wire::Publish const& packet,
                    Event const& event)
{
    auto const* exchange =
        packet.qos > 0 ? connection.session->of_client.find(packet.packet_id.value_or(0)) : nullptr;
    if (exchange != nullptr && exchange->is_of(event.content, packet.qos))
        return note_repeat(messages, connection, *exchange);
    messages.add({.content = event.content,
                  .server = connection.server,
                  .publisher = connection.id,
                  .qos = packet.qos,
                  .is_retained = packet.retain,
                  .published = event.now});
    if (!is_plain(connection, packet) || packet.dup)
        messages.spoil(event.content);
}

void note_released(Messages& messages, Connection const& connection, std::uint16_t id, std::uint64_t count)
{
    auto const* exchange = connection.session->of_client.find(id);
    auto* message = exchange == nullptr ? nullptr : messages.find(exchange->content);
    if (message != nullptr && message->release == Message::unreleased)
        message->release = count;
}

/// Whether a DISCONNECT comes while the Server has no reason to have published the Will already.
bool withdraws_will(Connection const& connection, trace::Time now)
{
    bool const is_alive = connection.keep_alive == 0 ||
                          now - connection.last_from_client <= std::chrono::seconds{connection.keep_alive};
    return connection.will != 0 && connection.has_connack && is_alive && connection.was_seen_whole &&
           !connection.is_tainted && !connection.is_displaced;
}

void note_order(Connection& connection, Message const& message, std::uint64_t key)
{
    if (connection.delivered.size() >= most_orders)
        connection.delivered.clear();
    auto& latest = connection.delivered[key];
    if (latest.published < message.published.count)
        latest = {message.published.count, message.release};
}

void note_delivered(Messages& messages, Connection& connection, wire::Publish const& packet,
                    Event const& event)
{
    auto* message = messages.find(event.content);
    if (message == nullptr || message->server != connection.server) {
        if (packet.retain)
            connection.last_unknown_retained = event.now.at;
        return messages.note_unknown(event.content);
    }
    if (packet.dup || packet.retain)
        return;
    note_order(connection, *message, order_key(*message, packet));
    auto& places = message->delivered_on;
    bool const is_known = std::ranges::find(places, connection.id) != places.end();
    if (!is_known && places.size() < most_deliveries)
        places.push_back(connection.id);
    else if (!message->was_repeated)
        messages.spoil(event.content); // Somebody who was not seen may have published the same.
}

} // namespace

std::uint64_t order_key(Message const& message, wire::Publish const& delivery)
{
    return digest_of(delivery.topic, message.publisher * 16U + message.qos * 4U + delivery.qos);
}

void follow_messages(Messages& messages, Connection& connection, Event const& event)
{
    if (auto const* publish = std::get_if<wire::Publish>(&event.packet)) {
        if (event.sender == Role::client)
            note_published(messages, connection, *publish, event);
        else
            note_delivered(messages, connection, *publish, event);
    }
    if (event.sender != Role::client)
        return;
    if (auto const* pubrel = std::get_if<wire::Pubrel>(&event.packet))
        note_released(messages, connection, pubrel->packet_id, event.now.count);
    if (std::holds_alternative<wire::Disconnect>(event.packet) && withdraws_will(connection, event.now.at))
        messages.withdraw_will(connection.will, connection.id, event.now.at);
}

} // namespace mqttspec::rules
