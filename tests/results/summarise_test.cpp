// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace mqttspec::results {

namespace {

using support::passing_case;
using support::server_statement;

constexpr char const* duty = "MQTT-3.1.0-2";
constexpr char const* other = "MQTT-3.1.0-1";

CaseResult case_with(std::string id, Verdict verdict, std::string reason)
{
    CaseResult one = passing_case(std::move(id), duty);
    one.verdict = verdict;
    one.reason = std::move(reason);
    return one;
}

CaseResult failing_on(std::string blamed)
{
    CaseResult one = case_with("fails", Verdict::fail, "");
    one.statements = {duty, other};
    one.failure = Failure{.statement = std::move(blamed)};
    return one;
}

CaseResult known_failure(std::string id)
{
    CaseResult one = case_with(std::move(id), Verdict::fail, "");
    one.known = Known{.reason = "known", .link = "", .pattern = duty};
    return one;
}

Result summarised(std::vector<CaseResult> cases)
{
    Result result;
    result.statements = {server_statement(duty, "3.1.0"), server_statement(other, "3.1.0")};
    result.cases = std::move(cases);
    summarise(result);
    return result;
}

struct Worst
{
    std::string name{};
    std::vector<Verdict> cases{};
    StatementVerdict verdict = StatementVerdict::not_examined;
};

class StatementOf : public testing::TestWithParam<Worst>
{};

TEST_P(StatementOf, TakesTheWorstOfItsCases)
{
    std::vector<CaseResult> cases;
    for (Verdict const verdict : GetParam().cases)
        cases.push_back(case_with("case-" + std::to_string(cases.size()), verdict, "because"));
    EXPECT_EQ(summarised(cases).statements[0].verdict, GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, StatementOf,
    testing::Values(
        Worst{"one_pass", {Verdict::pass}, StatementVerdict::pass},
        Worst{"pass_and_fail", {Verdict::pass, Verdict::fail}, StatementVerdict::fail},
        Worst{"fail_then_all_else",
              {Verdict::fail, Verdict::error, Verdict::inconclusive, Verdict::pass, Verdict::skipped},
              StatementVerdict::fail},
        Worst{
            "pass_and_inconclusive", {Verdict::inconclusive, Verdict::pass}, StatementVerdict::inconclusive},
        Worst{"pass_and_error", {Verdict::pass, Verdict::error}, StatementVerdict::inconclusive},
        Worst{"pass_and_skipped", {Verdict::skipped, Verdict::pass}, StatementVerdict::pass},
        Worst{"all_skipped", {Verdict::skipped, Verdict::skipped}, StatementVerdict::skipped},
        Worst{"none", {}, StatementVerdict::not_examined}),
    [](auto const& sample) { return sample.param.name; });

TEST(Summarise, BlamesOneStatementOfAFailedCase)
{
    Result const result = summarised({failing_on(duty)});
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::fail);
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::inconclusive);
    EXPECT_EQ(result.statements[1].reason, "not reached: fails failed on another statement");
}

TEST(Summarise, LetsAnotherCaseProveWhatAFailedOneDidNotReach)
{
    Result const result = summarised({failing_on(duty), passing_case("passes", other)});
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::pass);
    EXPECT_EQ(result.statements[1].cases, (std::vector<std::string>{"fails", "passes"}));
}

TEST(Summarise, PrefersNotReachedToSkipped)
{
    CaseResult skipped = passing_case("skips", other);
    skipped.verdict = Verdict::skipped;
    EXPECT_EQ(summarised({skipped, failing_on(duty)}).statements[1].verdict, StatementVerdict::inconclusive);
}

TEST(Summarise, FailsEveryStatementOfACaseThatBlamesNone)
{
    Result const result = summarised({failing_on("")});
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::fail);
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::fail);
}

TEST(Summarise, FailsAllThatAFailureBlames)
{
    CaseResult one = failing_on(duty);
    one.failure->blamed = {duty, std::string(other) + ".a"};
    Result const result = summarised({one});
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::fail);
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::fail);
}

TEST(Summarise, FailsABlamedStatementThatTheCaseDoesNotList)
{
    CaseResult one = failing_on(other);
    one.statements = {duty};
    Result const result = summarised({one});
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::fail);
    EXPECT_EQ(result.statements[1].cases, std::vector<std::string>{"fails"});
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::inconclusive);
}

TEST(Summarise, CountsAClauseUnderItsStatement)
{
    CaseResult one = passing_case("clause", std::string(duty) + ".b");
    EXPECT_EQ(summarised({one}).statements[0].verdict, StatementVerdict::pass);
}

TEST(Summarise, DoesNotTakeALongerNumberForAClause)
{
    EXPECT_TRUE(is_of_statement("MQTT-3.1.2-1.a", "MQTT-3.1.2-1"));
    EXPECT_TRUE(is_of_statement("MQTT-3.1.2-1", "MQTT-3.1.2-1"));
    EXPECT_FALSE(is_of_statement("MQTT-3.1.2-10", "MQTT-3.1.2-1"));
    EXPECT_FALSE(is_of_statement("MQTT-3.1.2", "MQTT-3.1.2-1"));
}

TEST(Summarise, KeepsKnownFailuresApart)
{
    Result const result = summarised({known_failure("known"), passing_case("passes", other)});
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::fail);
    EXPECT_TRUE(result.statements[0].known);
    EXPECT_EQ(result.summary.cases.at("known_failure"), 1);
    EXPECT_EQ(result.summary.cases.at("fail"), 0);
    EXPECT_EQ(result.summary.statements.at("fail"), 1);
    EXPECT_FALSE(result.summary.conformant);
}

TEST(Summarise, IsNotKnownIfOneFailureIsNews)
{
    Result const result = summarised({known_failure("known"), case_with("news", Verdict::fail, "")});
    EXPECT_FALSE(result.statements[0].known);
}

TEST(Summarise, CountsEveryCaseOnce)
{
    Result const result = support::sample_result();
    int sum = 0;
    for (auto const& [name, count] : result.summary.cases)
        sum += count;
    EXPECT_EQ(sum, static_cast<int>(result.cases.size()));
    EXPECT_EQ(result.summary.cases.at("unexpected_pass"), 1);
    EXPECT_EQ(result.summary.cases.at("pass"), 2);
}

TEST(Summarise, LeavesTheOtherRoleAlone)
{
    Result result = summarised({});
    result.statements[0].role = "client";
    result.cases = {passing_case("passes", duty)};
    summarise(result);
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::not_examined);
    EXPECT_EQ(result.statements[0].reason, "no case or rule of this suite examines it");
}

TEST(Summarise, JudgesTheClientWhereAClientIsTheTarget)
{
    Result result;
    result.target.role = "client";
    result.statements = {server_statement(duty, "3.1.0"), server_statement(duty, "3.1.0")};
    result.statements[1].role = "client";
    result.cases = {passing_case("passes", duty)};
    summarise(result);
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::not_examined);
    EXPECT_EQ(result.statements[0].reason, "is a duty of the server");
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::pass);
}

TEST(Summarise, FailsTheStatementOfABrokenRuleAndNotTheCaseThatShowedIt)
{
    Result result = summarised({passing_case("passes", duty)});
    result.findings = {
        Finding{.kind = "rule", .statement = other, .text = "flags are 0010", .seen_in = "passes"}};
    summarise(result);
    EXPECT_EQ(result.statements[0].verdict, StatementVerdict::pass);
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::fail);
    EXPECT_EQ(result.statements[1].reason, "flags are 0010");
    EXPECT_EQ(exit_code(result), 1);
}

TEST(Summarise, TakesARuleThatWatchedInSilenceForAPass)
{
    Result result = summarised({passing_case("passes", duty)});
    result.statements[1].rules = {"reserved-flags"};
    summarise(result);
    EXPECT_EQ(result.statements[1].verdict, StatementVerdict::pass);
}

TEST(Summarise, KeepsTheReasonWhyAStatementIsNotExamined)
{
    Result result = summarised({});
    result.statements[0].reason = "only a log would show it";
    summarise(result);
    EXPECT_EQ(result.statements[0].reason, "only a log would show it");
}

TEST(Summarise, NamesEachReasonOnceAndNoMoreThanThree)
{
    std::vector<CaseResult> cases;
    for (char const* const reason : {"a", "a", "b", "c", "d", "e"})
        cases.push_back(case_with("case-" + std::to_string(cases.size()), Verdict::skipped, reason));
    EXPECT_EQ(summarised(cases).statements[0].reason, "a; b; c; and 2 more");
}

TEST(Summarise, ChangesNothingTheSecondTime)
{
    Result const once = support::sample_result();
    Result twice = once;
    summarise(twice);
    EXPECT_EQ(once, twice);
}

TEST(Summarise, FindsTheLongestCase)
{
    Result const result = support::sample_result();
    EXPECT_EQ(result.summary.longest_case, "keep-alive-expires@keep_alive=10");
    EXPECT_DOUBLE_EQ(result.summary.longest_case_s, 8.1);
}

TEST(Summarise, IsConformantOnlyIfAllThatAppliesPasses)
{
    EXPECT_TRUE(support::conformant_result().summary.conformant);
    EXPECT_FALSE(summarised({}).summary.conformant);
    EXPECT_FALSE(summarised({case_with("a", Verdict::inconclusive, "")}).summary.conformant);
    EXPECT_FALSE(summarised({case_with("a", Verdict::skipped, "")}).summary.conformant);
}

TEST(Summarise, IsNotConformantIfTheRunWasNotWhole)
{
    for (bool Result::*const flag : {&Result::partial, &Result::interrupted}) {
        Result result = support::conformant_result();
        result.*flag = true;
        summarise(result);
        EXPECT_FALSE(result.summary.conformant);
    }
    Result result = support::conformant_result();
    result.trouble = "the target went away";
    summarise(result);
    EXPECT_FALSE(result.summary.conformant);
}

TEST(Summarise, IsNotConformantIfACaseFailsWhoseStatementIsMissing)
{
    Result result = support::conformant_result();
    result.cases.push_back(case_with("lost", Verdict::fail, ""));
    result.cases.back().statements = {"MQTT-7.7.7-7"};
    summarise(result);
    EXPECT_FALSE(result.summary.conformant);
}

TEST(Percentage, IsTruncated)
{
    Summary summary;
    EXPECT_EQ(percentage(summary), std::nullopt);
    summary.score_applicable = 141;
    summary.score_passed = 140;
    EXPECT_EQ(percentage(summary), 99);
    summary.score_passed = 141;
    EXPECT_EQ(percentage(summary), 100);
}

} // namespace

} // namespace mqttspec::results
