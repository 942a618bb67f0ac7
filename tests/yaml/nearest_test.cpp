// SPDX-License-Identifier: Apache-2.0
#include "yaml/diagnostic.hpp"

#include <gtest/gtest.h>

namespace mqttspec::yaml {

namespace {

struct Sample
{
    std::string name{};
    std::string word{};
    std::string expected{};
};

std::vector<std::string> const keys{"qos",        "topic",   "retain",     "topic_prefix", "client_id", "id",
                                    "keep_alive", "payload", "keep_aloof", "statements",   "on"};

class Nearest : public testing::TestWithParam<Sample>
{};

TEST_P(Nearest, FindsTheWordThatWasMeant)
{
    EXPECT_EQ(nearest(GetParam().word, keys), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Yaml, Nearest,
                         testing::Values(Sample{"swapped_letters", "qso", "qos"},
                                         Sample{"missing_letter", "topc", "topic"},
                                         Sample{"extra_letter", "topicc", "topic"},
                                         Sample{"wrong_letter", "retein", "retain"},
                                         Sample{"other_case", "QoS", "qos"},
                                         Sample{"hyphen_for_underscore", "Keep-Alive", "keep_alive"},
                                         Sample{"no_underscore", "clientid", "client_id"},
                                         Sample{"start_of_a_word", "state", "statements"},
                                         Sample{"least_edits_win", "keep_alove", "keep_alive"},
                                         Sample{"short_words_need_more_likeness", "xy", ""},
                                         Sample{"nothing_near", "username", ""}, Sample{"empty", "", ""},
                                         Sample{"very_long", std::string(1'000'000, 'q'), ""}),
                         [](auto const& sample) { return sample.param.name; });

TEST(NearestOfNothing, IsEmpty)
{
    EXPECT_EQ(nearest("qos", {}), "");
}

} // namespace

} // namespace mqttspec::yaml
