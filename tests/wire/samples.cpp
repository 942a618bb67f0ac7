// SPDX-License-Identifier: Apache-2.0
#include "wire/samples.hpp"

#include "support/bytes.hpp"

#include <fmt/format.h>

namespace mqttspec::test {

using namespace wire;

// clang-format off

std::vector<Sample> const& samples()
{
    static std::vector<Sample> const all{
        {.name = "connect_least",
         .bytes = "10 0c"             // CONNECT; remaining length
                  "00 04 4d 51 54 54" // protocol name MQTT
                  "04"                // protocol level
                  "02"                // clean session
                  "00 00"             // keep alive
                  "00 00",            // client id, empty
         .packet = Connect{},
         .fields = "type_and_flags@0+1 remaining_length@1+1 protocol_name@2+6 protocol_name.length@2+2 "
                   "protocol_name.value@4+4 protocol_level@8+1 connect_flags@9+1 keep_alive@10+2 client_id@12+2 "
                   "client_id.length@12+2 client_id.value@14+0",
         .line = R"(CONNECT clean_session keep_alive 0 client_id "")"},
        {.name = "connect_full",
         .bytes = "10 27"             // CONNECT; remaining length
                  "00 04 4d 51 54 54" // protocol name MQTT
                  "04"                // protocol level
                  "f4"                // user name, password, will retain, will QoS 2, will; no clean session
                  "00 3c"             // keep alive 60
                  "00 05 61 6c 69 63 65" // client id alice
                  "00 03 77 2f 74"    // will topic w/t
                  "00 04 67 6f 6e 65" // will message gone
                  "00 03 62 6f 62"    // user name bob
                  "00 04 00 ff c3 28",// password, no UTF-8
         .packet = Connect{.clean_session = false, .keep_alive = 60, .client_id = "alice",
                           .will = Will{.topic = "w/t", .message = {'g', 'o', 'n', 'e'}, .qos = 2, .retain = true},
                           .user_name = "bob", .password = Bytes{0x00, 0xFF, 0xC3, 0x28}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 protocol_name@2+6 protocol_name.length@2+2 "
                   "protocol_name.value@4+4 protocol_level@8+1 connect_flags@9+1 keep_alive@10+2 client_id@12+7 "
                   "client_id.length@12+2 client_id.value@14+5 will.topic@19+5 will.topic.length@19+2 "
                   "will.topic.value@21+3 will.message@24+6 will.message.length@24+2 will.message.value@26+4 "
                   "user_name@30+5 user_name.length@30+2 user_name.value@32+3 password@35+6 password.length@35+2 "
                   "password.value@37+4",
         .line = R"(CONNECT clean_session false keep_alive 60 client_id "alice" )"
                 R"(will {topic "w/t" message "gone" qos 2 retain} user_name "bob" password (4 bytes))"},
        {.name = "connect_other_protocol",
         .bytes = "10 0f"                   // CONNECT; remaining length
                  "00 06 4d 51 49 73 64 70" // protocol name MQIsdp
                  "03"                      // protocol level
                  "02"                      // clean session
                  "00 0a"                   // keep alive 10
                  "00 01 61",               // client id a
         .packet = Connect{.protocol_name = "MQIsdp", .protocol_level = 3, .keep_alive = 10, .client_id = "a"},
         .fields = "type_and_flags@0+1 remaining_length@1+1 protocol_name@2+8 protocol_name.length@2+2 "
                   "protocol_name.value@4+6 protocol_level@10+1 connect_flags@11+1 keep_alive@12+2 client_id@14+3 "
                   "client_id.length@14+2 client_id.value@16+1",
         .line = R"(CONNECT protocol_name "MQIsdp" protocol_level 3 clean_session keep_alive 10 client_id "a")"},
        {.name = "connack_session_present",
         .bytes = "20 02" // CONNACK; remaining length
                  "01"    // session present
                  "00",   // accepted
         .packet = Connack{.acknowledge_flags = 1},
         .fields = "type_and_flags@0+1 remaining_length@1+1 acknowledge_flags@2+1 return_code@3+1",
         .line = "CONNACK session_present return_code 0"},
        {.name = "connack_refused",
         .bytes = "20 02" // CONNACK; remaining length
                  "00"    // no session present
                  "05",   // not authorised
         .packet = Connack{.return_code = 5},
         .fields = "type_and_flags@0+1 remaining_length@1+1 acknowledge_flags@2+1 return_code@3+1",
         .line = "CONNACK session_present false return_code 5"},
        {.name = "publish_qos0",
         .bytes = "30 07"          // PUBLISH, QoS 0; remaining length
                  "00 03 61 2f 62" // topic a/b
                  "68 69",         // payload
         .packet = Publish{.topic = "a/b", .payload = {'h', 'i'}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 topic@2+5 topic.length@2+2 topic.value@4+3 payload@7+2",
         .line = R"(PUBLISH topic "a/b" qos 0 payload "hi")"},
        {.name = "publish_qos1",
         .bytes = "32 09"          // PUBLISH, QoS 1; remaining length
                  "00 03 61 2f 62" // topic a/b
                  "00 07"          // packet id
                  "68 69",         // payload
         .packet = Publish{.qos = 1, .topic = "a/b", .packet_id = 7, .payload = {'h', 'i'}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 topic@2+5 topic.length@2+2 topic.value@4+3 "
                   "packet_id@7+2 payload@9+2",
         .line = R"(PUBLISH topic "a/b" qos 1 packet_id 7 payload "hi")"},
        {.name = "publish_dup_qos2_retain_empty",
         .bytes = "3d 05"    // PUBLISH, DUP, QoS 2, RETAIN; remaining length
                  "00 01 61" // topic a
                  "ff fe",   // packet id; no payload
         .packet = Publish{.dup = true, .qos = 2, .retain = true, .topic = "a", .packet_id = 0xFFFE},
         .fields = "type_and_flags@0+1 remaining_length@1+1 topic@2+3 topic.length@2+2 topic.value@4+1 "
                   "packet_id@5+2 payload@7+0",
         .line = R"(PUBLISH topic "a" dup qos 2 retain packet_id 65534 payload "")"},
        {.name = "publish_unicode_topic",
         .bytes = "30 0b"                       // PUBLISH; remaining length
                  "00 09 c3 bc e2 82 ac f0 9f 90 a7", // topic of two, three and four bytes a character
         .packet = Publish{.topic = "\u00fc\u20ac\U0001f427"},
         .fields = "type_and_flags@0+1 remaining_length@1+1 topic@2+11 topic.length@2+2 topic.value@4+9 payload@13+0",
         .line = "PUBLISH topic \"\u00fc\u20ac\U0001f427\" qos 0 payload \"\""},
        {.name = "puback",
         .bytes = "40 02 12 34", // PUBACK; remaining length; packet id
         .packet = Puback{.packet_id = 0x1234},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2",
         .line = "PUBACK packet_id 4660"},
        {.name = "pubrec",
         .bytes = "50 02 00 01", // PUBREC; remaining length; packet id
         .packet = Pubrec{.packet_id = 1},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2",
         .line = "PUBREC packet_id 1"},
        {.name = "pubrel",
         .bytes = "62 02 01 00", // PUBREL with its flags 2; remaining length; packet id
         .packet = Pubrel{.packet_id = 256},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2",
         .line = "PUBREL packet_id 256"},
        {.name = "pubcomp",
         .bytes = "70 02 ff ff", // PUBCOMP; remaining length; packet id
         .packet = Pubcomp{.packet_id = 65'535},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2",
         .line = "PUBCOMP packet_id 65535"},
        {.name = "subscribe_one",
         .bytes = "82 06"    // SUBSCRIBE with its flags 2; remaining length
                  "00 02"    // packet id
                  "00 01 23" // filter #
                  "02",      // QoS 2
         .packet = Subscribe{.packet_id = 2, .filters = {{.filter = "#", .qos = 2}}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2 filters[0].filter@4+3 "
                   "filters[0].filter.length@4+2 filters[0].filter.value@6+1 filters[0].qos@7+1",
         .line = R"(SUBSCRIBE packet_id 2 filters [filter "#" qos 2])"},
        {.name = "subscribe_two",
         .bytes = "82 0c"          // SUBSCRIBE; remaining length
                  "00 0a"          // packet id
                  "00 03 61 2f 2b" // filter a/+
                  "01"             // QoS 1
                  "00 01 62"       // filter b
                  "00",            // QoS 0
         .packet = Subscribe{.packet_id = 10, .filters = {{.filter = "a/+", .qos = 1}, {.filter = "b"}}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2 filters[0].filter@4+5 "
                   "filters[0].filter.length@4+2 filters[0].filter.value@6+3 filters[0].qos@9+1 filters[1].filter@10+3 "
                   "filters[1].filter.length@10+2 filters[1].filter.value@12+1 filters[1].qos@13+1",
         .line = R"(SUBSCRIBE packet_id 10 filters [filter "a/+" qos 1, filter "b" qos 0])"},
        {.name = "suback",
         .bytes = "90 06"        // SUBACK; remaining length
                  "00 0a"        // packet id
                  "00 01 02 80", // QoS 0, 1, 2, failure
         .packet = Suback{.packet_id = 10, .return_codes = {0, 1, 2, 0x80}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2 return_codes[0]@4+1 return_codes[1]@5+1 "
                   "return_codes[2]@6+1 return_codes[3]@7+1",
         .line = "SUBACK packet_id 10 return_codes [0, 1, 2, 128]"},
        {.name = "unsubscribe",
         .bytes = "a2 09"          // UNSUBSCRIBE with its flags 2; remaining length
                  "00 0b"          // packet id
                  "00 03 61 2f 2b" // filter a/+
                  "00 00",         // filter of no characters
         .packet = Unsubscribe{.packet_id = 11, .filters = {"a/+", ""}},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2 filters[0]@4+5 filters[0].length@4+2 "
                   "filters[0].value@6+3 filters[1]@9+2 filters[1].length@9+2 filters[1].value@11+0",
         .line = R"(UNSUBSCRIBE packet_id 11 filters ["a/+", ""])"},
        {.name = "unsuback",
         .bytes = "b0 02 00 0b", // UNSUBACK; remaining length; packet id
         .packet = Unsuback{.packet_id = 11},
         .fields = "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2",
         .line = "UNSUBACK packet_id 11"},
        {.name = "pingreq",
         .bytes = "c0 00", // PINGREQ; remaining length
         .packet = Pingreq{},
         .fields = "type_and_flags@0+1 remaining_length@1+1",
         .line = "PINGREQ"},
        {.name = "pingresp",
         .bytes = "d0 00", // PINGRESP; remaining length
         .packet = Pingresp{},
         .fields = "type_and_flags@0+1 remaining_length@1+1",
         .line = "PINGRESP"},
        {.name = "disconnect",
         .bytes = "e0 00", // DISCONNECT; remaining length
         .packet = Disconnect{},
         .fields = "type_and_flags@0+1 remaining_length@1+1",
         .line = "DISCONNECT"},
    };
    return all;
}

// clang-format on

std::string map_of(std::span<Field const> fields)
{
    std::string text;
    for (auto const& field : fields)
        text +=
            fmt::format("{}{}@{}+{}", text.empty() ? "" : " ", field.path.view(), field.offset, field.length);
    return text;
}

std::string list_of(std::span<Malformation const> malformations)
{
    std::string text;
    for (auto const& [defect, field, detail] : malformations)
        text += fmt::format("{}{} {}@{}+{}: {}", text.empty() ? "" : "\n", name_of(defect), field.path.view(),
                            field.offset, field.length, detail);
    return text;
}

} // namespace mqttspec::test
