// SPDX-License-Identifier: Apache-2.0
#include "engine/probes.hpp"

#include "scenario/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mqttspec::engine {

namespace {

// In the language of the cases. None is judged: the statement is there because a case needs one.
constexpr auto text = R"(
- id: probe-granted-qos
  when: &when A client tries what the standard leaves open
  then: &then the Server shows what it does
  statements: &none [MQTT-3.1.0-2]
  steps:
    - alice: connect
    - alice: send SUBSCRIBE
      qos: 2
    - alice: expect one of
      ways:
        "2": [{alice: expect SUBACK, return_codes: [2]}]
        "1": [{alice: expect SUBACK, return_codes: [1]}]
        "0": [{alice: expect SUBACK, return_codes: [0]}]
- id: probe-empty-client-id
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: send CONNECT
      client_id: ""
    - alice: expect one of
      ways: &served
        served: [{alice: expect CONNACK, return_code: 0}]
        refused: [{alice: expect CONNACK, return_code: {not: 0}}]
        closed: [{alice: expect close}]
- id: probe-long-client-id
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: send CONNECT
      client_id: !concat ["${alice.client_id}", "0123456789012345678901234"]
    - alice: expect one of
      ways: *served
- id: probe-other-characters
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: send CONNECT
      client_id: !concat ["${alice.client_id}", "-/_"]
    - alice: expect one of
      ways: *served
- id: probe-level-3
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: send CONNECT
      protocol_name: MQIsdp
      protocol_level: 3
    - alice: expect one of
      ways: *served
- id: probe-level-5
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: open
    - alice: send bytes
      hex: "10 13 00 04 4d 51 54 54 05 02 00 3c 00 00 06 70 72 6f 62 65 35"
    - alice: expect one of
      ways: *served
- id: probe-overlap
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
    - alice: subscribe
      filters: [{filter: "${topic}/+", qos: 1}, {filter: "${topic}/a", qos: 1}]
    - bob: connect
    - bob: publish
      topic: ${topic}/a
      qos: 1
      payload: overlap
    - bob: publish
      topic: ${topic}/b
      qos: 1
      payload: marker
    - alice: expect one of
      ways:
        one copy:
          - {alice: receive, payload: overlap}
          - {alice: receive, payload: marker}
        one copy for each subscription:
          - {alice: receive, payload: overlap}
          - {alice: receive, payload: overlap}
  allow:
    - alice: PUBLISH
- id: probe-queued-qos-0
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
      clean_session: false
    - alice: subscribe
      qos: 1
    - alice: disconnect
    - bob: connect
    - bob: publish
      payload: nought
    - bob: publish
      qos: 1
      payload: marker
    - alice: connect
      clean_session: false
    - alice: expect one of
      ways:
        kept for absent clients: [{alice: receive, payload: nought}]
        not kept for absent clients: [{alice: receive, payload: marker}]
  allow:
    - alice: PUBLISH
- id: probe-dollar-topics
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
    - alice: subscribe
      filters: [{filter: "$mqttspec/${alice.client_id}", qos: 1}, {filter: "${topic}", qos: 1}]
    - bob: connect
    - bob: publish
      topic: $mqttspec/${alice.client_id}
      qos: 1
      payload: dollar
    - bob: publish
      qos: 1
      payload: marker
    - alice: expect one of
      ways:
        delivered: [{alice: receive, payload: dollar}]
        not delivered: [{alice: receive, payload: marker}]
  allow:
    - alice: PUBLISH
- id: probe-version
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
    - alice: subscribe
      filter: $SYS/broker/version
    - alice: send PINGREQ
    - alice: expect PINGRESP
  allow:
    - alice: PUBLISH
- id: probe-retained-order
  when: *when
  then: *then
  statements: *none
  needs: [retain]
  steps:
    - bob: connect
    - bob: publish
      qos: 1
      retain: true
    - alice: connect
    - alice: subscribe
      qos: 1
    - alice: receive
    - alice: send PINGREQ
    - alice: expect PINGRESP
- id: probe-invalid-filter
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
    - alice: send SUBSCRIBE
      filter: ${topic}/#/a
    - alice: expect one of
      ways:
        refused with 0x80: [{alice: expect SUBACK, return_codes: [0x80]}]
        granted: [{alice: expect SUBACK, return_codes: [{not: 0x80}]}]
        closed: [{alice: expect close}]
- id: probe-in-flight
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
    - alice: subscribe
      qos: 1
    - bob: connect
    - repeat: 70
      steps:
        - bob: publish
          qos: 1
    - alice: send PINGREQ
    - alice: expect PINGRESP
  allow:
    - alice: PUBLISH
- id: probe-onward-delivery
  when: *when
  then: *then
  statements: *none
  needs: [max_qos == 2]
  steps:
    - alice: connect
    - alice: subscribe
      qos: 2
    - bob: connect
    - bob: send PUBLISH
      qos: 2
      packet_id: 1
    - bob: expect PUBREC
    - wait: settle
    - bob: send PUBREL
      packet_id: 1
    - bob: expect PUBCOMP
    - alice: receive
- id: probe-keep-alive
  when: *when
  then: *then
  statements: *none
  steps:
    - alice: connect
      keep_alive: ${keep_alive}
    - alice: expect close
      within: 1.5 keep_alive
)";

/// Where in the log the first such packet is; the end if there is none.
auto first_of(CaseRun const& run, std::string_view actor, std::string_view direction, std::string_view type)
{
    return std::ranges::find_if(run.wire, [&](results::WireEvent const& event) {
        return event.actor == actor && event.direction == direction && event.packet &&
               event.packet->type == type;
    });
}

std::string member_of(results::WirePacket const& packet, std::string_view name)
{
    auto const found = std::ranges::find(packet.values, name, &results::Values::value_type::first);
    auto const* held = found == packet.values.end() ? nullptr : std::get_if<std::string>(&found->second);
    return held == nullptr ? std::string{} : *held;
}

std::string told_version(CaseRun const& run)
{
    auto const message = first_of(run, "alice", "received", "PUBLISH");
    return message == run.wire.end() ? "not told" : member_of(*message->packet, "payload");
}

std::string retained_order(CaseRun const& run)
{
    auto const message = first_of(run, "alice", "received", "PUBLISH");
    auto const answer = first_of(run, "alice", "received", "SUBACK");
    if (message == run.wire.end() || answer == run.wire.end())
        return {};
    return message < answer ? "before SUBACK" : "after SUBACK";
}

std::string onward_delivery(CaseRun const& run)
{
    auto const message = first_of(run, "alice", "received", "PUBLISH");
    auto const release = first_of(run, "bob", "sent", "PUBREL");
    if (message == run.wire.end() || release == run.wire.end())
        return {};
    return message->t < release->t ? "at PUBLISH" : "at PUBREL";
}

std::string in_flight(CaseRun const& run)
{
    auto const count = std::ranges::count_if(run.wire, [](results::WireEvent const& event) {
        return event.actor == "alice" && event.direction == "received" && event.packet &&
               event.packet->type == "PUBLISH";
    });
    bool const is_whole = run.outcome.has_passed() && count > 0;
    return !is_whole ? "" : count < 70 ? std::to_string(count) : "70 or more";
}

std::string keep_alive_factor(CaseRun const& run)
{
    constexpr std::string_view what = "x the keep alive";
    for (auto const& note : run.notes) {
        auto const end = note.find(what);
        auto const start = end == std::string::npos ? end : note.rfind(", ", end);
        if (start != std::string::npos)
            return fmt::format("closed after {}{}", note.substr(start + 2, end - start - 2), what);
    }
    return run.outcome.verdict == results::Verdict::fail ? "not closed in time" : "";
}

} // namespace

std::vector<Probe> const& probes()
{
    static std::vector<Probe> const all{
        {.id = "probe-granted-qos", .name = "granted QoS", .feature = "max_qos"},
        {.id = "probe-empty-client-id", .name = "empty client ids", .feature = "empty_client_id"},
        {.id = "probe-long-client-id", .name = "client ids over 23 bytes", .feature = "long_client_ids"},
        {.id = "probe-other-characters",
         .name = "other characters in client ids",
         .feature = "any_client_id_characters"},
        {.id = "probe-level-3", .name = "MQTT 3.1", .feature = "mqtt_3_1"},
        {.id = "probe-level-5", .name = "MQTT 5.0", .feature = "mqtt_5"},
        {.id = "probe-overlap", .name = "overlapping subscriptions"},
        {.id = "probe-queued-qos-0", .name = "QoS 0"},
        {.id = "probe-dollar-topics", .name = "messages to $ topics", .feature = "dollar_topics"},
        {.id = "probe-version", .name = "$SYS/broker/version", .feature = "sys_topics", .read = told_version},
        {.id = "probe-retained-order", .name = "retained messages", .read = retained_order},
        {.id = "probe-invalid-filter", .name = "malformed filters"},
        {.id = "probe-in-flight", .name = "messages in flight", .read = in_flight},
        {.id = "probe-onward-delivery",
         .name = "delivery of QoS 2",
         .pace = Pace::slow,
         .read = onward_delivery},
        {.id = "probe-keep-alive", .name = "silent clients", .pace = Pace::slow, .read = keep_alive_factor},
    };
    return all;
}

std::vector<scenario::Scenario> const& probe_scenarios()
{
    static auto const all = [] {
        yaml::Diagnostics diagnostics;
        scenario::Vocabulary vocabulary;
        vocabulary.features = target::feature_names();
        vocabulary.variables = target::feature_variables();
        auto loaded = scenario::load_text("probes", text, vocabulary, diagnostics);
        if (!diagnostics.empty())
            throw std::logic_error(diagnostics.render());
        return loaded;
    }();
    return all;
}

} // namespace mqttspec::engine
