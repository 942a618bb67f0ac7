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

using Comparison = scenario::Need::Comparison;
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
    EXPECT_EQ(with_defaults(declared).size(), features().size());
}

TEST(Features, OfAnotherNameDoNotExist)
{
    EXPECT_EQ(feature_named("maxqos"), nullptr);
}

struct Sample
{
    std::string name;
    scenario::Need need;
    bool is_met = false;
};

scenario::Need need(std::string feature, Comparison comparison, Scalar literal = false)
{
    return {
        .feature = std::move(feature), .comparison = comparison, .literal = std::move(literal), .text = {}};
}

class Needs : public testing::TestWithParam<Sample>
{};

TEST_P(Needs, AreComparedWithWhatIsOffered)
{
    Features const declared{{"max_qos", std::int64_t{1}},
                            {"wildcards", false},
                            {"denied_publish_topic", std::string("forbidden")}};
    EXPECT_EQ(!why_unmet(GetParam().need, declared), GetParam().is_met);
}

INSTANTIATE_TEST_SUITE_P(
    , Needs,
    testing::Values(Sample{"default", need("retain", Comparison::is_true), true},
                    Sample{"declared", need("wildcards", Comparison::is_true), false},
                    Sample{"absence", need("wildcards", Comparison::is_false), true},
                    Sample{"absence_of_default", need("retain", Comparison::is_false), false},
                    Sample{"text", need("denied_publish_topic", Comparison::is_true), true},
                    Sample{"no_text", need("denied_subscribe_filter", Comparison::is_true), false},
                    Sample{"number", need("max_qos", Comparison::is_true), true},
                    Sample{"at_least_less", need("max_qos", Comparison::at_least, std::int64_t{2}), false},
                    Sample{"at_least_same", need("max_qos", Comparison::at_least, std::int64_t{1}), true},
                    Sample{"greater_same", need("max_qos", Comparison::greater, std::int64_t{1}), false},
                    Sample{"greater", need("max_qos", Comparison::greater, std::int64_t{0}), true},
                    Sample{"less_same", need("max_qos", Comparison::less, std::int64_t{1}), false},
                    Sample{"less", need("max_qos", Comparison::less, std::int64_t{2}), true},
                    Sample{"at_most_more", need("max_qos", Comparison::at_most, std::int64_t{0}), false},
                    Sample{"at_most_same", need("max_qos", Comparison::at_most, std::int64_t{1}), true},
                    Sample{"equal", need("max_qos", Comparison::equal, std::int64_t{1}), true},
                    Sample{"not_equal", need("max_qos", Comparison::not_equal, std::int64_t{1}), false},
                    Sample{"other_type", need("max_qos", Comparison::less, std::string("2")), false}),
    [](auto const& sample) { return sample.param.name; });

TEST(ANeed, ThatIsNotMetSaysWhy)
{
    auto two = need("max_qos", Comparison::at_least, std::int64_t{2});
    two.text = "max_qos >= 2";
    EXPECT_EQ(why_unmet(two, {{"max_qos", std::int64_t{1}}}),
              "needs max_qos >= 2, but the target has max_qos 1");
}

} // namespace
} // namespace mqttspec::target
