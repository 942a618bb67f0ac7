// SPDX-License-Identifier: Apache-2.0
#include "scenario/printed.hpp"

#include <gtest/gtest.h>

#include <array>

namespace mqttspec::scenario {

namespace {

/// A step as it is written, and what it is loaded as (see printed.hpp).
struct Sample
{
    char const* name;
    char const* written;
    char const* loaded;
};

constexpr std::array samples{
    Sample{"Connect", "- alice: connect",
           "alice: Connect {client_id '<alice.client_id>', keep_alive 60} CONNACK {}"},
    Sample{"ConnectWithMembers",
           "- alice: connect\n"
           "  clean_session: false\n"
           "  will: {topic: w, message: gone, qos: 1, retain: 1}\n"
           "  session_present: true\n"
           "  return_code: {one_of: [0, 2]}",
           "alice: Connect {clean_session false, will {topic 'w', message 'gone', qos 1, retain true}, "
           "client_id '<alice.client_id>', keep_alive 60} CONNACK {session_present true, return_code "
           "one_of(0, 2)}"},
    Sample{"Subscribe", "- alice: subscribe",
           "alice: Subscribe {filters [{filter '<topic>', qos 0}]} SUBACK {}"},
    Sample{"SubscribeToOneFilter",
           "- alice: subscribe\n"
           "  filter: a/#\n"
           "  qos: 2",
           "alice: Subscribe {filters [{filter 'a/#', qos 2}]} SUBACK {}"},
    Sample{
        "SubscribeToFilters",
        "- alice: subscribe\n"
        "  filters: [{filter: a, qos: 1}, b]\n"
        "  return_codes: [1, {not: 128}]",
        "alice: Subscribe {filters [{filter 'a', qos 1}, {filter 'b'}]} SUBACK {return_codes [1, not(128)]}"},
    Sample{"Unsubscribe",
           "- alice: unsubscribe\n"
           "  filter: a",
           "alice: Unsubscribe {filters ['a']}"},
    Sample{"UnsubscribeFromFilters",
           "- alice: unsubscribe\n"
           "  filters: [a, \"${topic}/b\"]",
           "alice: Unsubscribe {filters ['a', '<topic>/b']}"},
    Sample{"Publish", "- alice: publish", "alice: Publish {topic '<topic>'}"},
    Sample{"PublishWithMembers",
           "- alice: publish\n"
           "  topic: a\n"
           "  payload: b\n"
           "  qos: 2\n"
           "  retain: true\n"
           "  dup: 0",
           "alice: Publish {dup false, qos 2, retain true, topic 'a', payload 'b'}"},
    Sample{"Receive",
           "- alice: receive\n"
           "  topic: ${topic}\n"
           "  qos: {not: 2}\n"
           "  retain: any\n"
           "  checks: MQTT-3.1.0-2",
           "alice: Receive PUBLISH {qos not(2), retain any, topic '<topic>'} blames(MQTT-3.1.0-2)"},
    Sample{"Ping", "- alice: ping", "alice: Ping"},
    Sample{"OpenOfferingSubprotocols",
           "- bob: open\n"
           "  subprotocols: [chat, mqtt]",
           "bob: Open offering chat mqtt"},
    Sample{"OpenOfferingNone",
           "- bob: open\n"
           "  subprotocols: []",
           "bob: Open offering"},
    Sample{"ExpectHandshake",
           "- alice: expect handshake\n"
           "  status: {one_of: [101, 400]}\n"
           "  subprotocol: mqtt\n"
           "  checks: {subprotocol: MQTT-3.1.0-2}",
           "alice: ExpectHandshake {status one_of(101, 400), subprotocol 'mqtt'} blames(subprotocol "
           "MQTT-3.1.0-2)"},
    Sample{"ExpectBinaryFrames", "- alice: expect binary frames", "alice: ExpectBinaryFrames"},
    Sample{"SendTextFrame",
           "- alice: send PINGREQ\n"
           "  frame: text",
           "alice: Send PINGREQ {} as text"},
    Sample{"SendFragments",
           "- alice: send bytes\n"
           "  hex: c0 00\n"
           "  split: [1]\n"
           "  frame: fragments",
           "alice: SendBytes '\\xc0\\x00' at 1 as fragments"},
    Sample{"Disconnect", "- alice: disconnect", "alice: Disconnect"},
    Sample{"Open", "- bob: open", "bob: Open"},
    Sample{"Close", "- alice: close", "alice: Close"},
    Sample{"Reset", "- alice: reset", "alice: Reset"},
    Sample{"HalfClose", "- alice: half_close", "alice: HalfClose"},
    Sample{"Wait", "- wait: 0.8 keep_alive", "Wait 0.8 keep_alive"},
    Sample{"WaitToSettle", "- wait: settle", "Wait 1 settle"},
    Sample{"Restart", "- restart: target", "RestartTarget"},
    Sample{"Repeat",
           "- repeat: 20\n"
           "  steps:\n"
           "    - alice: publish\n"
           "      payload: round ${n}\n"
           "      packet_id: ${n}",
           "Repeat 20 (alice: Publish {packet_id ${n}, payload 'round <n>', topic '<topic>'})"},
    Sample{"RepeatAsOftenAs",
           "- repeat: ${keep_alive}\n"
           "  steps: [{alice: ping}]",
           "Repeat ${keep_alive} (alice: Ping)"},
    Sample{"Together",
           "- together:\n"
           "    - [{alice: ping}]\n"
           "    - [{bob: connect}, {bob: ping}]",
           "Together (alice: Ping) | (bob: Connect {client_id '<bob.client_id>', keep_alive 60} CONNACK {}; "
           "bob: Ping)"},
    Sample{"Send", "- alice: send PINGREQ", "alice: Send PINGREQ {}"},
    Sample{"SendAMemberOutright",
           "- alice: send CONNECT\n"
           "  connect_flags: 0xC2\n"
           "  user_name: u",
           "alice: Send CONNECT {connect_flags 194, user_name 'u', client_id '<alice.client_id>', keep_alive "
           "60}"},
    Sample{"SendCorrupted",
           "- alice: send PUBLISH\n"
           "  qos: 1\n"
           "  corrupt:\n"
           "    - set: {field: remaining_length, bytes: \"ff ff ff ff 01\"}\n"
           "    - remove: {field: packet_id}\n"
           "    - insert: {after: topic, bytes: \"41 ${topic}\"}\n"
           "    - truncate: {after: topic.length}",
           "alice: Send PUBLISH {qos 1, topic '<topic>'} set remaining_length '\\xff\\xff\\xff\\xff\\x01' "
           "remove packet_id insert topic 'A<topic>' truncate topic.length"},
    Sample{"SendByteByByte",
           "- alice: send PINGREQ\n"
           "  split: each byte",
           "alice: Send PINGREQ {} each byte"},
    Sample{"SendInPieces",
           "- alice: send PINGREQ\n"
           "  split: [1, 5]",
           "alice: Send PINGREQ {} at 1 5"},
    Sample{"SendPackets",
           "- alice: send packets\n"
           "  packets:\n"
           "    - PINGREQ\n"
           "    - PUBLISH: {topic: a, corrupt: [{remove: {field: topic}}]}\n"
           "    - SUBSCRIBE:\n"
           "  split: [3]",
           "alice: Send PINGREQ {}, PUBLISH {topic 'a'} remove topic, SUBSCRIBE {filters [{filter '<topic>', "
           "qos 0}]} at 3"},
    Sample{"SendReply",
           "- alice: send PUBACK\n"
           "  packet_id: 7\n"
           "  flags: 15",
           "alice: Send PUBACK {flags 15, packet_id 7}"},
    Sample{"SendHex",
           "- alice: send bytes\n"
           "  hex: 30 41 4\n"
           "    2",
           "alice: SendBytes '0AB'"},
    Sample{"SendText",
           "- alice: send bytes\n"
           "  text: hello ${topic}\n"
           "  split: each byte",
           "alice: SendBytes 'hello <topic>' each byte"},
    Sample{"Expect",
           "- alice: expect PUBACK\n"
           "  packet_id: 7",
           "alice: Expect PUBACK {packet_id 7}"},
    Sample{"ExpectFlags",
           "- alice: expect PUBREL\n"
           "  flags: 2",
           "alice: Expect PUBREL {flags 2}"},
    Sample{"ExpectWithOptions",
           "- alice: expect CONNACK\n"
           "  return_code: 1\n"
           "  within: 2 response\n"
           "  capture: {code: return_code}\n"
           "  checks: {return_code: MQTT-3.1.0-2, step: MQTT-3.1.0-2}",
           "alice: Expect CONNACK {return_code 1} blames(return_code MQTT-3.1.0-2) blames(MQTT-3.1.0-2) "
           "keeps(code = return_code) within(2 response)"},
    Sample{"ExpectAnyOrder",
           "- alice: expect any order\n"
           "  packets: [PUBACK, {PUBLISH: {qos: 1}}]\n"
           "  acknowledge: true",
           "alice: ExpectAnyOrder acknowledging PUBACK {}, PUBLISH {qos 1}"},
    Sample{"ExpectClose",
           "- alice: expect close\n"
           "  within: 1.5 keep_alive\n"
           "  allow: [close, SUBACK, {PUBLISH: {topic: a}}]",
           "alice: ExpectClose [close, SUBACK {}, PUBLISH {topic 'a'}] within(1.5 keep_alive)"},
    Sample{"ExpectSilence", "- alice: expect silence", "alice: ExpectSilence"},
    Sample{"ExpectOneOf",
           "- alice: expect one of\n"
           "  ways:\n"
           "    answered:\n"
           "      - alice: expect PUBACK\n"
           "      - alice: receive\n"
           "      - alice: ping\n"
           "    closed: [{alice: expect close}]",
           "alice: ExpectOneOf 'answered' on 2 of (alice: Expect PUBACK {}; alice: Receive PUBLISH {}; "
           "alice: Ping) | 'closed' on 1 of (alice: ExpectClose [])"},
    Sample{"Control",
           "- alice: receive\n"
           "  control: true",
           "alice: Receive PUBLISH {} control"},
};

class Verb : public testing::TestWithParam<Sample>
{};

TEST_P(Verb, BecomesItsTypedStep)
{
    EXPECT_EQ(tests::printed_step(GetParam().written), GetParam().loaded);
}

INSTANTIATE_TEST_SUITE_P(Scenario, Verb, testing::ValuesIn(samples),
                         [](auto const& sample) { return std::string(sample.param.name); });

} // namespace

} // namespace mqttspec::scenario
