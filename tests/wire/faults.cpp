// SPDX-License-Identifier: Apache-2.0
#include "wire/samples.hpp"

namespace mqttspec::test {

// clang-format off

std::vector<Fault> const& illegal_values()
{
    static std::vector<Fault> const all{
        {.name = "reserved_type_0",
         .bytes = "00 02 61 62", // type 0; remaining length; body
         .malformations = "reserved_type type_and_flags@0+1: table 2.1 reserves this type (0x00)"},
        {.name = "reserved_type_15",
         .bytes = "f7 00", // type 15 with flags 7; remaining length
         .malformations = "reserved_type type_and_flags@0+1: table 2.1 reserves this type (0xF7)"},
        {.name = "flags_of_pingreq",
         .bytes = "c1 00",
         .malformations = "reserved_flags type_and_flags@0+1: not the flags of table 2.2 (0xC1)"},
        {.name = "flags_of_pubrel",
         .bytes = "60 02 00 01", // flags 0, not 2; remaining length; packet id
         .malformations = "reserved_flags type_and_flags@0+1: not the flags of table 2.2 (0x60)"},
        {.name = "flags_of_connect",
         .bytes = "1f 0c 00 04 4d 51 54 54 04 02 00 00 00 00",
         .malformations = "reserved_flags type_and_flags@0+1: not the flags of table 2.2 (0x1F)"},
        {.name = "connect_reserved_bit",
         .bytes = "10 0c 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                  "03"                         // clean session, reserved bit
                  "00 00 00 00",               // keep alive; client id
         .malformations = "reserved_bits connect_flags@9+1: the reserved bit is set (0x03)"},
        {.name = "connect_will_qos_3",
         .bytes = "10 12 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                  "1e"                         // clean session, will, will QoS 3
                  "00 00 00 00"                // keep alive; client id
                  "00 01 77 00 01 6d",         // will topic w; will message m
         .malformations = "invalid_qos connect_flags@9+1: Will QoS 3 (0x1E)"},
        {.name = "connect_will_bits_without_will",
         .bytes = "10 0c 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                  "2a"                         // clean session, will QoS 1, will retain
                  "00 00 00 00",               // keep alive; client id
         .malformations = "inconsistent_flags connect_flags@9+1: a Will QoS without the Will Flag (0x2A)\n"
                          "inconsistent_flags connect_flags@9+1: Will Retain without the Will Flag (0x2A)"},
        {.name = "connect_will_qos_3_without_will",
         .bytes = "10 0c 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                  "1a"                         // clean session, will QoS 3
                  "00 00 00 00",               // keep alive; client id
         .malformations = "inconsistent_flags connect_flags@9+1: a Will QoS without the Will Flag (0x1A)"},
        {.name = "connect_password_alone",
         .bytes = "10 0f 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                  "42"                         // clean session, password
                  "00 00 00 00"                // keep alive; client id
                  "00 01 70",                  // password p
         .malformations = "inconsistent_flags connect_flags@9+1: a password without a user name (0x42)"},
        {.name = "connack_reserved_bits",
         .bytes = "20 02 81 00", // CONNACK; remaining length; session present and bit 7; accepted
         .malformations = "reserved_bits acknowledge_flags@2+1: bits 7 to 1 are reserved (0x81)"},
        {.name = "connack_return_code_6",
         .bytes = "20 02 00 06",
         .malformations = "reserved_return_code return_code@3+1: codes above 5 are reserved (0x06)"},
        {.name = "publish_qos_3",
         .bytes = "36 05"    // PUBLISH, QoS 3; remaining length
                  "00 01 61" // topic a
                  "00 07",   // packet id
         .malformations = "invalid_qos type_and_flags@0+1: QoS 3 (0x36)"},
        {.name = "publish_packet_id_0",
         .bytes = "32 05 00 01 61 00 00",
         .malformations = "zero_packet_id packet_id@5+2: the Packet Identifier is 0"},
        {.name = "publish_overlong_topic",
         .bytes = "30 06 00 04 61 c0 80 62", // PUBLISH; topic with U+0000 in two bytes
         .malformations = "ill_formed_utf8 topic@2+6: overlong form C0 80 at byte 1"},
        {.name = "publish_null_in_topic",
         .bytes = "30 05 00 03 61 00 62",
         .malformations = "null_character topic@2+5: U+0000 at byte 1"},
        {.name = "subscribe_packet_id_0",
         .bytes = "82 06 00 00 00 01 61 00",
         .malformations = "zero_packet_id packet_id@2+2: the Packet Identifier is 0"},
        {.name = "unsubscribe_packet_id_0",
         .bytes = "a2 05 00 00 00 01 61",
         .malformations = "zero_packet_id packet_id@2+2: the Packet Identifier is 0"},
        {.name = "subscribe_reserved_bits",
         .bytes = "82 0a 00 01"  // SUBSCRIBE; remaining length; packet id
                  "00 01 61 00"  // filter a; QoS 0
                  "00 01 62 06", // filter b; QoS 2 and bit 2
         .malformations = "reserved_bits filters[1].qos@11+1: bits 7 to 2 are reserved (0x06)"},
        {.name = "subscribe_all_bits",
         .bytes = "82 06 00 01 00 01 61 ff",
         .malformations = "reserved_bits filters[0].qos@7+1: bits 7 to 2 are reserved (0xFF)\n"
                          "invalid_qos filters[0].qos@7+1: QoS 3 (0xFF)"},
        {.name = "subscribe_qos_3",
         .bytes = "82 06 00 01 00 01 61 03",
         .malformations = "invalid_qos filters[0].qos@7+1: QoS 3 (0x03)"},
        {.name = "subscribe_surrogate_and_null",
         .bytes = "82 09 00 01"             // SUBSCRIBE; remaining length; packet id
                  "00 04 00 ed a0 80 00",   // filter of U+0000 and U+D800; QoS 0
         .malformations = "ill_formed_utf8 filters[0].filter@4+6: surrogate ED A0 80 at byte 1\n"
                          "null_character filters[0].filter@4+6: U+0000 at byte 0"},
        {.name = "subscribe_no_filter",
         .bytes = "82 02 00 01",
         .malformations = "empty_payload filters@4+0: no Topic Filter"},
        {.name = "unsubscribe_no_filter",
         .bytes = "a2 02 00 01",
         .malformations = "empty_payload filters@4+0: no Topic Filter"},
        {.name = "suback_no_return_code",
         .bytes = "90 02 00 01",
         .malformations = "empty_payload return_codes@4+0: no return code"},
        {.name = "suback_reserved_return_codes",
         .bytes = "90 05 00 01 02 03 81",
         .malformations = "reserved_return_code return_codes[1]@5+1: only 0, 1, 2 and 0x80 are defined (0x03)\n"
                          "reserved_return_code return_codes[2]@6+1: only 0, 1, 2 and 0x80 are defined (0x81)"},
        {.name = "several_at_once",
         .bytes = "85 02 00 00", // SUBSCRIBE with flags 5; remaining length; packet id 0; no filter
         .malformations = "reserved_flags type_and_flags@0+1: not the flags of table 2.2 (0x85)\n"
                          "zero_packet_id packet_id@2+2: the Packet Identifier is 0\n"
                          "empty_payload filters@4+0: no Topic Filter"},
    };
    return all;
}

std::vector<Fault> const& broken_structures()
{
    static std::vector<Fault> const all{
        {.name = "nothing",
         .bytes = "",
         .malformations = "truncated type_and_flags@0+0: it is missing"},
        {.name = "no_remaining_length",
         .bytes = "30",
         .malformations = "truncated remaining_length@1+0: its last byte is missing"},
        {.name = "half_a_remaining_length",
         .bytes = "30 80 80",
         .malformations = "truncated remaining_length@1+2: its last byte is missing"},
        {.name = "unending_remaining_length",
         .bytes = "c0 80 80 80 80 00",
         .malformations = "remaining_length remaining_length@1+4: the fourth byte asks for a fifth"},
        {.name = "remaining_length_too_long",
         .bytes = "40 03 00 01", // PUBACK that claims a byte more than there is
         .malformations = "remaining_length remaining_length@1+1: claims 3 bytes where 2 follow (0x03)"},
        {.name = "remaining_length_too_short",
         .bytes = "40 02 00 01 02",
         .malformations = "remaining_length remaining_length@1+1: claims 2 bytes where 3 follow (0x02)"},
        {.name = "remaining_length_too_long_for_payload",
         .bytes = "30 05 00 01 61 68", // PUBLISH; topic a; one byte of a payload of two
         .malformations = "remaining_length remaining_length@1+1: claims 5 bytes where 4 follow (0x05)\n"
                          "truncated payload@5+1: 1 of 2 bytes are there"},
        {.name = "connect_without_body",
         .bytes = "10 00",
         .malformations = "truncated protocol_name@2+0: it is missing"},
        {.name = "connect_cut_before_will_message",
         .bytes = "10 0f 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                  "86"                         // user name, clean session, will
                  "00 00 00 00"                // keep alive; client id
                  "00 01 77",                  // will topic w
         .malformations = "truncated will.message@17+0: it is missing"},
        {.name = "topic_longer_than_packet",
         .bytes = "30 05 00 0a 61 2f 62",
         .malformations = "truncated topic@2+5: 3 of 10 bytes are there"},
        {.name = "topic_cut_inside_a_character",
         .bytes = "30 04 00 03 61 e2", // the character may go on behind the cut
         .malformations = "truncated topic@2+4: 2 of 3 bytes are there"},
        {.name = "half_a_topic_length",
         .bytes = "30 01 00",
         .malformations = "truncated topic@2+1: the second byte of its length is missing"},
        {.name = "half_a_packet_id",
         .bytes = "62 01 00",
         .malformations = "truncated packet_id@2+1: its second byte is missing"},
        {.name = "publish_without_packet_id",
         .bytes = "32 03 00 01 61",
         .malformations = "truncated packet_id@5+0: it is missing"},
        {.name = "connack_without_return_code",
         .bytes = "20 01 00",
         .malformations = "truncated return_code@3+0: it is missing"},
        {.name = "subscribe_without_last_qos",
         .bytes = "82 09 00 01"  // SUBSCRIBE; remaining length; packet id
                  "00 01 61 00"  // filter a; QoS 0
                  "00 01 62",    // filter b
         .malformations = "truncated filters[1].qos@11+0: it is missing"},
        {.name = "pingreq_with_body",
         .bytes = "c0 03 01 02 03",
         .malformations = "trailing_bytes trailing_bytes@2+3: 3 left behind the last field: 01 02 03"},
        {.name = "puback_with_reason",
         .bytes = "40 03 00 01 87",
         .malformations = "trailing_bytes trailing_bytes@4+1: 1 left behind the last field: 87"},
        {.name = "connect_with_unannounced_user_name",
         .bytes = "10 1e 00 04 4d 51 54 54 04 02 00 00 00 00"                // CONNECT as connect_least
                  "00 10 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61",   // user name without its flag
         .malformations = "trailing_bytes trailing_bytes@14+18: 18 left behind the last field: "
                          "00 10 61 61 61 61 61 61 61 61 61 61 61 61 61 61 ..."},
    };
    return all;
}

// clang-format on

} // namespace mqttspec::test
