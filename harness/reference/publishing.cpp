// SPDX-License-Identifier: Apache-2.0
#include "reference/machine.hpp"

#include "reference/topic.hpp"

#include <algorithm>

namespace mqttspec::reference {

/// The receiver's side of 4.3.
void Broker::Machine::on(Link& link, wire::Publish const& packet)
{
    // [MQTT-3.3.1-2] QoS 0 has no DUP. [MQTT-3.3.2-2] [MQTT-4.7.1-1] [MQTT-4.7.3-1] The name has no wildcard
    // and is not empty. Whoever breaks that violates the protocol [MQTT-4.8.0-1].
    if ((packet.qos == 0 && packet.dup) || !is_topic_name(packet.topic)) {
        return break_off(link);
    }

    // [MQTT-4.3.3-2] Until its PUBREL, a QoS 2 identifier stands for the message that came with it first:
    // what comes with it again is acknowledged again, and not passed on. Our choice is method B of
    // figure 4.3. [MQTT-4.3.2-2] A QoS 1 message is always a new one. In neither case does the incoming DUP
    // matter.
    auto& unreleased = link.session->received_unreleased;
    bool const is_repeated = packet.qos == 2 && unreleased.contains(packet.packet_id.value_or(0));
    if (!is_repeated && !take(packet)) {
        return break_off(link); // [MQTT-4.8.0-2]
    }
    if (packet.qos == 2) {
        unreleased.insert(packet.packet_id.value_or(0));
    }
    acknowledge(link, packet);
}

/// [MQTT-3.3.4-1] [MQTT-2.3.1-6] [MQTT-4.3.2-2] [MQTT-4.3.3-2] Each QoS has its answer, with the same
/// identifier.
void Broker::Machine::acknowledge(Link& link, wire::Publish const& packet)
{
    auto const packet_id = packet.packet_id.value_or(0);
    if (packet.qos == 1) {
        transmit(link.id, wire::Puback{.packet_id = packet_id});
    } else if (packet.qos == 2) {
        transmit(link.id, wire::Pubrec{.packet_id = packet_id});
    }
}

/// [MQTT-4.3.3-2] From here on the identifier means a new message. One that we do not know is answered just
/// the same: our PUBCOMP may have been lost with a connection.
void Broker::Machine::on(Link& link, wire::Pubrel const& packet)
{
    link.session->received_unreleased.erase(packet.packet_id);
    transmit(link.id, wire::Pubcomp{.packet_id = packet.packet_id});
}

/// The sender's side of 4.3, with `Outbox`.
void Broker::Machine::on(Link& link, wire::Puback const& packet)
{
    if (link.session->outbox.puback(packet.packet_id) == Outbox::Answer::out_of_turn) {
        return break_off(link); // [MQTT-4.8.0-1] QoS 2 is not acknowledged this way [MQTT-3.3.4-1].
    }
    send_what_the_window_allows(*link.session);
}

/// [MQTT-4.3.3-1] [MQTT-2.3.1-6] [MQTT-4.6.0-4] PUBREL with the same identifier, in the order of the PUBRECs.
void Broker::Machine::on(Link& link, wire::Pubrec const& packet)
{
    switch (link.session->outbox.pubrec(packet.packet_id)) {
    case Outbox::Answer::fits: return transmit(link.id, wire::Pubrel{.packet_id = packet.packet_id});
    case Outbox::Answer::unknown_id: return;
    case Outbox::Answer::out_of_turn: return break_off(link); // [MQTT-4.8.0-1]
    }
}

void Broker::Machine::on(Link& link, wire::Pubcomp const& packet)
{
    if (link.session->outbox.pubcomp(packet.packet_id) == Outbox::Answer::out_of_turn) {
        return break_off(link); // [MQTT-4.8.0-1]
    }
    send_what_the_window_allows(*link.session);
}

/// Takes ownership of the message. Returns false if there is no room for it.
bool Broker::Machine::take(wire::Publish const& packet)
{
    if (!may_publish(packet.topic, options_)) {
        return true; // [MQTT-3.3.5-2] The Client is not told, and nobody gets it.
    }
    auto const message = std::make_shared<Message const>(
        Message{.topic = packet.topic, .payload = packet.payload, .qos = packet.qos});
    if (packet.retain && !retain(message)) { // [MQTT-3.3.1-12] Without the flag the store is not touched.
        return false;
    }
    publish(message);
    return true;
}

/// Puts the message in the place of the one retained before. Returns false if a message that must be stored
/// [MQTT-3.3.1-5] finds no room; one of QoS 0 need not be [MQTT-3.3.1-7].
bool Broker::Machine::retain(MessagePtr const& message)
{
    if (message->payload.empty()) { // [MQTT-3.3.1-10] [MQTT-3.3.1-11]
        retained_->remove(message->topic);
        return true;
    }
    if (has_room_to_retain(*message)) {
        retained_->keep(message);
        return true;
    }
    if (message->qos == 0) {
        retained_->remove(message->topic);
        return true;
    }
    return false;
}

bool Broker::Machine::has_room_to_retain(Message const& message) const
{
    if (retained_->size_bytes() + size_bytes_of(message) > options_.max_retained_bytes) {
        return false;
    }
    return retained_->holds(message.topic) ||
           (retained_->size() < options_.max_retained && retained_->level_count() < options_.max_levels);
}

/// [MQTT-4.5.0-1] [MQTT-3.3.2-3] To all Sessions with a matching Subscription, and to no other;
/// [MQTT-4.6.0-5] in the order in which messages are taken. RETAIN is 0, whatever it was [MQTT-3.3.1-9].
void Broker::Machine::publish(MessagePtr const& message)
{
    for (auto const& route : subscriptions_->routes(message->topic)) {
        if (auto* session = sessions_.find(route.subscriber)) {
            deliver(*session, message, route.max_qos, false);
        }
    }
}

/// [MQTT-3.1.2-5] The message waits for an absent Client; one of QoS 0 if the options say so.
void Broker::Machine::deliver(Session& session, MessagePtr const& message, std::uint8_t max_qos, bool retain)
{
    auto const qos = std::min(message->qos, max_qos); // [MQTT-3.8.4-6]
    if (qos == 0 && !session.link && !options_.queues_qos0) {
        return;
    }
    if (!session.outbox.add(Delivery{.message = message, .qos = qos, .retain = retain})) {
        overfull_.push_back(session.id);
        return;
    }
    send_what_the_window_allows(session);
}

void Broker::Machine::send_what_the_window_allows(Session& session)
{
    if (!session.link) {
        return;
    }
    while (auto packet = session.outbox.next()) {
        transmit(*session.link, *std::move(packet));
    }
}

} // namespace mqttspec::reference
