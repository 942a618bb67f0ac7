// SPDX-License-Identifier: Apache-2.0
#include "results/merge.hpp"

#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mqttspec::results {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The sample as it would be if its run had been split: each part as a shard writes it.
std::vector<Result> parts_of(Result const& whole, int shards)
{
    std::vector<Result> parts;
    for (int shard = 1; shard <= shards; ++shard) {
        Result part = whole;
        part.shard = shard;
        part.shards = shards;
        part.partial = true;
        part.cases.clear();
        for (std::size_t i = static_cast<std::size_t>(shard - 1); i < whole.cases.size();
             i += static_cast<std::size_t>(shards))
            part.cases.push_back(whole.cases[i]);
        for (StatementResult& statement : part.statements)
            statement.reason.clear();
        summarise(part);
        parts.push_back(std::move(part));
    }
    return parts;
}

Result merged(std::vector<Result> parts)
{
    return std::get<Result>(merge(std::move(parts)));
}

std::string refusal(std::vector<Result> parts)
{
    return std::get<std::string>(merge(std::move(parts)));
}

/// An entry about both cases of the conformant sample, of which each shard plays one.
std::vector<Result> parts_with_expectation(std::string const& pattern)
{
    auto parts = parts_of(support::conformant_result(), 2);
    for (Result& part : parts)
        part.expectations = {{.known = {.reason = "it fails", .link = "", .pattern = pattern},
                              .place = "known.yaml:3",
                              .is_sporadic = false,
                              .expected = 2,
                              .told = {part.cases[0].id}}};
    return parts;
}

TEST(Merge, MakesTheWholeOfItsPartsInAnyOrder)
{
    Result whole = support::sample_result();
    summarise(whole);
    for (int const shards : {1, 2, 3, 5, 20}) {
        auto parts = parts_of(whole, shards);
        std::reverse(parts.begin(), parts.end());
        Result result = merged(parts);
        result.summary.cpu_s = whole.summary.cpu_s; // It is the sum.
        for (Finding& finding : result.findings)
            finding.instances = 1;
        EXPECT_EQ(result, whole) << shards;
    }
}

TEST(Merge, LeavesARunPartialThatLacksAPart)
{
    auto parts = parts_of(support::conformant_result(), 2);
    EXPECT_TRUE(merged(parts).summary.conformant);
    parts.pop_back();
    EXPECT_EQ(missing_parts(parts), "2");
    Result const result = merged(parts);
    EXPECT_TRUE(result.partial);
    EXPECT_FALSE(result.summary.conformant);
    EXPECT_EQ(result.selection, "without shard 2 of 2");
}

TEST(Merge, KeepsASelectionPartial)
{
    auto parts = parts_of(support::conformant_result(), 2);
    for (Result& part : parts)
        part.selection = "section 3.1";
    EXPECT_TRUE(merged(parts).partial);
}

TEST(Merge, RefusesWhatIsOfNoRunOrOfOthers)
{
    auto const parts = parts_of(support::conformant_result(), 2);
    EXPECT_THAT(refusal({}), HasSubstr("no result"));
    EXPECT_THAT(refusal({support::conformant_result()}), HasSubstr("is no shard"));
    EXPECT_THAT(refusal({parts[0], parts[0]}), HasSubstr("shard 1/2 is there twice"));
    auto others = parts;
    others[1].target.version = "9";
    EXPECT_THAT(refusal(others), HasSubstr("different versions of the target: 0.1.0 and 9"));
    others = parts;
    others[1].cases = others[0].cases;
    EXPECT_THAT(refusal(others), HasSubstr("is in two of them"));
    others = parts;
    others[1].shard = 3;
    EXPECT_THAT(refusal(others), HasSubstr("there is no shard 3/2"));
}

TEST(Merge, CountsWhatRulesSawAndTellsItAsTheFirstCaseShowedIt)
{
    auto parts = parts_of(support::conformant_result(), 2);
    Finding const seen{
        .kind = "rule", .statement = "MQTT-3.1.0-1", .rule = "x", .text = "later", .instances = 2};
    parts[0].findings = {seen};
    parts[0].findings[0].seen_in = "nowhere";
    parts[1].findings = {seen, seen};
    parts[1].findings[0].text = "first";
    parts[1].findings[0].seen_in = parts[1].cases[0].id;
    parts[1].findings[1].packet = "PUBLISH";
    auto const findings = merged(parts).findings;
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_EQ(in_words(findings[0]), "first; likewise in 3 more cases");
    EXPECT_EQ(findings[1].instances, 2);
}

TEST(Merge, CountsNoFurtherThanItCan)
{
    auto parts = parts_of(support::conformant_result(), 2);
    for (Result& part : parts)
        part.findings = {{.kind = "rule", .rule = "x", .text = "seen", .instances = 2'147'483'647}};
    EXPECT_EQ(merged(parts).findings.at(0).instances, 2'000'000'000);
}

TEST(Merge, TellsAnExpectationThatHasBecomeFalse)
{
    auto parts = parts_with_expectation("connect-*");
    EXPECT_EQ(exit_code(merged(parts)), 1);
    EXPECT_EQ(merged(parts).cases[0].reason,
              "expected to fail (known.yaml:3: it fails), and passes now: take the entry out");
    parts[0].cases[0].verdict = Verdict::fail;
    EXPECT_FALSE(merged(parts).cases[1].unexpected_pass);
    parts = parts_with_expectation("connect-*");
    parts[1].expectations[0].told.clear();
    EXPECT_EQ(exit_code(merged(parts)), 0) << "an instance that was not played may still fail";
    parts = parts_with_expectation("connect-*");
    parts[0].expectations[0].is_sporadic = parts[1].expectations[0].is_sporadic = true;
    EXPECT_EQ(exit_code(merged(parts)), 0);
}

TEST(Merge, TellsARuleThatIsKeptAgainstExpectation)
{
    auto parts = parts_with_expectation("rule:x");
    for (Result& part : parts) {
        part.expectations[0].expected = 1;
        part.expectations[0].told = {"rule:x"};
    }
    ASSERT_THAT(merged(parts).findings, SizeIs(1));
    EXPECT_EQ(merged(parts).findings[0].kind, "expectation");
    parts[1].findings = {{.kind = "rule", .statement = "MQTT-3.1.0-1", .rule = "x", .text = "broken"}};
    EXPECT_EQ(merged(parts).findings[0].kind, "rule");
    EXPECT_THAT(merged(parts).findings, SizeIs(1));
}

TEST(Merge, SaysWhereShardsSawTheTargetBehaveOtherwise)
{
    auto parts = parts_of(support::conformant_result(), 2);
    parts[0].behaviour = {{"granted_qos", "2"}};
    parts[1].behaviour = {{"granted_qos", "1"}, {"overlap", "one"}};
    Result const result = merged(parts);
    EXPECT_THAT(result.behaviour, ElementsAre(std::pair{"granted_qos", "2"}, std::pair{"overlap", "one"}));
    EXPECT_EQ(result.findings[0].text, "granted_qos was not the same in every shard: 2, and 1 in shard 2/2");
}

TEST(Behaviour, IsTheSameWhereWhatWasMeasuredIsNear)
{
    EXPECT_TRUE(is_same_behaviour("closed", "closed"));
    EXPECT_FALSE(is_same_behaviour("closed", "closed late"));
    EXPECT_FALSE(is_same_behaviour("20", "21")) << "that was counted";
    EXPECT_TRUE(
        is_same_behaviour("closed after 1.60 x the keep alive", "closed after 1.52 x the keep alive"));
    EXPECT_FALSE(
        is_same_behaviour("closed after 1.60 x the keep alive", "closed after 4.50 x the keep alive"));
    EXPECT_FALSE(is_same_behaviour("mosquitto version 2.0.11", "mosquitto version 2.1.0"));
}

TEST(Merge, NamesTheShardThatHadTrouble)
{
    auto parts = parts_of(support::conformant_result(), 2);
    parts[1].trouble = "it went away";
    EXPECT_EQ(merged(parts).trouble, "shard 2/2: it went away");
    EXPECT_EQ(exit_code(merged(parts)), 3);
}

TEST(Shard, SaysNothingOfConformanceAndMayBeEmpty)
{
    auto parts = parts_of(support::conformant_result(), 3);
    EXPECT_FALSE(parts[0].summary.conformant);
    EXPECT_THAT(parts[2].cases, IsEmpty());
    EXPECT_EQ(exit_code(parts[2]), 0);
    EXPECT_EQ(exit_code(parts[0]), 0);
}

} // namespace

} // namespace mqttspec::results
