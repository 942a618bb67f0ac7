// SPDX-License-Identifier: Apache-2.0
#include "target/version.hpp"

#include <gtest/gtest.h>

#include <compare>
#include <string>
#include <variant>

namespace mqttspec::target {
namespace {

TEST(Versions, AreComparedPartByPart)
{
    EXPECT_EQ(compare_versions("2.0.9", "2.0.11"), std::strong_ordering::less);
    EXPECT_EQ(compare_versions("2.1", "2.0.11"), std::strong_ordering::greater);
    EXPECT_EQ(compare_versions("10", "9.9.9"), std::strong_ordering::greater);
    EXPECT_EQ(compare_versions("2.0.11", "2.0.11"), std::strong_ordering::equal);
}

TEST(Versions, LackZerosOrHaveTooMany)
{
    EXPECT_EQ(compare_versions("2.0", "2.0.0"), std::strong_ordering::equal);
    EXPECT_EQ(compare_versions("23.01", "23.1"), std::strong_ordering::equal);
    EXPECT_EQ(compare_versions("", "0.1"), std::strong_ordering::less);
}

TEST(Versions, EndAtTheFirstLetter)
{
    EXPECT_EQ(compare_versions("2.1.0-rc1", "2.1.0"), std::strong_ordering::equal);
    EXPECT_EQ(compare_versions("v2", "0"), std::strong_ordering::equal);
}

TEST(Versions, MayBeAbsurdlyLong)
{
    EXPECT_EQ(compare_versions("1.99999999999999999999999999", "1.88888888888888888888888888"),
              std::strong_ordering::greater);
}

struct Sample
{
    std::string range;
    std::string version;
    bool is_inside = false;
};

class Ranges : public testing::TestWithParam<Sample>
{};

TEST_P(Ranges, ContainWhatAllBoundsAllow)
{
    auto const parsed = parse_version_range(GetParam().range);
    ASSERT_TRUE(std::holds_alternative<VersionRange>(parsed)) << std::get<std::string>(parsed);
    EXPECT_EQ(std::get<VersionRange>(parsed).contains(GetParam().version), GetParam().is_inside)
        << GetParam().range << " and " << GetParam().version;
}

INSTANTIATE_TEST_SUITE_P(
    , Ranges,
    testing::Values(Sample{">=2.0 <2.1", "2.0.11", true}, Sample{">=2.0 <2.1", "2.1", false},
                    Sample{">=2.0 <2.1", "1.9", false}, Sample{">=2.0 <2.1", "2.0", true},
                    Sample{">= 2.0  < 2.1", "2.0.5", true}, Sample{"<=2.0.11", "2.0.11", true},
                    Sample{"<=2.0.11", "2.0.12", false}, Sample{">2", "2.0.0", false},
                    Sample{">2", "2.0.1", true}, Sample{"=3", "3.0", true}, Sample{"3.1", "3.1", true},
                    Sample{"3.1", "3.1.1", false}, Sample{">=0", "", false}));

TEST(ARange, ThatIsNoneSaysWhatIsExpected)
{
    for (auto const* const text : {"", "   ", "abc", ">=", ">= <2", ">=x", "~2"})
        EXPECT_TRUE(std::holds_alternative<std::string>(parse_version_range(text))) << text;
}

} // namespace
} // namespace mqttspec::target
