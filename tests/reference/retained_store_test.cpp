// SPDX-License-Identifier: Apache-2.0
#include "reference/retained_store.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

MessagePtr message(std::string topic, std::uint8_t byte)
{
    return std::make_shared<Message const>(Message{.topic = std::move(topic), .payload = {byte}, .qos = 1});
}

TEST(RetainedStore, KeepsTheLastMessageOfATopic)
{
    RetainedStore store;
    auto const last = message("a", 2);
    store.keep(message("a", 1));
    store.keep(last);
    EXPECT_EQ(store.matching("a"), std::vector<MessagePtr>{last});
    EXPECT_EQ(store.size(), 1U);
    EXPECT_EQ(store.size_bytes(), 2U);
}

TEST(RetainedStore, ForgetsWhatIsRemoved)
{
    RetainedStore store;
    store.keep(message("a/b", 1));
    store.remove("a");
    EXPECT_TRUE(store.holds("a/b"));
    store.remove("a/b");
    EXPECT_FALSE(store.holds("a/b"));
    EXPECT_EQ(store.size(), 0U);
    EXPECT_EQ(store.size_bytes(), 0U);
    EXPECT_EQ(store.level_count(), 0U);
}

// [MQTT-3.3.1-6]
TEST(RetainedStore, FindsAllMatchingTopicsInTheirOrder)
{
    RetainedStore store;
    auto const b = message("a/b", 1);
    auto const deeper = message("a/b/c", 2);
    auto const c = message("a/c", 3);
    store.keep(c);
    store.keep(deeper);
    store.keep(b);
    store.keep(message("x", 4));
    EXPECT_EQ(store.matching("a/+"), (std::vector<MessagePtr>{b, c}));
    EXPECT_EQ(store.matching("a/#"), (std::vector<MessagePtr>{b, deeper, c}));
    EXPECT_EQ(store.matching("+/b/#"), (std::vector<MessagePtr>{b, deeper}));
}

TEST(RetainedStore, BearsTheDeepestTopicThatCanBeEncoded)
{
    RetainedStore store;
    store.keep(message(std::string(65'535, '/'), 1));
    EXPECT_EQ(store.matching("#").size(), 1U);
}

} // namespace
} // namespace mqttspec::reference
