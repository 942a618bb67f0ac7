// SPDX-License-Identifier: Apache-2.0
#include "reference/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mqttspec::reference {
namespace {

wire::Publish to_packet(Delivery const& delivery);

} // namespace

bool Outbox::add(Delivery delivery)
{
    while (!has_room_for(delivery)) {
        if (delivery.qos == 0) {
            return true;
        }
        if (!drop_newest_qos0()) {
            return false;
        }
    }
    queued_bytes_ += size_bytes_of(*delivery.message);
    queued_qos0_ += delivery.qos == 0 ? 1 : 0;
    queued_.push_back(std::move(delivery));
    return true;
}

/// Sends in the order of arrival, whatever the topics and QoS: more than [MQTT-4.6.0-6] asks for.
std::optional<wire::Publish> Outbox::next()
{
    if (queued_.empty()) {
        return std::nullopt;
    }
    bool const is_qos0 = queued_.front().qos == 0;
    if (!is_qos0 && unacknowledged_.size() + releasing_.size() >= limits_.in_flight) {
        return std::nullopt;
    }

    auto delivery = std::move(queued_.front());
    queued_.pop_front();
    queued_bytes_ -= size_bytes_of(*delivery.message);
    auto packet = to_packet(delivery);
    if (is_qos0) { // [MQTT-4.3.1-1] [MQTT-2.3.1-5] DUP 0, no identifier, and no memory of it.
        --queued_qos0_;
        return packet;
    }
    // [MQTT-2.3.1-4] [MQTT-4.3.2-1] [MQTT-4.3.3-1] An unused identifier, DUP 0, unacknowledged from now on.
    // What DUP the publisher set is not known here [MQTT-3.3.1-3].
    packet.packet_id = unused_packet_id();
    unacknowledged_.push_back(Sent{.packet_id = *packet.packet_id, .delivery = std::move(delivery)});
    return packet;
}

/// The end of a QoS 1 delivery: the identifier is free again [MQTT-2.3.1-4].
Outbox::Answer Outbox::puback(std::uint16_t packet_id)
{
    auto const sent = find_unacknowledged(packet_id);
    if (sent == unacknowledged_.end()) {
        return is_releasing(packet_id) ? Answer::out_of_turn : Answer::unknown_id;
    }
    if (sent->delivery.qos != 1) {
        return Answer::out_of_turn;
    }
    unacknowledged_.erase(sent);
    return Answer::fits;
}

/// [MQTT-4.3.3-1] The message is the Client's now: it is never sent again, its PUBREL is.
Outbox::Answer Outbox::pubrec(std::uint16_t packet_id)
{
    auto const sent = find_unacknowledged(packet_id);
    if (sent == unacknowledged_.end()) {
        return is_releasing(packet_id) ? Answer::fits : Answer::unknown_id;
    }
    if (sent->delivery.qos != 2) {
        return Answer::out_of_turn;
    }
    unacknowledged_.erase(sent);
    releasing_.push_back(packet_id);
    return Answer::fits;
}

/// The end of a QoS 2 delivery: the identifier is free again [MQTT-2.3.1-4].
Outbox::Answer Outbox::pubcomp(std::uint16_t packet_id)
{
    auto const place = std::ranges::find(releasing_, packet_id);
    if (place == releasing_.end()) {
        bool const is_sent = find_unacknowledged(packet_id) != unacknowledged_.end();
        return is_sent ? Answer::out_of_turn : Answer::unknown_id;
    }
    releasing_.erase(place);
    return Answer::fits;
}

std::vector<wire::Packet> Outbox::unacknowledged() const
{
    std::vector<wire::Packet> packets;
    for (auto const packet_id : releasing_) { // [MQTT-4.6.0-4] In the order of the PUBRECs.
        packets.emplace_back(wire::Pubrel{.packet_id = packet_id});
    }
    for (auto const& sent : unacknowledged_) { // [MQTT-4.6.0-1] In the order of the first sending.
        auto packet = to_packet(sent.delivery);
        packet.dup = true;                 // [MQTT-3.3.1-1]
        packet.packet_id = sent.packet_id; // [MQTT-4.4.0-1]
        packets.emplace_back(std::move(packet));
    }
    return packets;
}

std::uint16_t Outbox::lend_packet_id()
{
    auto const packet_id = unused_packet_id();
    lent_.insert(packet_id);
    return packet_id;
}

void Outbox::give_back_packet_id(std::uint16_t packet_id)
{
    lent_.erase(packet_id);
}

std::size_t Outbox::size() const
{
    return queued_.size() + unacknowledged_.size() + releasing_.size();
}

bool Outbox::has_room_for(Delivery const& delivery) const
{
    return queued_.size() < limits_.queued &&
           queued_bytes_ + size_bytes_of(*delivery.message) <= limits_.queued_bytes;
}

bool Outbox::drop_newest_qos0()
{
    if (queued_qos0_ == 0) {
        return false;
    }
    auto const newest = std::find_if(queued_.rbegin(), queued_.rend(),
                                     [](Delivery const& delivery) { return delivery.qos == 0; });
    queued_bytes_ -= size_bytes_of(*newest->message);
    --queued_qos0_;
    queued_.erase(std::next(newest).base());
    return true;
}

/// From 1 to 65,535 and round again, past those in use; 0 is none [MQTT-2.3.1-1].
std::uint16_t Outbox::unused_packet_id()
{
    do {
        last_packet_id_ = last_packet_id_ == 65'535 ? std::uint16_t{1} : std::uint16_t(last_packet_id_ + 1);
    } while (is_in_use(last_packet_id_));
    return last_packet_id_;
}

bool Outbox::is_in_use(std::uint16_t packet_id) const
{
    return lent_.contains(packet_id) || is_releasing(packet_id) ||
           std::ranges::find(unacknowledged_, packet_id, &Sent::packet_id) != unacknowledged_.end();
}

std::deque<Outbox::Sent>::iterator Outbox::find_unacknowledged(std::uint16_t packet_id)
{
    return std::ranges::find(unacknowledged_, packet_id, &Sent::packet_id);
}

bool Outbox::is_releasing(std::uint16_t packet_id) const
{
    return std::ranges::find(releasing_, packet_id) != releasing_.end();
}

namespace {

wire::Publish to_packet(Delivery const& delivery)
{
    return wire::Publish{.qos = delivery.qos,
                         .retain = delivery.retain,
                         .topic = delivery.message->topic,
                         .packet_id = std::nullopt,
                         .payload = delivery.message->payload};
}

} // namespace
} // namespace mqttspec::reference
