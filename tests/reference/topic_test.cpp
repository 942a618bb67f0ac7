// SPDX-License-Identifier: Apache-2.0
#include "reference/topic.hpp"

#include "reference/retained_store.hpp"
#include "reference/topic_tree.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace mqttspec::reference {
namespace {

struct Match
{
    std::string_view filter;
    std::string_view topic;
    bool matches = false;
};

// Section 4.7, its examples first.
constexpr Match matches_of_4_7[] = {
    {"sport/tennis/player1/#", "sport/tennis/player1", true},
    {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
    {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
    {"sport/tennis/player1/#", "sport/tennis/player2", false},
    {"sport/#", "sport", true},
    {"sport/#", "sports", false},
    {"#", "sport", true},
    {"#", "/", true},
    {"sport/tennis/+", "sport/tennis/player1", true},
    {"sport/tennis/+", "sport/tennis/player1/ranking", false},
    {"sport/+", "sport", false},
    {"sport/+", "sport/", true},
    {"+/+", "/finance", true},
    {"/+", "/finance", true},
    {"+", "/finance", false},
    {"+/tennis/#", "sport/tennis", true},
    {"+/tennis/#", "sport/tennis/a/b", true},
    {"a/+/c", "a/b/c", true},
    {"a/+/c", "a//c", true},
    {"a/+/c", "a/c", false},
    {"a/b", "a/b", true},
    {"a/b", "a/b/", false},
    {"a/b/", "a/b", false},
    {"/a", "a", false},
    {"a//b", "a/b", false},
    {"/", "/", true},
    {"/", "//", false},
    {"+/+", "/", true},
    // [MQTT-4.7.3-4] Character for character.
    {"ACCOUNTS", "Accounts", false},
    {"Accounts payable", "Accounts payable", true},
    {"caf\xC3\xA9", "caf\xC3\xA9", true},
    {"caf\xC3\xA9", "cafe\xCC\x81", false},
    {"a%2Fb", "a/b", false},
    {"\xEF\xBB\xBF"
     "a",
     "a", false}, // [MQTT-1.5.3-3]
    // [MQTT-4.7.2-1]
    {"#", "$SYS/monitor", false},
    {"+/monitor/Clients", "$SYS/monitor/Clients", false},
    {"+/#", "$SYS/monitor", false},
    {"+", "$", false},
    {"$SYS/#", "$SYS/monitor/Clients", true},
    {"$SYS/#", "$SYS", true},
    {"$SYS/monitor/+", "$SYS/monitor/Clients", true},
    {"$SYS/+/Clients", "$SYS/monitor/Clients", true},
    {"a/+", "a/$b", true},
    {"a/#", "a/$b", true},
};

std::string label(Match const& sample)
{
    return std::string{sample.filter} + " against " + std::string{sample.topic};
}

TEST(Matches, FollowsTheTablesOfSection47)
{
    for (auto const& sample : matches_of_4_7) {
        EXPECT_EQ(matches(sample.filter, sample.topic), sample.matches) << label(sample);
    }
}

TEST(TopicTree, MatchesAsMatchesDoes)
{
    for (auto const& sample : matches_of_4_7) {
        TopicTree tree;
        tree.subscribe(1, sample.filter, 0);
        EXPECT_EQ(tree.routes(sample.topic).size(), sample.matches ? 1U : 0U) << label(sample);
    }
}

TEST(RetainedStore, MatchesAsMatchesDoes)
{
    for (auto const& sample : matches_of_4_7) {
        RetainedStore store;
        store.keep(std::make_shared<Message const>(
            Message{.topic = std::string{sample.topic}, .payload = {1}, .qos = 1}));
        EXPECT_EQ(store.matching(sample.filter).size(), sample.matches ? 1U : 0U) << label(sample);
    }
}

TEST(Matches, TakesNoWildcardForATopicName)
{
    EXPECT_FALSE(matches("a/+", "a/+"));
    EXPECT_FALSE(matches("#", "#"));
}

// [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.3-1]
TEST(IsTopicFilter, LetsWildcardsStandOnlyWhereTheyMay)
{
    for (std::string_view const good :
         {"a", "/", "+", "#", "a/#", "/#", "+/+", "+/#", "a/+/b", "a/+", "//", "a b", "$a"}) {
        EXPECT_TRUE(is_topic_filter(good)) << good;
    }
    for (std::string_view const bad :
         {"", "a#", "#/", "##", "a/#/b", "#a", "a+", "+a", "a/b+/c", "a/+b", "++"}) {
        EXPECT_FALSE(is_topic_filter(bad)) << bad;
    }
}

// [MQTT-4.7.1-1] [MQTT-4.7.3-1]
TEST(IsTopicName, HasNoWildcardAndIsNotEmpty)
{
    for (std::string_view const good : {"a", "/", "//", " ", "a/b", "$SYS", "/a/"}) {
        EXPECT_TRUE(is_topic_name(good)) << good;
    }
    for (std::string_view const bad : {"", "+", "#", "a/+", "a/#", "a+b", "a#b"}) {
        EXPECT_FALSE(is_topic_name(bad)) << bad;
    }
}

TEST(Overlaps, FindsWhetherTwoFiltersShareATopic)
{
    EXPECT_TRUE(overlaps("secret/#", "+/a"));
    EXPECT_TRUE(overlaps("secret/#", "#"));
    EXPECT_TRUE(overlaps("secret/#", "secret"));
    EXPECT_TRUE(overlaps("a/+/c", "+/b/+"));
    EXPECT_FALSE(overlaps("secret/#", "public/#"));
    EXPECT_FALSE(overlaps("a/+", "a"));
    EXPECT_FALSE(overlaps("$SYS/#", "#"));
}

TEST(LevelsOf, KeepsEmptyLevels)
{
    EXPECT_EQ(levels_of("/a//"), (std::vector<std::string_view>{"", "a", "", ""}));
    EXPECT_EQ(levels_of("a"), (std::vector<std::string_view>{"a"}));
}

} // namespace
} // namespace mqttspec::reference
