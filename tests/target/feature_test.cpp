// SPDX-License-Identifier: Apache-2.0
#include "target/feature.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace mqttspec::target {
namespace {

using scenario::Scalar;

TEST(Features, HaveNamesOfTheirOwnAndAMeaning)
{
    std::set<std::string_view> names;
    for (auto const& feature : features()) {
        EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
        EXPECT_FALSE(feature.about.empty()) << feature.name;
        EXPECT_EQ(feature_named(feature.name), &feature);
    }
}

TEST(Features, HaveDefaultsWithinTheirBounds)
{
    for (auto const& feature : features())
        if (auto const* const number = std::get_if<std::int64_t>(&feature.default_value)) {
            EXPECT_LE(feature.least, *number) << feature.name;
            EXPECT_GE(feature.most, *number) << feature.name;
        }
}

TEST(Features, ThatAreNotDeclaredHaveTheirDefaults)
{
    Features const declared{{"max_qos", std::int64_t{1}}};
    EXPECT_EQ(value_of(declared, "max_qos"), Scalar(std::int64_t{1}));
    EXPECT_EQ(value_of(declared, "retain"), Scalar(true));
    EXPECT_EQ(value_of(declared, "denied_publish_topic"), Scalar(std::string()));
}

TEST(Features, OfAnotherNameDoNotExist)
{
    EXPECT_EQ(feature_named("maxqos"), nullptr);
}

} // namespace
} // namespace mqttspec::target
