// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstdint>
#include <optional>
#include <type_traits>

namespace mqttspec::wire {

// Hands each member of a packet to `visit(key, member)`, under the key that `keys_of` lists and in that
// order. If the packet is not const, a visitor may change the members.

/// The flags count as a member only where they are not those of table 2.2.
template <class P, class Visit>
void visit_flags(P& packet, Visit& visit)
{
    std::uint8_t const usual = std::remove_const_t<P>{}.flags;
    std::optional<std::uint8_t> odd;
    if (packet.flags != usual)
        odd = packet.flags;
    visit("flags", odd);
    if constexpr (!std::is_const_v<P>)
        packet.flags = odd.value_or(usual);
}

template <MaybeConst<Will> P, class Visit>
void visit_members(P& will, Visit& visit)
{
    visit("topic", will.topic);
    visit("message", will.message);
    visit("qos", will.qos);
    visit("retain", will.retain);
}

template <MaybeConst<Subscription> P, class Visit>
void visit_members(P& subscription, Visit& visit)
{
    visit("filter", subscription.filter);
    visit("qos", subscription.qos);
}

template <MaybeConst<Connect> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
    visit("protocol_name", packet.protocol_name);
    visit("protocol_level", packet.protocol_level);
    visit("connect_flags", packet.connect_flags);
    visit("clean_session", packet.clean_session);
    visit("keep_alive", packet.keep_alive);
    visit("client_id", packet.client_id);
    visit("will", packet.will);
    visit("user_name", packet.user_name);
    visit("password", packet.password);
}

/// Session Present is named by itself, and the whole byte only where it holds more than that.
template <MaybeConst<Connack> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    bool session_present = packet.session_present();
    std::optional<std::uint8_t> whole;
    if (packet.acknowledge_flags > 1)
        whole = packet.acknowledge_flags;
    visit_flags(packet, visit);
    visit("session_present", session_present);
    visit("acknowledge_flags", whole);
    visit("return_code", packet.return_code);
    if constexpr (!std::is_const_v<P>)
        packet.acknowledge_flags = whole.value_or(session_present ? 1 : 0);
}

template <MaybeConst<Publish> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    visit("dup", packet.dup);
    visit("qos", packet.qos);
    visit("retain", packet.retain);
    visit("topic", packet.topic);
    visit("packet_id", packet.packet_id);
    visit("payload", packet.payload);
}

template <MaybeConst<Subscribe> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
    visit("packet_id", packet.packet_id);
    visit("filters", packet.filters);
}

template <MaybeConst<Suback> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
    visit("packet_id", packet.packet_id);
    visit("return_codes", packet.return_codes);
}

template <MaybeConst<Unsubscribe> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
    visit("packet_id", packet.packet_id);
    visit("filters", packet.filters);
}

template <class P, class Visit>
    requires MaybeConst<P, Puback> || MaybeConst<P, Pubrec> || MaybeConst<P, Pubrel> ||
        MaybeConst<P, Pubcomp> || MaybeConst<P, Unsuback>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
    visit("packet_id", packet.packet_id);
}

template <class P, class Visit>
    requires MaybeConst<P, Pingreq> || MaybeConst<P, Pingresp> || MaybeConst<P, Disconnect>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
}

template <MaybeConst<Unrecognised> P, class Visit>
void visit_members(P& packet, Visit& visit)
{
    visit_flags(packet, visit);
    visit("body", packet.body);
}

} // namespace mqttspec::wire
