// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/field.hpp"
#include "wire/packet.hpp"
#include "wire/version.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::wire {

/// What is wrong with a field, by the figures and tables of the standard alone. Whether it may be sent here
/// and now, by whom, and which statement it breaks, is not the codec's to say.
enum class Defect
{
    truncated,          ///< The packet ends before the field does.
    trailing_bytes,     ///< Bytes are left behind the last field.
    remaining_length,   ///< The length field runs on past its fourth byte, or does not match the bytes given.
    reserved_type,      ///< Types 0 and 15 of table 2.1.
    reserved_flags,     ///< Fixed header flags that differ from table 2.2 [MQTT-2.2.2-1].
    reserved_bits,      ///< A reserved bit of CONNECT flags, CONNACK flags or a Requested QoS is set.
    invalid_qos,        ///< QoS 3.
    inconsistent_flags, ///< CONNECT flags that contradict each other [MQTT-3.1.2-11, -13, -15, -22].
    ill_formed_utf8,    ///< [MQTT-1.5.3-1]
    null_character,     ///< [MQTT-1.5.3-2]
    zero_packet_id,     ///< [MQTT-2.3.1-1]
    empty_payload,      ///< No Topic Filter [MQTT-3.8.3-3, MQTT-3.10.3-2], no return code.
    reserved_return_code, ///< CONNACK above 5, SUBACK other than 0, 1, 2, 0x80.
};

/// Something that the standard's figures do not allow, and where.
struct Malformation
{
    Defect defect{};
    Field field{};        ///< The field in which it was noticed.
    std::string detail{}; ///< What stands there, in a few words: "surrogate ED A0 80 at byte 3".

    friend bool operator==(Malformation const&, Malformation const&) = default;
};

[[nodiscard]] std::string_view name_of(Defect defect);

/// What could be made of one packet. Whatever was readable is here, whether or not it was legal.
struct Decoded
{
    Packet packet{};
    std::vector<Field> fields{};               ///< In wire order, as far as reading came.
    std::vector<Malformation> malformations{}; ///< Empty if and only if the packet is well formed.
};

/// Reads exactly one framed packet. No bytes make it throw, and it never reads past them. What is kept is
/// bounded whatever the bytes say: of a packet with more, the first 65,536 fields and the first 256
/// malformations. A version that the codec does not know throws std::invalid_argument.
[[nodiscard]] Decoded decode(std::span<std::uint8_t const> bytes, Version version);

} // namespace mqttspec::wire
