// SPDX-License-Identifier: Apache-2.0
// Steps that hold other steps, what is left at the end, and whose fault it is.
#include "engine/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::engine {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

Twist adds_after_suback(wire::Packet packet)
{
    return upon<wire::Subscribe>(
        [packet](auto link, auto const&, Actions& actions) { actions.push_back(transmit(link, packet)); });
}

template <class Packet>
Twist ignores()
{
    return upon<Packet>([](auto, auto const&, Actions& actions) { actions.clear(); });
}

constexpr auto either = R"(
    - alice: connect
    - alice: subscribe
    - alice: expect one of
      ways:
        one copy:
          - alice: receive
            topic: a
        two copies:
          - alice: expect PUBLISH
            topic: b
          - alice: expect PUBLISH
            topic: b
        none:
          - alice: expect silence)";

} // namespace

TEST(Leftovers, FailTheCase)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK)"),
                                  adds_after_suback(wire::Publish{.topic = "a"}));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.statements, ElementsAre("MQTT-3.1.0-2"));
    EXPECT_EQ(run.outcome.where.line, 1);
    EXPECT_EQ(run.outcome.step, "the end of the case, alice");
    EXPECT_EQ(run.outcome.expected, "nothing more");
    EXPECT_THAT(run.outcome.received, HasSubstr("PUBLISH"));
}

TEST(Leftovers, AreSeenOnlyBehindABarrier)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK)"),
                                  ignores<wire::Pingreq>());
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_EQ(run.outcome.reason, "alice got no PINGRESP to the PINGREQ behind everything");
}

TEST(Leftovers, PassWhereTheyAreAllowed)
{
    auto const text = case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK
  allow: [PUBLISH: {topic: a}])");
    EXPECT_EQ(World{}.play(text, adds_after_suback(wire::Publish{.topic = "a"})).outcome.verdict,
              Verdict::pass);
    EXPECT_EQ(World{}.play(text, adds_after_suback(wire::Publish{.topic = "b"})).outcome.verdict,
              Verdict::fail);
}

TEST(Leftovers, AreAllowedToTheActorThatIsNamed)
{
    auto const steps = std::string{R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK
)"};
    auto const twist = adds_after_suback(wire::Puback{.packet_id = 9});
    EXPECT_EQ(World{}.play(case_of(steps + "  allow: [{alice: PUBACK}]"), twist).outcome.verdict,
              Verdict::pass);
    EXPECT_EQ(World{}.play(case_of(steps + "  allow: [{bob: PUBACK}]"), twist).outcome.verdict,
              Verdict::fail);
}

TEST(Leftovers, IncludeAnEndThatNobodyAskedFor)
{
    auto const drops = upon<wire::Subscribe>(
        [](auto link, auto const&, Actions& actions) { actions.push_back(drop(link)); });
    auto const steps = std::string{R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK
)"};
    EXPECT_EQ(World{}.play(case_of(steps), drops).outcome.verdict, Verdict::fail);
    EXPECT_EQ(World{}.play(case_of(steps + "  allow: [close]"), drops).outcome.verdict, Verdict::pass);
}

TEST(OneOf, TakesTheWayThatIsMetAndSaysWhich)
{
    auto const one = World{}.play(case_of(either), adds_after_suback(wire::Publish{.topic = "a"}));
    EXPECT_EQ(one.outcome.verdict, Verdict::pass) << one.outcome.reason;
    EXPECT_THAT(one.notes, Contains("test.yaml:8: taken: one copy"));
}

TEST(OneOf, JudgesTheWaysOnTheSamePackets)
{
    auto const twice = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        actions.push_back(transmit(link, wire::Publish{.topic = "b"}));
        actions.push_back(transmit(link, wire::Publish{.topic = "b"}));
    });
    auto const run = World{}.play(case_of(either), twice);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.notes, Contains("test.yaml:8: taken: two copies"));
}

TEST(OneOf, TakesTheSilentWayAfterTheSettleTime)
{
    auto const run = World{}.play(case_of(either));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.notes, Contains("test.yaml:8: taken: none"));
    EXPECT_EQ(run.duration, 200ms);
}

TEST(OneOf, FailsWhereNoWayIsMet)
{
    auto const run = World{}.play(case_of(either), adds_after_suback(wire::Publish{.topic = "c"}));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.where.line, 8);
    EXPECT_EQ(run.outcome.expected,
              R"(one copy (PUBLISH topic "a"), or two copies (PUBLISH topic "b"), or none (nothing))");
    EXPECT_THAT(run.outcome.received, HasSubstr(R"("c")"));
}

TEST(OneOf, RunsTheOtherStepsOfItsWay)
{
    auto const run = World{}.play(case_of(R"(
    - alice: send CONNECT
    - alice: expect one of
      ways:
        accepted:
          - alice: expect CONNACK
            return_code: 0
          - alice: send PINGREQ
          - alice: expect PUBACK
        closed:
          - alice: expect close)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.where.line, 13);
}

TEST(OneOf, AnswersAtOnceWhatHoldsBackTheRestOfAWay)
{
    Twist const one_by_one = [](reference::Event const& event, Actions& actions) {
        auto const* received = std::get_if<reference::Received>(&event.what);
        if (received == nullptr)
            return;
        auto const& packet = received->packet.packet;
        if (std::holds_alternative<wire::Subscribe>(packet))
            actions.push_back(
                transmit(received->link, wire::Publish{.qos = 2, .topic = "a", .packet_id = 1}));
        if (std::holds_alternative<wire::Pubrec>(packet))
            actions = {transmit(received->link, wire::Pubrel{.packet_id = 1})};
        if (std::holds_alternative<wire::Pubcomp>(packet))
            actions = {transmit(received->link, wire::Publish{.qos = 1, .topic = "b", .packet_id = 1})};
    };
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect one of
      ways:
        in order:
          - alice: receive
            topic: b
          - alice: receive
            topic: a
        in reverse:
          - alice: receive
            topic: a
          - alice: receive
            topic: b
    - alice: expect silence)"),
                                  one_by_one);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(OneOf, CompletesHandshakesOfAnyOrderInItsWay)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
      qos: 2
    - bob: connect
    - bob: publish
      qos: 2
    - alice: expect one of
      ways:
        delivered:
          - alice: expect any order
            acknowledge: true
            packets: [PUBLISH: {qos: 2}]
        not delivered:
          - alice: expect close)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(OneOf, PingsOnlyOnAConnectionThatWasAccepted)
{
    auto const run = World{}.play(case_of(R"(
    - alice: send CONNECT
      corrupt: [truncate: {after: protocol_level}]
    - alice: expect one of
      ways:
        closed:
          - alice: expect close
        ignored:
          - alice: expect silence)"),
                                  ignores<wire::Connect>());
    EXPECT_THAT(run.notes, Contains("test.yaml:8: taken: ignored"));
    EXPECT_THAT(run.wire,
                Not(Contains(testing::Field(&results::WireEvent::bytes, std::string{"\xc0\0", 2}))));
}

TEST(Together, RunsItsBranchesAtTheSameTime)
{
    auto const run = World{}.play(case_of(R"(
    - together:
        - - alice: connect
          - wait: 1 keep_alive
        - - bob: connect
          - wait: 1 keep_alive
    - alice: send CONNECT
    - alice: expect close)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_EQ(run.duration, 1s);
}

TEST(Together, FailsWithTheBranchThatFails)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - bob: connect
    - together:
        - - alice: ping
        - - bob: send PINGREQ
          - bob: expect PUBACK)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.where.line, 11);
}

TEST(Together, HandsOnWhatABranchOfABranchThrows)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - bob: connect
    - carol: connect
    - together:
        - - together:
              - - wait: 1 keep_alive
                - carol: ping
              - - wait: 2 keep_alive
                - bob: ping
        - - wait: 1 settle
          - alice: send PUBACK
    - alice: expect silence)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::error);
    EXPECT_EQ(run.outcome.reason,
              "the case cannot be played: alice has nothing that a PUBACK would answer; name its packet_id");
}

TEST(Repeat, CountsFromOne)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - repeat: 3
      steps:
        - alice: publish
          payload: message ${n}
    - alice: expect PUBLISH
      payload: message 1
    - alice: expect PUBLISH
      payload: message 2
    - alice: expect PUBLISH
      payload: message 3)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Captures, KeepWhatWasReceived)
{
    auto const text = case_of(R"(
    - alice: connect
    - alice: subscribe
      qos: 1
    - bob: connect
    - bob: publish
      qos: 1
    - alice: expect PUBLISH
      capture: {id: packet_id}
    - alice: send SUBSCRIBE
      packet_id: ${id}
    - alice: expect SUBACK
      packet_id: ${id})");
    auto const run = World{}.play(text);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.wire, Contains(testing::Field(&results::WireEvent::bytes, testing::StartsWith("\x82"))));
}

TEST(Fault, OfTheSetupIsInconclusive)
{
    auto const text = R"(- id: the-case
  when: A client does something
  then: the Server does its duty
  statements: [MQTT-3.1.0-2]
  setup:
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP
  steps:
    - alice: expect silence
)";
    auto const run = World{}.play(text, ignores<wire::Pingreq>());
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason, HasSubstr("the setup did not succeed (alice: expect PINGRESP)"));
    EXPECT_EQ(run.outcome.where.line, 8);
}

TEST(Fault, OfAPositiveControlIsInconclusive)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP
      control: true
    - alice: expect silence)"),
                                  ignores<wire::Pingreq>());
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason, HasSubstr("a positive control did not succeed"));
}

TEST(Fault, OfAWholeExchangeIsInconclusive)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect silence)"),
                                  ignores<wire::Subscribe>());
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason, HasSubstr("an exchange did not succeed (alice: subscribe)"));
}

TEST(Fault, OfAnExchangeWithChecksIsTheTargets)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
      checks: MQTT-3.1.0-2)"),
                                  ignores<wire::Subscribe>());
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.expected, "SUBACK packet_id 1, return_codes [0]");
}

TEST(Fault, OfALaterPartOfAHandshakeIsNotThatOfAMember)
{
    auto const text = case_of(R"(
    - alice: connect
    - alice: subscribe
      qos: 2
    - bob: connect
    - bob: publish
      qos: 2
    - alice: receive
      qos: 2
      checks: {qos: MQTT-3.1.0-2})");
    auto const no_pubrel = [](reference::Event const& event, Actions& actions) {
        auto const* received = std::get_if<reference::Received>(&event.what);
        if (received != nullptr && received->link == 1 &&
            wire::type_of(received->packet.packet) == wire::PacketType::pubrec)
            actions.clear();
    };
    auto const run = World{}.play(text, no_pubrel);
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason,
                HasSubstr("an exchange was not completed (alice: receive): expected PUBREL"));
}

TEST(Fault, OfACaseThatCannotBePlayedIsAnError)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send PUBREL
    - alice: expect close)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::error);
    EXPECT_THAT(run.outcome.reason, HasSubstr("the case cannot be played"));
}

TEST(Fault, OfATargetThatHadClosedBeforeOurDisconnectIsSaid)
{
    auto const drops = upon<wire::Subscribe>(
        [](auto link, auto const&, Actions& actions) { actions.push_back(drop(link)); });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - wait: 1 settle
    - alice: disconnect
    - bob: connect
    - bob: expect silence)"),
                                  drops);
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_EQ(run.outcome.reason, "the target had closed the connection before");
}

TEST(Connections, CanBeOpenedAnewAfterTheTargetHadClosedThemFirst)
{
    auto const drops = upon<wire::Subscribe>(
        [](auto link, auto const&, Actions& actions) { actions.push_back(drop(link)); });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - wait: 1 settle
    - alice: close
    - alice: connect
    - alice: expect silence)"),
                                  drops);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.notes, Contains("alice: the target had closed the connection before"));
}

} // namespace mqttspec::engine
