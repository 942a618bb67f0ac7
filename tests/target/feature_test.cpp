// SPDX-License-Identifier: Apache-2.0
#include "target/feature.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <cstdint>
#include <fstream>
#include <iterator>
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

std::string default_in_words(FeatureInfo const& feature)
{
    if (feature.is_derived)
        return "derived";
    auto const value = default_of(feature);
    if (auto const* const number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (auto const* const truth = std::get_if<bool>(&value))
        return *truth ? "true" : "false";
    return "empty";
}

TEST(Features, AreDocumented)
{
    std::ifstream file(MQTTSPEC_SOURCE_DIR "/targets/README.md");
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    for (auto const& feature : features())
        EXPECT_THAT(text, testing::HasSubstr("| `" + std::string(feature.name) + "` | " +
                                             default_in_words(feature) + " | " + std::string(feature.about) +
                                             " |"));
}

} // namespace
} // namespace mqttspec::target
