// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/connect_flags.hpp"
#include "wire/decode.hpp"
#include "wire/packet.hpp"

namespace mqttspec::wire {

// What stands behind the fixed header, one function for each control packet, as its figures in chapter 3 draw
// it. An Io reads it (Reader), writes it (Writer) or measures it (Sizer); `demand` speaks of the field before
// it, and only when reading.

/// 2.2.2: what the first byte forbids.
template <class Io, class P>
void check_flags(Io& io, P const& packet)
{
    io.demand(packet.flags == P{}.flags, Defect::reserved_flags, "not the flags of table 2.2");
}

template <class Io>
void check_flags(Io& io, Publish const& packet)
{
    io.demand(packet.qos <= 2, Defect::invalid_qos, "QoS 3");
}

template <class Io>
void check_flags(Io& io, Unrecognised const&)
{
    io.demand(false, Defect::reserved_type, "table 2.1 reserves this type");
}

/// 3.1.2.3: what the Connect Flags themselves forbid.
template <class Io>
void check(Io& io, ConnectFlags flags)
{
    io.demand(!flags.reserved(), Defect::reserved_bits, "the reserved bit is set");
    if (flags.will()) {
        io.demand(flags.will_qos() != 3, Defect::invalid_qos, "Will QoS 3");
    } else {
        io.demand(flags.will_qos() == 0, Defect::inconsistent_flags, "a Will QoS without the Will Flag");
        io.demand(!flags.will_retain(), Defect::inconsistent_flags, "Will Retain without the Will Flag");
    }
    io.demand(flags.user_name() || !flags.password(), Defect::inconsistent_flags,
              "a password without a user name");
}

/// 3.1: the flags say which fields of the payload are there.
template <class Io, MaybeConst<Connect> P>
void layout(Io& io, P& packet)
{
    ConnectFlags flags{packet.connect_flags.value_or(connect_flags_for(packet))};
    io.text("protocol_name", packet.protocol_name);
    io.u8("protocol_level", packet.protocol_level);
    io.u8("connect_flags", flags.byte);
    if constexpr (Io::reads) {
        check(io, flags);
        packet.clean_session = flags.clean_session();
        if (flags.will())
            packet.will = Will{.qos = flags.will_qos(), .retain = flags.will_retain()};
    }
    io.u16("keep_alive", packet.keep_alive);

    io.text("client_id", packet.client_id);
    if (packet.will) {
        io.text("will.topic", packet.will->topic);
        io.binary("will.message", packet.will->message);
    }
    if (io.has(packet.user_name, flags.user_name()))
        io.text("user_name", packet.user_name);
    if (io.has(packet.password, flags.password()))
        io.binary("password", packet.password);

    if constexpr (Io::reads) {
        if (flags.byte != connect_flags_for(packet))
            packet.connect_flags = flags.byte;
    }
}

/// 3.2
template <class Io, MaybeConst<Connack> P>
void layout(Io& io, P& packet)
{
    io.u8("acknowledge_flags", packet.acknowledge_flags);
    io.demand((packet.acknowledge_flags & 0xFEU) == 0, Defect::reserved_bits, "bits 7 to 1 are reserved");
    io.u8("return_code", packet.return_code);
    io.demand(packet.return_code <= 5, Defect::reserved_return_code, "codes above 5 are reserved");
}

/// 3.3
template <class Io, MaybeConst<Publish> P>
void layout(Io& io, P& packet)
{
    io.text("topic", packet.topic);
    if (packet.qos > 0) {
        io.u16("packet_id", packet.packet_id);
        io.demand(packet.packet_id != 0, Defect::zero_packet_id, "the Packet Identifier is 0");
    }
    io.rest("payload", packet.payload);
}

/// 3.4 to 3.7 and 3.11: they repeat the Packet Identifier of what they answer. [MQTT-2.3.1-1] does not speak
/// of them: a 0 in them is as wrong as any other identifier that is not in use.
template <class Io, class P>
    requires MaybeConst<P, Puback> || MaybeConst<P, Pubrec> || MaybeConst<P, Pubrel> ||
        MaybeConst<P, Pubcomp> || MaybeConst<P, Unsuback>
void layout(Io& io, P& packet)
{
    io.u16("packet_id", packet.packet_id);
}

/// 3.8
template <class Io, MaybeConst<Subscribe> P>
void layout(Io& io, P& packet)
{
    io.u16("packet_id", packet.packet_id);
    io.demand(packet.packet_id != 0, Defect::zero_packet_id, "the Packet Identifier is 0");
    io.each("filters", packet.filters, [&io](auto& subscription) {
        io.text(".filter", subscription.filter);
        io.u8(".qos", subscription.qos);
        io.demand((subscription.qos & 0xFCU) == 0, Defect::reserved_bits, "bits 7 to 2 are reserved");
        io.demand((subscription.qos & 3U) != 3, Defect::invalid_qos, "QoS 3");
    });
    io.demand(!packet.filters.empty(), Defect::empty_payload, "no Topic Filter");
}

/// 3.9
template <class Io, MaybeConst<Suback> P>
void layout(Io& io, P& packet)
{
    io.u16("packet_id", packet.packet_id);
    io.each("return_codes", packet.return_codes, [&io](auto& code) {
        io.u8("", code);
        io.demand(code <= 2 || code == 0x80, Defect::reserved_return_code,
                  "only 0, 1, 2 and 0x80 are defined");
    });
    io.demand(!packet.return_codes.empty(), Defect::empty_payload, "no return code");
}

/// 3.10
template <class Io, MaybeConst<Unsubscribe> P>
void layout(Io& io, P& packet)
{
    io.u16("packet_id", packet.packet_id);
    io.demand(packet.packet_id != 0, Defect::zero_packet_id, "the Packet Identifier is 0");
    io.each("filters", packet.filters, [&io](auto& filter) { io.text("", filter); });
    io.demand(!packet.filters.empty(), Defect::empty_payload, "no Topic Filter");
}

/// 3.12 to 3.14: nothing.
template <class Io, class P>
    requires MaybeConst<P, Pingreq> || MaybeConst<P, Pingresp> || MaybeConst<P, Disconnect>
void layout(Io&, P&) {}

/// Types 0 and 15, which table 2.1 reserves.
template <class Io, MaybeConst<Unrecognised> P>
void layout(Io& io, P& packet)
{
    io.rest("body", packet.body);
}

} // namespace mqttspec::wire
