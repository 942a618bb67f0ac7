// SPDX-License-Identifier: Apache-2.0
#include "reference/client_machine.hpp"

#include "reference/topic.hpp"

#include <memory>

namespace mqttspec::reference {

/// The sender's side of 4.3, with `Outbox`: an unused identifier and DUP 0 [MQTT-4.3.1-1] [MQTT-4.3.2-1]
/// [MQTT-4.3.3-1], in the order of the commands.
void Client::Machine::carry_out(CommandId id, PublishCommand const& command)
{
    auto& session = *link_->session;
    if (session.outbox.size() >= options_.max_queued) {
        return fail(id, "too many messages are under way");
    }
    auto const message = std::make_shared<Message const>(
        Message{.topic = command.topic, .payload = command.payload, .qos = command.qos});
    static_cast<void>(
        session.outbox.add(Delivery{.message = message, .qos = command.qos, .retain = command.retain}));
    session.waiting.push_back(id);
    send_what_the_window_allows();
}

void Client::Machine::send_what_the_window_allows()
{
    auto& session = *link_->session;
    while (auto packet = session.outbox.next()) {
        auto const command = session.waiting.front();
        session.waiting.pop_front();
        if (packet->packet_id) {
            session.under_way.emplace(*packet->packet_id, command);
        }
        bool const is_done = !packet->packet_id;
        transmit(*std::move(packet));
        if (is_done) {
            tell(Acknowledged{.command = command});
        }
    }
}

/// [MQTT-2.3.1-6] [MQTT-4.3.2-1] The end of a QoS 1 delivery. What answers nothing that is under way means
/// nothing.
void Client::Machine::on_packet(wire::Puback const& packet)
{
    switch (link_->session->outbox.puback(packet.packet_id)) {
    case Outbox::Answer::fits: return settle(packet.packet_id);
    case Outbox::Answer::unknown_id: return;
    case Outbox::Answer::out_of_turn: return break_off("a PUBACK answered a message of QoS 2");
    }
}

/// [MQTT-4.3.3-1] [MQTT-4.6.0-4] PUBREL with the same identifier, in the order of the PUBRECs.
void Client::Machine::on_packet(wire::Pubrec const& packet)
{
    switch (link_->session->outbox.pubrec(packet.packet_id)) {
    case Outbox::Answer::fits: return transmit(wire::Pubrel{.packet_id = packet.packet_id});
    case Outbox::Answer::unknown_id: return;
    case Outbox::Answer::out_of_turn: return break_off("a PUBREC answered a message of QoS 1");
    }
}

void Client::Machine::on_packet(wire::Pubcomp const& packet)
{
    switch (link_->session->outbox.pubcomp(packet.packet_id)) {
    case Outbox::Answer::fits: return settle(packet.packet_id);
    case Outbox::Answer::unknown_id: return;
    case Outbox::Answer::out_of_turn: return break_off("a PUBCOMP answered no PUBREL");
    }
}

/// The message is the Server's; its identifier is free [MQTT-2.3.1-3].
void Client::Machine::settle(std::uint16_t packet_id)
{
    auto const place = link_->session->under_way.find(packet_id);
    tell(Acknowledged{.command = place->second});
    link_->session->under_way.erase(place);
    send_what_the_window_allows();
}

/// The receiver's side of 4.3. [MQTT-4.5.0-2] Whether or not a Subscription asked for the message. The
/// answers go out at once, and so in the order of what they answer [MQTT-4.6.0-2] [MQTT-4.6.0-3].
void Client::Machine::on_packet(wire::Publish const& packet)
{
    // [MQTT-3.3.1-2] QoS 0 has no DUP. [MQTT-3.3.2-2] [MQTT-4.7.1-1] [MQTT-4.7.3-1] The name has no wildcard
    // and is not empty. Whoever breaks that violates the protocol [MQTT-4.8.0-1].
    if (packet.qos == 0 && packet.dup) {
        return break_off("a PUBLISH of QoS 0 had DUP set");
    }
    if (!is_topic_name(packet.topic)) {
        return break_off("a PUBLISH had no valid Topic Name");
    }
    auto const packet_id = packet.packet_id.value_or(0);
    if (packet.qos == 0) { // [MQTT-3.3.4-1] No answer.
        return deliver(packet);
    }
    if (packet.qos == 1) { // [MQTT-4.3.2-2] Always a new message.
        deliver(packet);
        return transmit(wire::Puback{.packet_id = packet_id});
    }
    // [MQTT-4.3.3-2] Until its PUBREL, the identifier stands for the message that came with it first. Our
    // choice is method B of figure 4.3.
    if (link_->session->received_unreleased.insert(packet_id).second) {
        deliver(packet);
    }
    transmit(wire::Pubrec{.packet_id = packet_id});
}

/// [MQTT-4.3.3-2] From here on the identifier means a new message. One that we do not know is answered just
/// the same: our PUBCOMP may have been lost with a connection.
void Client::Machine::on_packet(wire::Pubrel const& packet)
{
    link_->session->received_unreleased.erase(packet.packet_id);
    transmit(wire::Pubcomp{.packet_id = packet.packet_id});
}

/// The topic is the user's byte for byte, a byte order mark included [MQTT-1.5.3-3].
void Client::Machine::deliver(wire::Publish const& packet)
{
    tell(MessageArrived{.topic = packet.topic,
                        .payload = packet.payload,
                        .qos = packet.qos,
                        .retain = packet.retain,
                        .dup = packet.dup});
}

} // namespace mqttspec::reference
