// SPDX-License-Identifier: Apache-2.0
#include "rules/rule.hpp"
#include "rules/samples.hpp"
#include "rules/trace_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace mqttspec::rules {
namespace {

std::string name_of_test(testing::TestParamInfo<Sample> const& info)
{
    auto name = std::string{normative::name_of(info.param.role)} + "_" + std::string{info.param.rule};
    std::ranges::replace(name, '-', '_');
    return name;
}

std::string all_texts(Watch const& watch)
{
    std::string text;
    for (auto const& finding : watch.findings())
        text += finding.text + "\n";
    return text;
}

class EachRule : public testing::TestWithParam<Sample>
{};

TEST_P(EachRule, IsSilentWhereItIsKept)
{
    auto const* rule = find_rule(GetParam().rule, GetParam().role);
    ASSERT_NE(rule, nullptr);
    auto const seen = watch(GetParam().kept);
    EXPECT_THAT(names(seen), testing::IsEmpty()) << all_texts(seen);
    EXPECT_EQ(tally_of(seen, *rule).broken, 0U);
}

TEST_P(EachRule, SpeaksWhereItIsBroken)
{
    auto const* rule = find_rule(GetParam().rule, GetParam().role);
    ASSERT_NE(rule, nullptr);
    auto const seen = watch(GetParam().broken);
    EXPECT_EQ(tally_of(seen, *rule).broken, 1U) << all_texts(seen);
}

INSTANTIATE_TEST_SUITE_P(Rules, EachRule, testing::ValuesIn(all_samples()), name_of_test);

TEST(AllRules, HaveASample)
{
    std::set<std::pair<std::string_view, normative::Role>> sampled;
    auto const samples = all_samples();
    for (auto const& sample : samples)
        sampled.emplace(sample.rule, sample.role);
    for (auto const& rule : all_rules())
        EXPECT_TRUE(sampled.contains({rule.name, rule.role})) << rule.name;
}

TEST(AllRules, HaveNamesOfTheirOwn)
{
    std::set<std::pair<std::string_view, normative::Role>> names;
    for (auto const& rule : all_rules())
        EXPECT_TRUE(names.emplace(rule.name, rule.role).second) << rule.name;
}

TEST(AllRules, FollowFromClausesThatAnotherRuleJudges)
{
    for (auto const& rule : all_rules())
        EXPECT_TRUE(rule.follows_from.empty() ||
                    std::ranges::any_of(all_rules(),
                                        [&](Rule const& it) {
                                            return it.role == rule.role && it.clause == rule.follows_from;
                                        }))
            << rule.name;
}

} // namespace
} // namespace mqttspec::rules
