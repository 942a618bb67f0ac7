// SPDX-License-Identifier: Apache-2.0
#include "reference/client_machine.hpp"

namespace mqttspec::reference {

/// [MQTT-2.3.1-2] With an identifier from the same pool as the messages.
void Client::Machine::carry_out(CommandId id, SubscribeCommand const& command)
{
    if (!has_room_to_subscribe()) {
        return fail(id, "too many Subscriptions are under way");
    }
    auto const packet_id = link_->session->outbox.lend_packet_id();
    link_->subscribing.emplace(packet_id, Subscribing{.command = id, .filters = command.filters.size()});
    transmit(wire::Subscribe{.packet_id = packet_id, .filters = command.filters});
}

void Client::Machine::carry_out(CommandId id, UnsubscribeCommand const& command)
{
    if (!has_room_to_subscribe()) {
        return fail(id, "too many Subscriptions are under way");
    }
    auto const packet_id = link_->session->outbox.lend_packet_id();
    link_->unsubscribing.emplace(packet_id, id);
    transmit(wire::Unsubscribe{.packet_id = packet_id, .filters = command.filters});
}

bool Client::Machine::has_room_to_subscribe() const
{
    return link_->subscribing.size() + link_->unsubscribing.size() < options_.max_subscriptions;
}

/// [MQTT-3.8.4-5] One return code for each filter, or the Server violates the protocol [MQTT-4.8.0-1]. What
/// answers nothing means nothing.
void Client::Machine::on_packet(wire::Suback const& packet)
{
    auto const place = link_->subscribing.find(packet.packet_id);
    if (place == link_->subscribing.end()) {
        return;
    }
    if (packet.return_codes.size() != place->second.filters) {
        return break_off("a SUBACK had not one return code for each filter");
    }
    tell(Subscribed{.command = place->second.command, .return_codes = packet.return_codes});
    link_->subscribing.erase(place);
    link_->session->outbox.give_back_packet_id(packet.packet_id); // [MQTT-2.3.1-3]
}

void Client::Machine::on_packet(wire::Unsuback const& packet)
{
    auto const place = link_->unsubscribing.find(packet.packet_id);
    if (place == link_->unsubscribing.end()) {
        return;
    }
    tell(Unsubscribed{.command = place->second});
    link_->unsubscribing.erase(place);
    link_->session->outbox.give_back_packet_id(packet.packet_id); // [MQTT-2.3.1-3]
}

} // namespace mqttspec::reference
