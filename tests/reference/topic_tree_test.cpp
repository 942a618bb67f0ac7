// SPDX-License-Identifier: Apache-2.0
#include "reference/topic_tree.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mqttspec::reference {
namespace {

using Routes = std::vector<Route>;

// [MQTT-3.3.5-1]
TEST(TopicTree, GivesOneRouteForOverlappingFiltersAtTheHighestQos)
{
    TopicTree tree;
    tree.subscribe(1, "a/+", 1);
    tree.subscribe(1, "a/#", 2);
    tree.subscribe(1, "a/b", 0);
    tree.subscribe(2, "a/b", 1);
    EXPECT_EQ(tree.routes("a/b"), (Routes{{1, 2}, {2, 1}}));
}

// [MQTT-3.8.4-3]
TEST(TopicTree, ReplacesTheQosOfAnIdenticalFilter)
{
    TopicTree tree;
    tree.subscribe(1, "a", 2);
    tree.subscribe(1, "a", 0);
    EXPECT_EQ(tree.routes("a"), (Routes{{1, 0}}));
    EXPECT_EQ(tree.size(), 1U);
}

// [MQTT-3.10.4-1]
TEST(TopicTree, UnsubscribesTheIdenticalFilterOnly)
{
    TopicTree tree;
    tree.subscribe(1, "a/+", 0);
    tree.subscribe(2, "a/b", 0);
    tree.unsubscribe(1, "a/b");
    tree.unsubscribe(2, "a/+");
    tree.unsubscribe(2, "a");
    EXPECT_EQ(tree.routes("a/b"), (Routes{{1, 0}, {2, 0}}));
    tree.unsubscribe(1, "a/+");
    EXPECT_EQ(tree.routes("a/b"), (Routes{{2, 0}}));
}

TEST(TopicTree, KeepsNoLevelsWithoutSubscription)
{
    TopicTree tree;
    tree.subscribe(1, "a/b/c", 0);
    tree.subscribe(1, "a", 0);
    EXPECT_EQ(tree.level_count(), 3U);
    tree.unsubscribe(1, "a/b/c");
    EXPECT_EQ(tree.level_count(), 1U);
    tree.unsubscribe(1, "a");
    EXPECT_EQ(tree.level_count(), 0U);
    EXPECT_EQ(tree.size(), 0U);
}

TEST(TopicTree, BearsTheDeepestTopicThatCanBeEncoded)
{
    std::string const deep(65'535, '/');
    TopicTree tree;
    tree.subscribe(1, deep, 0);
    tree.subscribe(2, "/#", 0);
    EXPECT_EQ(tree.routes(deep), (Routes{{1, 0}, {2, 0}}));
}

} // namespace
} // namespace mqttspec::reference
