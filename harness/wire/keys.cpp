// SPDX-License-Identifier: Apache-2.0
#include "wire/value.hpp"

namespace mqttspec::wire {
namespace {

// A row: name, kind, whether the member can be absent, keys of its elements, meaning, greatest number.

constexpr KeyInfo flags{.name = "flags",
                        .kind = Kind::u8,
                        .is_optional = true,
                        .about = "Lower half of the first byte, 0 to 15, if not the one of table 2.2 (2.2.2)",
                        .maximum = 15};
constexpr KeyInfo packet_id{.name = "packet_id",
                            .kind = Kind::u16,
                            .about = "Packet Identifier, 0 to 65535; 0 is forbidden (2.3.1)",
                            .maximum = 65'535};

constexpr KeyInfo will_keys[] = {
    {.name = "topic", .kind = Kind::text, .about = "Will Topic (3.1.3.2)"},
    {.name = "message", .kind = Kind::binary, .about = "Will Message (3.1.3.3)"},
    {.name = "qos", .kind = Kind::u8, .about = "Will QoS, 0 to 2; 3 is forbidden (3.1.2.6)", .maximum = 3},
    {.name = "retain", .kind = Kind::boolean, .about = "Will Retain (3.1.2.7)"},
};

constexpr KeyInfo connect_keys[] = {
    flags,
    {.name = "protocol_name", .kind = Kind::text, .about = "Protocol Name, MQTT by default (3.1.2.1)"},
    {.name = "protocol_level",
     .kind = Kind::u8,
     .about = "Protocol Level, 4 by default (3.1.2.2)",
     .maximum = 255},
    {.name = "connect_flags",
     .kind = Kind::u8,
     .is_optional = true,
     .about = "The connect flags byte, if not the one that the other keys call for (3.1.2.3)",
     .maximum = 255},
    {.name = "clean_session", .kind = Kind::boolean, .about = "Clean Session, true by default (3.1.2.4)"},
    {.name = "keep_alive",
     .kind = Kind::u16,
     .about = "Keep Alive in seconds; 0 turns it off (3.1.2.10)",
     .maximum = 65'535},
    {.name = "client_id", .kind = Kind::text, .about = "Client Identifier (3.1.3.1)"},
    {.name = "will",
     .kind = Kind::map,
     .is_optional = true,
     .element = will_keys,
     .about = "The Will; sets the Will Flag (3.1.2.5)"},
    {.name = "user_name",
     .kind = Kind::text,
     .is_optional = true,
     .about = "User Name; sets its flag (3.1.2.8, 3.1.3.4)"},
    {.name = "password",
     .kind = Kind::binary,
     .is_optional = true,
     .about = "Password; sets its flag (3.1.2.9, 3.1.3.5)"},
};

constexpr KeyInfo connack_keys[] = {
    flags,
    {.name = "session_present", .kind = Kind::boolean, .about = "Session Present, bit 0 (3.2.2.2)"},
    {.name = "acknowledge_flags",
     .kind = Kind::u8,
     .is_optional = true,
     .about =
         "The whole acknowledge flags byte, if it sets reserved bits (3.2.2.1); overrides session_present",
     .maximum = 255},
    {.name = "return_code",
     .kind = Kind::u8,
     .about = "Connect Return code, 0 (accepted) to 5 (3.2.2.3)",
     .maximum = 255},
};

constexpr KeyInfo publish_keys[] = {
    {.name = "dup", .kind = Kind::boolean, .about = "DUP: sent again (3.3.1.1)"},
    {.name = "qos", .kind = Kind::u8, .about = "QoS, 0 to 2; 3 is forbidden (3.3.1.2)", .maximum = 3},
    {.name = "retain", .kind = Kind::boolean, .about = "RETAIN (3.3.1.3)"},
    {.name = "topic", .kind = Kind::text, .about = "Topic Name (3.3.2.1)"},
    {.name = "packet_id",
     .kind = Kind::u16,
     .is_optional = true,
     .about = "Packet Identifier, 1 to 65535; there only if qos is above 0 (3.3.2.2)",
     .maximum = 65'535},
    {.name = "payload", .kind = Kind::binary, .about = "Application Message (3.3.3)"},
};

constexpr KeyInfo acknowledgement_keys[] = {flags, packet_id};

constexpr KeyInfo subscription_keys[] = {
    {.name = "filter", .kind = Kind::text, .about = "Topic Filter (3.8.3)"},
    {.name = "qos",
     .kind = Kind::u8,
     .about = "Requested QoS, 0 to 2; the whole byte, whose bits 7 to 2 are reserved (3.8.3.1)",
     .maximum = 255},
};

constexpr KeyInfo subscribe_keys[] = {
    flags,
    packet_id,
    {.name = "filters",
     .kind = Kind::list,
     .element = subscription_keys,
     .about = "Topic Filters with their Requested QoS, at least one; a plain text asks for QoS 0 (3.8.3)"},
};

constexpr KeyInfo return_code_element[] = {
    {.kind = Kind::u8, .about = "0, 1 or 2: the granted QoS; 128: failure (3.9.3)", .maximum = 255}};

constexpr KeyInfo suback_keys[] = {
    flags,
    packet_id,
    {.name = "return_codes",
     .kind = Kind::list,
     .element = return_code_element,
     .about = "One return code for each Topic Filter, in its order (3.9.3)"},
};

constexpr KeyInfo filter_element[] = {{.kind = Kind::text, .about = "Topic Filter (3.10.3)"}};

constexpr KeyInfo unsubscribe_keys[] = {
    flags,
    packet_id,
    {.name = "filters",
     .kind = Kind::list,
     .element = filter_element,
     .about = "Topic Filters, at least one (3.10.3)"},
};

constexpr KeyInfo bodiless_keys[] = {flags};

constexpr KeyInfo unrecognised_keys[] = {
    {.name = "flags",
     .kind = Kind::u8,
     .is_optional = true,
     .about = "Lower half of the first byte",
     .maximum = 15},
    {.name = "body", .kind = Kind::binary, .about = "All that stands behind the fixed header"},
};

} // namespace

std::span<KeyInfo const> keys_of(PacketType type)
{
    switch (type) {
    case PacketType::connect: return connect_keys;
    case PacketType::connack: return connack_keys;
    case PacketType::publish: return publish_keys;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp:
    case PacketType::unsuback: return acknowledgement_keys;
    case PacketType::subscribe: return subscribe_keys;
    case PacketType::suback: return suback_keys;
    case PacketType::unsubscribe: return unsubscribe_keys;
    case PacketType::pingreq:
    case PacketType::pingresp:
    case PacketType::disconnect: return bodiless_keys;
    case PacketType::reserved_0:
    case PacketType::reserved_15: break;
    }
    return unrecognised_keys;
}

} // namespace mqttspec::wire
