// SPDX-License-Identifier: Apache-2.0
// The verbs of cases in which a Client is under test.
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
    Sample{"OrderToConnect", "- client: connect",
           "client: Order connect {client_id '<client.client_id>', keep_alive 60}"},
    Sample{"OrderToConnectWithMembers",
           "- client: connect\n"
           "  client_id: \"\"\n"
           "  clean_session: false\n"
           "  keep_alive: ${keep_alive}\n"
           "  will: {topic: w, message: gone, qos: 2, retain: 1}\n"
           "  user_name: u\n"
           "  password: !hex 00 ff",
           "client: Order connect {clean_session false, keep_alive ${keep_alive}, client_id '', will {topic "
           "'w', message 'gone', qos 2, retain true}, user_name 'u', password '\\x00\\xff'}"},
    Sample{"OrderToPublish", "- client: publish", "client: Order publish {topic '<topic>'}"},
    Sample{"OrderToPublishAtQos3",
           "- client: publish\n"
           "  topic: a/#\n"
           "  payload: b\n"
           "  qos: 3\n"
           "  retain: true",
           "client: Order publish {qos 3, retain true, topic 'a/#', payload 'b'}"},
    Sample{"OrderToSubscribe", "- client: subscribe",
           "client: Order subscribe {filters [{filter '<topic>', qos 0}]}"},
    Sample{"OrderToSubscribeToFilters",
           "- client: subscribe\n"
           "  filters: [{filter: a, qos: 1}, b]",
           "client: Order subscribe {filters [{filter 'a', qos 1}, {filter 'b'}]}"},
    Sample{"OrderToUnsubscribe",
           "- client: unsubscribe\n"
           "  filter: a",
           "client: Order unsubscribe {filters ['a']}"},
    Sample{"OrderToDisconnect", "- client: disconnect", "client: Order disconnect {}"},
    Sample{"OrderToAbort", "- client: abort", "client: Order abort {}"},
    Sample{"ExpectConnected",
           "- client: expect connected\n"
           "  session_present: true\n"
           "  return_code: 0\n"
           "  capture: {code: return_code}",
           "client: ExpectReport connected {session_present true, return_code 0} keeps(code = return_code)"},
    Sample{"ExpectMessage",
           "- client: expect message\n"
           "  topic: ${topic}\n"
           "  payload: {not: b}\n"
           "  qos: {one_of: [0, 1]}\n"
           "  retain: false\n"
           "  dup: any\n"
           "  checks: {topic: MQTT-4.8.0-1}",
           "client: ExpectReport message {dup any, qos one_of(0, 1), retain false, topic '<topic>', payload "
           "not('b')} blames(topic MQTT-4.8.0-1)"},
    Sample{"ExpectAcknowledged", "- client: expect acknowledged", "client: ExpectReport acknowledged {}"},
    Sample{"ExpectSubscribed",
           "- client: expect subscribed\n"
           "  return_codes: [0, 128]\n"
           "  checks: {return_codes: MQTT-4.8.0-1}",
           "client: ExpectReport subscribed {return_codes [0, 128]} blames(return_codes MQTT-4.8.0-1)"},
    Sample{"ExpectUnsubscribed", "- client: expect unsubscribed", "client: ExpectReport unsubscribed {}"},
    Sample{"ExpectClosed",
           "- client: expect closed\n"
           "  within: 2 response",
           "client: ExpectReport closed {} within(2 response)"},
    Sample{"ExpectRefusal",
           "- client: expect refusal\n"
           "  control: true",
           "client: ExpectReport refusal {} control"},
    Sample{"AcceptConnect", "- server: accept CONNECT", "server: Accept CONNECT {} answers {}"},
    Sample{"AcceptConnectWithMembers",
           "- server: accept CONNECT\n"
           "  client_id: c\n"
           "  will: absent\n"
           "  return_code: 5\n"
           "  session_present: true\n"
           "  checks: {client_id: MQTT-4.8.0-1}",
           "server: Accept CONNECT {client_id 'c', will absent} answers {session_present true, return_code "
           "5} blames(client_id MQTT-4.8.0-1)"},
    Sample{"AcceptSubscribe",
           "- server: accept SUBSCRIBE\n"
           "  filters: [{filter: a, qos: 1}]\n"
           "  return_codes: [128]\n"
           "  capture: {id: packet_id}",
           "server: Accept SUBSCRIBE {filters [{filter 'a', qos 1}]} answers {return_codes [128]} keeps(id = "
           "packet_id)"},
    Sample{"AcceptUnsubscribe",
           "- server: accept UNSUBSCRIBE\n"
           "  filters: [a]",
           "server: Accept UNSUBSCRIBE {filters ['a']} answers {}"},
    Sample{"AcceptPublish",
           "- server: accept PUBLISH\n"
           "  qos: 2\n"
           "  dup: false",
           "server: Accept PUBLISH {dup false, qos 2} answers {}"},
    Sample{"AcceptPingreq",
           "- server: accept PINGREQ\n"
           "  within: 1 keep_alive",
           "server: Accept PINGREQ {} answers {} within(1 keep_alive)"},
    Sample{"AcceptDisconnect", "- server: accept DISCONNECT", "server: Accept DISCONNECT {} answers {}"},
    Sample{"ExpectConnection", "- server: expect connection", "server: ExpectConnection"},
    Sample{"ServerPublishes",
           "- server: publish\n"
           "  qos: 1\n"
           "  dup: true",
           "server: Publish {dup true, qos 1, topic '<topic>'}"},
    Sample{"ServerSends",
           "- server: send SUBACK\n"
           "  return_codes: [1]\n"
           "  corrupt: [{truncate: {after: packet_id}}]",
           "server: Send SUBACK {return_codes [1]} truncate packet_id"},
    Sample{"ServerSendsDisconnect", "- server: send DISCONNECT", "server: Send DISCONNECT {}"},
    Sample{"ServerExpects",
           "- server: expect PUBREL\n"
           "  flags: 2",
           "server: Expect PUBREL {flags 2}"},
    Sample{"ServerExpectsAnyOrder",
           "- server: expect any order\n"
           "  packets: [SUBSCRIBE, {PUBLISH: {qos: 1}}]",
           "server: ExpectAnyOrder SUBSCRIBE {}, PUBLISH {qos 1}"},
    Sample{"ServerExpectsClose",
           "- server: expect close\n"
           "  allow: [DISCONNECT, PUBACK]",
           "server: ExpectClose [DISCONNECT {}, PUBACK {}]"},
    Sample{"ServerExpectsSilence", "- server: expect silence", "server: ExpectSilence"},
    Sample{"ServerExpectsOneOf",
           "- server: expect one of\n"
           "  ways:\n"
           "    refused: [{client: expect refusal}]\n"
           "    sent: [{server: expect PUBLISH}, {server: send PUBACK}]",
           "server: ExpectOneOf 'refused' on 1 of (client: ExpectReport refusal {}) | 'sent' on 1 of "
           "(server: Expect PUBLISH {}; server: Send PUBACK {})"},
};

class ClientVerb : public testing::TestWithParam<Sample>
{};

TEST_P(ClientVerb, BecomesItsTypedStep)
{
    EXPECT_EQ(tests::printed_step_of_client_case(GetParam().written), GetParam().loaded);
}

INSTANTIATE_TEST_SUITE_P(Scenario, ClientVerb, testing::ValuesIn(samples),
                         [](auto const& sample) { return std::string(sample.param.name); });

} // namespace

} // namespace mqttspec::scenario
