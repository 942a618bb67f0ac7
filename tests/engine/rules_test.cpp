// SPDX-License-Identifier: Apache-2.0
// What rules find in the traffic of cases, and what comes of it.
#include "engine/rule_results.hpp"
#include "engine/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::engine {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto ping = R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP)";

Twist pings_with_flags()
{
    return upon<wire::Pingreq>(
        [](auto link, auto const&, Actions& actions) { actions.assign({transmit_bytes(link, "d1 00")}); });
}

std::string provoking(std::string const& statements)
{
    return "- id: the-case\n  when: A client sends PINGREQ with flags\n  then: the Server closes\n"
           "  statements: [MQTT-2.2.2-2]\n  provokes: " +
           statements +
           "\n  steps:\n    - alice: connect\n    - alice: send PINGREQ\n      flags: 1\n    - alice: expect "
           "close\n";
}

TEST(OwnTraffic, ThatBreaksWhatTheCaseDoesNotNameIsTheCasesError)
{
    auto const run = World{}.play(provoking("[MQTT-3.1.0-1]"));
    EXPECT_EQ(run.outcome.verdict, Verdict::error);
    EXPECT_THAT(run.outcome.reason, HasSubstr("breaks MQTT-2.2.2-1 without saying so"));
}

TEST(OwnTraffic, MayBreakWhatTheCaseNames)
{
    auto const run = World{}.play(provoking("[MQTT-2.2.2-1]"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    ASSERT_EQ(run.rules.on_us.size(), 1U);
    EXPECT_EQ(run.rules.on_us.front().rule->clause, "MQTT-2.2.2-1");
}

TEST(OwnTraffic, MayProvokeTheReactionThatTheCaseIsAbout)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send CONNECT
    - alice: expect close)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(OwnTraffic, IsNotJudgedByTheClockWhereThatIsNotExact)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
      keep_alive: 4
    - alice: expect close
      within: 8 keep_alive)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_FALSE(run.rules.on_us.empty());
}

/// A ping that is not answered, so long after the CONNECT as is said in units of the Keep Alive.
CaseRun unanswered_ping(std::string const& after)
{
    return World{}.play(case_of(R"(
    - alice: connect
      keep_alive: ${keep_alive}
    - wait: )" + after + R"( keep_alive
    - alice: send PINGREQ
    - alice: expect PINGRESP)"),
                        upon<wire::Pingreq>([](auto, auto const&, Actions& actions) { actions.clear(); }));
}

TEST(OwnTraffic, ThatWasTooSlowProvesNoFailure)
{
    auto const run = unanswered_ping("1.2");
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason, HasSubstr("too slow for the case, so that we broke MQTT-3.1.2-23.a"));
}

TEST(OwnTraffic, ThatWaitsForAnAnswerIsNotTooSlow)
{
    auto const run = unanswered_ping("0.8");
    EXPECT_EQ(run.outcome.verdict, Verdict::fail) << run.outcome.reason;
}

TEST(TheTarget, IsAccusedByARuleAndNotByTheCaseThatShowedIt)
{
    auto const run = World{}.play(case_of(ping), pings_with_flags());
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    ASSERT_EQ(run.rules.on_target.size(), 1U);
    EXPECT_EQ(run.rules.on_target.front().rule->name, "reserved-flags");
}

/// Results of cases of that name, in whose attempts `finding` showed (or not), in order.
class Results : public testing::Test
{
protected:
    void played(std::string const& id, std::vector<bool> const& attempts)
    {
        auto scenario = std::make_unique<scenario::Scenario>();
        scenario->id = id;
        Judgement judgement{.scenario = scenario.get(), .runs = {}, .skipped = {}};
        for (bool const shows : attempts) {
            CaseRun run;
            run.rules.tallies.resize(rules::all_rules().size());
            auto& tally = run.rules.tallies[static_cast<std::size_t>(rule_ - rules::all_rules().data())];
            ++(shows ? tally.broken : tally.kept);
            if (shows)
                run.rules.on_target.push_back(
                    {.rule = rule_, .packet = "PINGRESP", .text = "here came d1 00"});
            judgement.runs.push_back(std::move(run));
        }
        scenarios_.push_back(std::move(scenario));
        judgements_.push_back(std::move(judgement));
    }

    results::Result result(std::vector<target::KnownFailure> const& known = {}, std::string selection = {})
    {
        results::Result result;
        result.selection = std::move(selection);
        result.statements = {{.id = "MQTT-2.2.2-1", .role = "server"}};
        std::vector<Judgement const*> judgements;
        for (auto const& judgement : judgements_)
            judgements.push_back(&judgement);
        add_rules(result, judgements, known, {});
        return result;
    }

    static target::KnownFailure known(std::string pattern)
    {
        target::KnownFailure entry;
        entry.case_pattern = std::move(pattern);
        entry.reason = "it is known";
        return entry;
    }

    rules::Rule const* rule_ = rules::find_rule("reserved-flags", normative::Role::server);
    std::vector<std::unique_ptr<scenario::Scenario>> scenarios_;
    std::vector<Judgement> judgements_;
};

TEST_F(Results, HoldOneFindingWithTheFirstCaseThatShowsIt)
{
    played("first", {false});
    played("second", {true});
    played("third", {true});
    auto const findings = result().findings;
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].kind, "rule");
    EXPECT_EQ(findings[0].statement, "MQTT-2.2.2-1");
    EXPECT_EQ(findings[0].rule, "reserved-flags");
    EXPECT_EQ(findings[0].seen_in, "second");
    EXPECT_EQ(findings[0].text, "here came d1 00");
    EXPECT_EQ(findings[0].instances, 2);
}

TEST_F(Results, SayWhereAFindingShowedInSomeAttemptsOnly)
{
    played("first", {false, true, false});
    EXPECT_THAT(result().findings.at(0).text, HasSubstr("in 1 of 3 attempts"));
}

TEST_F(Results, BelieveARuleAboutTimeOnlyWhereItSpeaksInEachAttempt)
{
    rule_ = rules::find_rule("keeps-alive", normative::Role::client);
    played("late once", {true, false});
    EXPECT_TRUE(result().findings.empty());
    played("late each time", {true, true, true});
    EXPECT_EQ(result().findings.at(0).text, "here came d1 00");
}

TEST_F(Results, HaveACasePlayedAgainWhereARuleAboutTimeSpoke)
{
    rule_ = rules::find_rule("keeps-alive", normative::Role::client);
    played("late so far", {true, true});
    played("late each time", {true, true, true});
    played("late once", {true, false});
    for (auto& judgement : judgements_)
        for (auto& run : judgement.runs)
            run.outcome.verdict = results::Verdict::pass;
    EXPECT_TRUE(needs_another_run(judgements_[0], false));
    EXPECT_FALSE(needs_another_run(judgements_[1], false));
    EXPECT_FALSE(needs_another_run(judgements_[2], false));
}

TEST_F(Results, LeaveOutAttemptsInWhichTheTargetCrashed)
{
    played("first", {true});
    judgements_.back().runs.front().is_crash = true;
    EXPECT_THAT(result().findings, IsEmpty());
    EXPECT_THAT(result().statements[0].rules, IsEmpty());
}

TEST_F(Results, NameTheRulesThatWatched)
{
    played("first", {false});
    EXPECT_THAT(result().statements[0].rules, ElementsAre("reserved-flags"));
}

TEST_F(Results, OfASelectionCountOnlyRulesOfItsStatements)
{
    played("first", {false});
    EXPECT_THAT(result({}, "section 3.1").statements[0].rules, IsEmpty());
}

TEST_F(Results, KnowAFindingThatTheTargetsFileDeclares)
{
    played("first", {true});
    auto const findings = result({known("rule:reserved-*")}).findings;
    ASSERT_EQ(findings.size(), 1U);
    ASSERT_TRUE(findings[0].known);
    EXPECT_EQ(findings[0].known->reason, "it is known");
}

TEST_F(Results, ObjectToAKnownFindingThatNoLongerShows)
{
    played("first", {false});
    auto const findings = result({known("rule:reserved-flags")}).findings;
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].kind, "expectation");
}

} // namespace

} // namespace mqttspec::engine
