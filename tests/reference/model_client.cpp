// SPDX-License-Identifier: Apache-2.0
#include "reference/model_client.hpp"

#include <algorithm>
#include <variant>

namespace mqttspec::reference {

void ModelClient::connect()
{
    wire::Connect packet;
    packet.client_id = id_;
    packet.clean_session = false;
    outgoing.clear();
    outgoing.emplace_back(packet);
    for (auto const packet_id : releasing_) {
        outgoing.emplace_back(wire::Pubrel{.packet_id = packet_id});
    }
    for (auto packet_again : unacknowledged_) {
        packet_again.dup = true;
        outgoing.emplace_back(packet_again);
    }
}

void ModelClient::subscribe(std::string const& filter, std::uint8_t qos)
{
    outgoing.emplace_back(wire::Subscribe{.packet_id = 65'535, .filters = {{.filter = filter, .qos = qos}}});
}

void ModelClient::publish(std::string const& topic, std::string const& payload, std::uint8_t qos)
{
    wire::Publish packet;
    packet.topic = topic;
    packet.payload.assign(payload.begin(), payload.end());
    packet.qos = qos;
    packet.packet_id = ++last_packet_id_; // Short tests: it never comes round.
    unacknowledged_.push_back(packet);
    written[qos].push_back(Note{.topic = topic, .payload = payload});
    outgoing.emplace_back(packet);
}

void ModelClient::receive(wire::Packet const& packet)
{
    std::visit([this](auto const& it) { on(it); }, packet);
}

void ModelClient::on(wire::Connack const& packet)
{
    session_losses += was_connected_ && !packet.session_present() ? 1 : 0;
    was_connected_ = true;
}

void ModelClient::on(wire::Publish const& packet)
{
    Note const note{.topic = packet.topic, .payload = {packet.payload.begin(), packet.payload.end()}};
    if (packet.qos == 2) {
        bool const is_new = unreleased_.insert(*packet.packet_id).second;
        outgoing.emplace_back(wire::Pubrec{.packet_id = *packet.packet_id});
        if (!is_new) {
            return;
        }
    } else if (packet.qos == 1) {
        outgoing.emplace_back(wire::Puback{.packet_id = *packet.packet_id});
    }
    heard[packet.qos].push_back(note);
}

void ModelClient::on(wire::Puback const& packet)
{
    std::erase_if(unacknowledged_, [&](auto const& sent) { return sent.packet_id == packet.packet_id; });
}

void ModelClient::on(wire::Pubrec const& packet)
{
    on(wire::Puback{.packet_id = packet.packet_id});
    if (std::ranges::find(releasing_, packet.packet_id) == releasing_.end()) {
        releasing_.push_back(packet.packet_id);
    }
    outgoing.emplace_back(wire::Pubrel{.packet_id = packet.packet_id});
}

void ModelClient::on(wire::Pubrel const& packet)
{
    unreleased_.erase(packet.packet_id);
    outgoing.emplace_back(wire::Pubcomp{.packet_id = packet.packet_id});
}

void ModelClient::on(wire::Pubcomp const& packet)
{
    std::erase(releasing_, packet.packet_id);
}

} // namespace mqttspec::reference
