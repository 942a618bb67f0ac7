// SPDX-License-Identifier: Apache-2.0
// What each expectation makes of a target that does, or does not do, what it should.
#include "engine/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::engine {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Twist drops_on_pingreq()
{
    return upon<wire::Pingreq>(
        [](auto link, auto const&, Actions& actions) { actions.assign({drop(link)}); });
}

Twist ignores_second_connect()
{
    return upon<wire::Connect>([count = 0](auto, auto const&, Actions& actions) mutable {
        if (++count == 2)
            actions.clear();
    });
}

constexpr auto second_connect = R"(
    - alice: connect
    - alice: send CONNECT
    - alice: expect close)";

} // namespace

TEST(Expectations, PassOnATargetThatDoesItsDuty)
{
    auto const run = World{}.play(case_of(second_connect));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.notes, ElementsAre("alice: closed by FIN"));
}

TEST(Expectations, SayWhereAndWhyTheyFail)
{
    auto const run = World{}.play(case_of(second_connect), ignores_second_connect());
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.statements, ElementsAre("MQTT-3.1.0-2"));
    EXPECT_EQ(run.outcome.where.file, "test.yaml");
    EXPECT_EQ(run.outcome.where.line, 8);
    EXPECT_EQ(run.outcome.step, "alice: expect close");
    EXPECT_EQ(run.outcome.expected, "the target closes the connection");
    EXPECT_EQ(run.outcome.received, "nothing for 5.0 s; the connection is open");
}

TEST(Expectations, NameTheMemberThatIsWrong)
{
    auto const run = World{}.play(case_of(R"(
    - alice: send CONNECT
    - alice: expect CONNACK
      return_code: {one_of: [4, 5]})"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.where.line, 7);
    EXPECT_EQ(run.outcome.expected, "CONNACK return_code 4 or 5");
    EXPECT_THAT(run.outcome.received, HasSubstr("CONNACK"));
    EXPECT_THAT(run.outcome.received, HasSubstr("return_code 0"));
}

TEST(Expectations, OfFlagsAreMetByTheUsualOnesAlone)
{
    auto const text = case_of(R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP
      flags: 0)");
    EXPECT_EQ(World{}.play(text).outcome.verdict, Verdict::pass);

    auto const odd = upon<wire::Pingreq>([](auto link, auto const&, Actions& actions) {
        actions.assign({transmit(link, wire::Pingresp{.flags = 1})});
    });
    EXPECT_EQ(World{}.play(text, odd).outcome.verdict, Verdict::fail);
}

TEST(Expectations, BlameWhatChecksSaysOfTheMember)
{
    auto const text = R"(- id: two-checks
  when: A client connects
  then: the Server answers
  statements: [MQTT-3.1.0-2, MQTT-3.2.2-1, MQTT-3.2.2-4]
  steps:
    - alice: connect
      session_present: true
      checks: {session_present: [MQTT-3.2.2-1, MQTT-3.2.2-4]}
    - alice: expect close
)";
    auto const run = World{}.play(text);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.statements, ElementsAre("MQTT-3.2.2-1", "MQTT-3.2.2-4"));
}

TEST(Expectations, OfACloseTellAForbiddenReplyFromAnOpenConnection)
{
    auto const text = R"(- id: reply
  when: A client sends a second CONNECT
  then: the Server closes and does not answer
  statements: [MQTT-3.1.0-2, MQTT-3.1.4-1.a, MQTT-3.1.4-1.b]
  steps:
    - alice: connect
    - alice: send CONNECT
    - alice: expect close
      checks: {step: MQTT-3.1.4-1.a, reply: MQTT-3.1.4-1.b}
)";
    auto const answers = upon<wire::Connect>([count = 0](auto link, auto const&, Actions& actions) mutable {
        if (++count == 2)
            actions.assign({transmit(link, wire::Connack{}), drop(link)});
    });
    EXPECT_THAT(World{}.play(text, answers).outcome.statements, ElementsAre("MQTT-3.1.4-1.b"));
    EXPECT_THAT(World{}.play(text, ignores_second_connect()).outcome.statements,
                ElementsAre("MQTT-3.1.4-1.a"));
}

TEST(Expectations, OfACloseLetRepliesToEarlierPacketsPass)
{
    auto const late = [held = Actions{}](reference::Event const& event, Actions& actions) mutable {
        auto const* received = std::get_if<reference::Received>(&event.what);
        if (received == nullptr)
            return;
        if (wire::type_of(received->packet.packet) == wire::PacketType::subscribe)
            held.swap(actions);
        else
            actions.insert(actions.begin(), held.begin(), held.end());
    };
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: send CONNECT
    - alice: expect close)"),
                                  late);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, OfACloseAllowWhatTheStepAllows)
{
    auto const answers = upon<wire::Connect>([count = 0](auto link, auto const&, Actions& actions) mutable {
        if (++count == 2)
            actions.insert(actions.begin(), transmit(link, wire::Connack{.return_code = 2}));
    });
    auto const run = World{}.play(case_of(std::string{second_connect} + R"(
      allow: [CONNACK: {return_code: 2}])"),
                                  answers);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, TakeDeliveriesAndRepliesFromTwoQueues)
{
    auto const swaps = upon<wire::Subscribe>([](auto link, auto const& packet, Actions& actions) {
        actions.insert(actions.begin(),
                       transmit(link, wire::Publish{.topic = packet.filters.front().filter}));
    });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK
    - alice: expect PUBLISH)"),
                                  swaps);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, AreStrictWithinAQueue)
{
    auto const adds_pingresp = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        actions.insert(actions.begin(), transmit(link, wire::Pingresp{}));
    });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK)"),
                                  adds_pingresp);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.received, HasSubstr("PINGRESP (at"));
    EXPECT_THAT(run.outcome.received, HasSubstr("SUBACK"));
}

TEST(Expectations, HaveOneQueueBeforeConnack)
{
    auto const early = upon<wire::Connect>([](auto link, auto const&, Actions& actions) {
        actions.insert(actions.begin(), transmit(link, wire::Publish{.topic = "early"}));
    });
    auto const run = World{}.play(case_of(R"(
    - alice: send CONNECT
    - alice: expect CONNACK)"),
                                  early);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.received, HasSubstr("PUBLISH"));
}

TEST(Expectations, PassOverARepeatedDeliveryAndNoteIt)
{
    auto const repeats = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        wire::Publish message{.qos = 1, .topic = "t", .packet_id = 7};
        actions.push_back(transmit(link, message));
        message.dup = true;
        actions.push_back(transmit(link, message));
    });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
      qos: 1
    - alice: expect PUBLISH
      dup: false
    - alice: send PUBACK)"),
                                  repeats);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.wire,
                testing::Contains(testing::Field(
                    &results::WireEvent::detail,
                    "a delivery that was not yet acknowledged came again with DUP 1: passed over")));
}

TEST(Expectations, OfSilencePassWhereNothingComes)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: expect silence)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_EQ(run.duration, 200ms);
}

TEST(Expectations, OfSilenceFailOnWhatComes)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: send PUBLISH
    - alice: expect silence)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.where.line, 9);
    EXPECT_EQ(run.outcome.expected, "nothing");
    EXPECT_THAT(run.outcome.received, HasSubstr("PUBLISH"));
}

TEST(Expectations, OfSilencePassWhereAnotherMayBeClosed)
{
    auto const drops_alice = upon<wire::Connect>([](auto link, auto const& packet, Actions& actions) {
        if (packet.keep_alive == 7)
            actions.push_back(drop(link));
    });
    auto const run = World{}.play(case_of(R"(
    - bob: connect
    - alice: connect
      keep_alive: 7
    - bob: expect silence
  allow: [{alice: close}])"),
                                  drops_alice);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, OfSilenceFailWhereTheTargetCloses)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: expect silence)"),
                                  drops_on_pingreq());
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.expected, "PINGRESP");
    EXPECT_THAT(run.outcome.received, HasSubstr("closed by the peer (FIN)"));
}

TEST(Expectations, OfSilenceSurviveAnotherBranchThatCloses)
{
    auto const mute = upon<wire::Pingreq>([](auto, auto const&, Actions& actions) { actions.clear(); });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - bob: connect
    - together:
        - - alice: expect silence
        - - wait: 2 settle
          - bob: close)"),
                                  mute);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
}

TEST(Expectations, OfAnyOrderGiveEachPatternAPacketOfItsOwn)
{
    auto const two = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        actions.push_back(transmit(link, wire::Publish{.topic = "b", .payload = {'1'}}));
        actions.push_back(transmit(link, wire::Publish{.topic = "a", .payload = {'1'}}));
    });
    // The first pattern fits both messages, the second only the first one.
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect any order
      packets:
        - PUBLISH: {payload: 1}
        - PUBLISH: {topic: b})"),
                                  two);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, OfAnyOrderFailOnAPacketThatFitsNone)
{
    auto const two = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        actions.push_back(transmit(link, wire::Publish{.topic = "a"}));
        actions.push_back(transmit(link, wire::Publish{.topic = "c"}));
    });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect any order
      packets:
        - PUBLISH: {topic: b}
        - PUBLISH: {topic: a})"),
                                  two);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.expected, R"(in any order: PUBLISH topic "b"; PUBLISH topic "a")");
    EXPECT_LT(run.duration, 1s) << "it was clear at once";
}

TEST(Expectations, OfAnyOrderCompleteHandshakes)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
      qos: 2
    - bob: connect
    - bob: publish
      qos: 2
    - bob: publish
      qos: 1
    - alice: expect any order
      acknowledge: true
      packets:
        - PUBLISH: {qos: 1}
        - PUBLISH: {qos: 2})"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, OfAnyOrderAnswerAtOnceWhatHoldsBackTheOthers)
{
    Twist const one_by_one = [](reference::Event const& event, Actions& actions) {
        auto const* received = std::get_if<reference::Received>(&event.what);
        if (received == nullptr)
            return;
        auto const& packet = received->packet.packet;
        if (std::holds_alternative<wire::Subscribe>(packet))
            actions.push_back(
                transmit(received->link, wire::Publish{.qos = 1, .topic = "a", .packet_id = 1}));
        if (std::holds_alternative<wire::Puback>(packet))
            actions.push_back(
                transmit(received->link, wire::Publish{.qos = 2, .topic = "b", .packet_id = 2}));
        if (std::holds_alternative<wire::Pubrec>(packet))
            actions = {transmit(received->link, wire::Pubrel{.packet_id = 2})};
        if (std::holds_alternative<wire::Pubcomp>(packet))
            actions = {transmit(received->link, wire::Publish{.qos = 2, .topic = "c", .packet_id = 2})};
    };
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect any order
      acknowledge: true
      packets:
        - PUBLISH: {topic: a}
        - PUBLISH: {topic: c}
        - PUBLISH: {topic: b}
    - alice: close)"),
                                  one_by_one);
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Expectations, FailWhereTheTargetClosesInstead)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP)"),
                                  drops_on_pingreq());
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.received, HasSubstr("closed by the peer (FIN)"));
    EXPECT_LT(run.duration, 1s);
}

} // namespace mqttspec::engine
