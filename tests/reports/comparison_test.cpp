// SPDX-License-Identifier: Apache-2.0
#include "reports/comparison.hpp"

#include "reports/diff.hpp"
#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using results::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Comparison compared(Result const& before, Result const& after)
{
    return std::get<Comparison>(compare(before, after));
}

/// "regression case-id", in order.
std::vector<std::string> found(Comparison const& comparison)
{
    std::vector<std::string> all;
    for (Change const& change : comparison.changes)
        all.push_back(std::string(name_of(change.kind)) + " " + change.subject);
    return all;
}

/// What becomes of the sample's first case when its verdict changes so.
std::vector<std::string> found(Verdict before, Verdict after)
{
    Result old_result = support::sample_result();
    Result new_result = old_result;
    old_result.cases[0].verdict = before;
    new_result.cases[0].verdict = after;
    return found(compared(old_result, new_result));
}

/// The sample, and what a later version of the target made of it: something of everything.
Result later_result()
{
    Result result = support::sample_result();
    result.target.version = "2.1.0";
    result.cases[0].verdict = Verdict::fail;
    result.cases[0].failure = results::Failure{.statement = "MQTT-3.1.0-1",
                                               .blamed = {"MQTT-3.1.0-1"},
                                               .file = "connect.yaml",
                                               .line = 7,
                                               .step = "alice: expect CONNACK",
                                               .expected = "CONNACK",
                                               .received = "nothing for 2.0 s; connection open"};
    result.cases[1].verdict = Verdict::pass;
    result.cases[1].failure.reset();
    result.cases[2].notes = {"retain.yaml:9: taken: two copies"};
    result.cases[6].verdict = Verdict::inconclusive;
    result.cases[6].reason = "no CONNACK";
    result.cases[7].verdict = Verdict::pass;
    result.cases[8].id = "renamed";
    result.findings.clear();
    result.behaviour[0].second = "1";
    summarise(result);
    return result;
}

TEST(Comparison, TellsWhatBecameOfACase)
{
    EXPECT_THAT(found(Verdict::pass, Verdict::pass), IsEmpty());
    EXPECT_THAT(found(Verdict::pass, Verdict::fail), ElementsAre("regression protocol-name-first"));
    EXPECT_THAT(found(Verdict::skipped, Verdict::fail), ElementsAre("regression protocol-name-first"));
    EXPECT_THAT(found(Verdict::inconclusive, Verdict::fail), ElementsAre("regression protocol-name-first"));
    EXPECT_THAT(found(Verdict::fail, Verdict::fail), IsEmpty());
    EXPECT_THAT(found(Verdict::fail, Verdict::pass), ElementsAre("fix protocol-name-first"));
    EXPECT_THAT(found(Verdict::pass, Verdict::skipped), ElementsAre("untold protocol-name-first"));
    EXPECT_THAT(found(Verdict::fail, Verdict::error), ElementsAre("untold protocol-name-first"));
    EXPECT_THAT(found(Verdict::error, Verdict::pass), ElementsAre("told protocol-name-first"));
    EXPECT_THAT(found(Verdict::skipped, Verdict::inconclusive), IsEmpty());
}

TEST(Comparison, TakesACrashForWorseThanAFailure)
{
    Result const before = support::sample_result();
    Result after = before;
    after.cases[1].is_crash = true;
    EXPECT_THAT(found(compared(before, after)), ElementsAre("regression second-connect"));
    EXPECT_THAT(found(compared(after, before)), IsEmpty());
}

TEST(Comparison, CannotTellARegressionFromARuleThatDidNotWatch)
{
    Result after = support::sample_result();
    after.findings[0].rule = "reserved-flags";
    Result before = after;
    before.findings.clear();
    EXPECT_THAT(found(compared(before, after)), ElementsAre("regression rule:reserved-flags"));
    EXPECT_THAT(found(compared(after, before)), ElementsAre("fix rule:reserved-flags"));
    before.statements[1].rules.clear();
    EXPECT_THAT(found(compared(before, after)), ElementsAre("new rule:reserved-flags"));
    EXPECT_EQ(exit_code(compared(before, after)), 0);
}

TEST(Comparison, DoesNotTakeForGoneWhatWasNotSelected)
{
    Result const before = support::sample_result();
    Result after = before;
    after.cases.erase(after.cases.begin());
    EXPECT_THAT(found(compared(before, after)), ElementsAre("gone protocol-name-first"));
    after.partial = true;
    EXPECT_THAT(found(compared(before, after)), IsEmpty());
}

TEST(Diff, IsApproved)
{
    Result const before = support::sample_result();
    Result const after = later_result();
    Comparison const comparison = compared(before, after);
    EXPECT_TRUE(support::is_approved("reports/golden/diff.approved.txt", diff_text(comparison, {})));
    EXPECT_TRUE(support::is_approved("reports/golden/diff.approved.md",
                                     diff_markdown(comparison, Language::english)));
    EXPECT_TRUE(support::is_approved("reports/golden/diff-zh.approved.md",
                                     diff_markdown(comparison, Language::chinese)));
    EXPECT_TRUE(support::is_approved("reports/golden/diff.approved.json", diff_json(comparison)));
}

TEST(Diff, IsEscapedAndFitsIntoACommentWhateverHappened)
{
    Result before = support::sample_result();
    Result after = before;
    for (int i = 0; i < 300; ++i) {
        CaseResult one = before.cases[0];
        one.id = std::to_string(i) + "<img src=x> \x1b[31m `@all` " + std::string(2000, 'x');
        before.cases.push_back(one);
        one.verdict = Verdict::fail;
        one.reason = std::string(65'535, '`');
        after.cases.push_back(one);
    }
    std::string const text = diff_markdown(compared(before, after), Language::english);
    EXPECT_LT(text.size(), 65'536U);
    EXPECT_THAT(text, HasSubstr("\\x1b[31m"));
    EXPECT_THAT(diff_text(compared(before, after), {}), Not(HasSubstr("\x1b")));
}

} // namespace

} // namespace mqttspec::reports
