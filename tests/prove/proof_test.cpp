// SPDX-License-Identifier: Apache-2.0
#include "prove/proof.hpp"

#include "prove/play.hpp"
#include "prove/suite.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace mqttspec::prove {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

auto const* const second_connect = R"(
- id: second-connect
  when: A client sends a second CONNECT
  then: the Server closes that connection
  statements: [MQTT-3.1.0-2]
  steps:
    - alice: connect
    - alice: send CONNECT
    - alice: expect close
)";

auto const* const toothless = R"(
- id: toothless
  when: A client sends a valid CONNECT
  then: the Server sends something
  statements: [MQTT-3.1.0-2]
  steps:
    - alice: connect
    - alice: ping
      checks: MQTT-3.1.0-2
)";

auto const* const session_present = R"(
- id: session-present
  when: A client with a stored session returns
  then: the Server says so
  statements: [MQTT-3.2.2-2]
  setup:
    - alice: connect
      clean_session: false
    - alice: disconnect
  steps:
    - alice: connect
      clean_session: false
      session_present: true
      checks: {session_present: MQTT-3.2.2-2}
)";

std::vector<Fault> the(std::string_view name)
{
    return {reference::find_deviation(name)};
}

TEST(Proof, HoldsWhereEveryDeviationIsCaughtAndEveryCaseCanFail)
{
    auto const proof = prove(tests::cases_in(second_connect), the("ignores-second-connect"), ProofOptions{});
    ASSERT_EQ(proof.trials.size(), 1U);
    EXPECT_THAT(proof.trials.front().caught_by, ElementsAre("second-connect"));
    EXPECT_TRUE(proof.holds());
}

TEST(Proof, NamesACaseThatNothingCanFail)
{
    auto const proof = prove(tests::cases_in(std::string(second_connect) + toothless),
                             the("ignores-second-connect"), ProofOptions{});
    EXPECT_THAT(proof.unfailable, ElementsAre("toothless"));
    EXPECT_FALSE(proof.holds());
}

TEST(Proof, NamesADeviationThatSurvives)
{
    auto const proof = prove(tests::cases_in(toothless), the("ignores-second-connect"), ProofOptions{});
    ASSERT_EQ(proof.trials.size(), 1U);
    EXPECT_FALSE(proof.trials.front().is_caught());
    EXPECT_FALSE(proof.holds());
}

TEST(Proof, LetsADeviationSurviveASelectionOfCases)
{
    std::vector<Fault> const both{reference::find_deviation("ignores-second-connect"),
                                  reference::find_deviation("ignores-other-connect")};
    EXPECT_FALSE(prove(tests::cases_in(second_connect), both, ProofOptions{}).holds());
    EXPECT_TRUE(prove(tests::cases_in(second_connect), both, ProofOptions{.is_selection = true}).holds());
}

TEST(Proof, NamesACaseThatTheReferenceDoesNotPass)
{
    auto const wrong = tests::cases_in(R"(
- id: wrong
  when: A client sends PINGREQ
  then: the Server closes its connection
  statements: [MQTT-3.1.0-2]
  steps:
    - alice: connect
    - alice: send PINGREQ
    - alice: expect close
)");
    auto const proof = prove(wrong, the("ignores-second-connect"), ProofOptions{});
    ASSERT_EQ(proof.on_reference.size(), 1U);
    EXPECT_EQ(proof.on_reference.front().id, "wrong");
    EXPECT_FALSE(proof.holds());
}

TEST(Proof, LetsACaseThatCannotBePlayedProveNothing)
{
    auto const demanding = tests::cases_in(R"(
- id: demanding
  when: A client sends a second CONNECT
  then: the Server closes that connection
  statements: [MQTT-3.1.0-2]
  needs: [bridge]
  steps:
    - alice: connect
    - alice: send CONNECT
    - alice: expect close
)");
    auto const proof = prove(demanding, the("ignores-second-connect"), ProofOptions{});
    EXPECT_THAT(proof.skipped, ElementsAre("demanding"));
    EXPECT_THAT(proof.unfailable, IsEmpty());
    EXPECT_FALSE(proof.trials.front().is_caught());
}

TEST(Proof, TellsACatchFromAFailureThatBlamesSomethingElse)
{
    auto const proof =
        prove(tests::cases_in(session_present), the("stores-no-sessions"), ProofOptions{.is_full = true});
    EXPECT_FALSE(proof.trials.front().is_caught());
    ASSERT_EQ(proof.trials.front().collateral.size(), 1U);
    EXPECT_THAT(proof.trials.front().collateral.front().blamed, ElementsAre("MQTT-3.2.2-2"));
}

TEST(Proof, AsksDeviationsOfOtherStatementsBeforeItCallsACaseToothless)
{
    auto const proof = prove(tests::cases_in(session_present), the("stores-no-sessions"), ProofOptions{});
    EXPECT_THAT(proof.unfailable, IsEmpty());
}

TEST(Play, RunsInVirtualTime)
{
    auto const slow = tests::cases_in(R"(
- id: slow
  when: A client is silent for an hour without Keep Alive
  then: the Server answers it still
  statements: [MQTT-3.1.2-24.a]
  steps:
    - alice: connect
      keep_alive: 0
    - wait: 20 keep_alive
    - alice: ping
      checks: MQTT-3.1.2-24.a
)");
    auto const performance = play(slow, nullptr);
    ASSERT_EQ(performance.cases.size(), 1U);
    EXPECT_EQ(performance.cases.front().verdict, results::Verdict::pass) << performance.cases.front().reason;
    EXPECT_GE(performance.cases.front().duration_s, 20.0);
}

TEST(Play, BelievesTheFirstFailure)
{
    Fault const fault{reference::find_deviation("ignores-second-connect")};
    auto const performance = play(tests::cases_in(second_connect), &fault);
    ASSERT_EQ(performance.cases.size(), 1U);
    EXPECT_EQ(performance.cases.front().verdict, results::Verdict::fail);
    EXPECT_EQ(performance.cases.front().attempts, 1);
}

/// Answers nobody.
class Mute final : public reference::Deviation
{
    void outgoing(reference::Event const& /*original*/, std::vector<reference::Action>& actions) override
    {
        actions.clear();
    }
};

TEST(Proof, TakesABrokerThatServesNobodyForTroubleAndNotForACatch)
{
    reference::DeviationInfo const mute{.name = "mute",
                                        .clause = "MQTT-3.1.0-2",
                                        .about = "answers nobody",
                                        .make = [] { return std::make_unique<Mute>(); }};
    auto const proof = prove(tests::cases_in(second_connect), {&mute}, ProofOptions{});
    EXPECT_THAT(proof.trials.front().trouble, testing::HasSubstr("does not serve a plain client"));
    EXPECT_FALSE(proof.trials.front().is_caught());
    EXPECT_FALSE(proof.holds());
}

TEST(StatementOf, LeavesTheLetterOut)
{
    EXPECT_EQ(statement_of("MQTT-3.1.2-6.a"), "MQTT-3.1.2-6");
    EXPECT_EQ(statement_of("MQTT-3.1.0-2"), "MQTT-3.1.0-2");
}

} // namespace
} // namespace mqttspec::prove
