// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace mqttspec::reference {
namespace {

// [MQTT-3.8.4-1] [MQTT-3.8.4-2] [MQTT-3.8.4-4] [MQTT-3.8.4-5] [MQTT-3.9.3-1] [MQTT-2.3.1-7]
TEST(Subscribe, IsAnsweredWithOneSubackAndOneCodeForEachFilterInOrder)
{
    Script script;
    auto alice = script.connected("alice");
    alice.send(subscribe(65'535, {{"a", 2}, {"b", 0}, {"c", 1}, {"a", 1}}));
    EXPECT_EQ(alice.received(), Packets{suback(65'535, {2, 0, 1, 1})});
    EXPECT_EQ(script.broker().subscription_count(), 3U);
}

// [MQTT-3.8.4-4]
TEST(Subscribe, LetsTheLastOfEqualFiltersCount)
{
    Script script;
    auto alice = script.connected("alice");
    alice.send(subscribe(1, {{"t", 2}, {"t", 0}})).send(publish("t", "x", 1, 1));
    EXPECT_EQ(alice.received(), (Packets{suback(1, {2, 0}), publish("t", "x"), puback(1)}));
}

// [MQTT-3.8.4-6]
TEST(Subscribe, DeliversAtTheLowerOfPublishedAndGrantedQos)
{
    for (std::uint8_t granted = 0; granted <= 2; ++granted) {
        Script script;
        auto bob = script.connected("bob").subscribed("t", granted);
        script.connected("alice")
            .send(publish("t", "0"))
            .send(publish("t", "1", 1, 1))
            .send(publish("t", "2", 2, 2));
        std::vector<int> qos;
        std::ranges::transform(bob.received(), std::back_inserter(qos),
                               [](auto const& packet) { return std::get<wire::Publish>(packet).qos; });
        EXPECT_EQ(qos, (std::vector<int>{0, std::min<int>(1, granted), std::min<int>(2, granted)}));
    }
}

// [MQTT-3.8.4-5] [MQTT-3.8.4-6]
TEST(Subscribe, GrantsNoMoreThanTheServerOffers)
{
    BrokerOptions options;
    options.max_qos = 1;
    Script script{options};
    auto alice = script.connected("alice");
    alice.send(subscribe(1, {{"t", 2}})).send(publish("t", "x", 2, 9));
    EXPECT_EQ(alice.received(), (Packets{suback(1, {1}), publish("t", "x", 1, 1), pubrec(9)}));
}

// [MQTT-3.3.5-1]
TEST(Subscribe, DeliversOnceAtTheHighestQosOfOverlappingFilters)
{
    Script script;
    auto alice = script.connected("alice").subscribed("o/+", 1).subscribed("o/#", 2).subscribed("o/x", 0);
    script.connected("bob").send(publish("o/x", "m", 2, 1));
    EXPECT_EQ(alice.received(), Packets{publish("o/x", "m", 2, 1)});
}

// [MQTT-3.8.4-3]
TEST(Subscribe, ReplacesAnIdenticalFilterWithoutInterruption)
{
    Script script;
    auto alice = script.connected("alice").subscribed("t", 2);
    auto bob = script.connected("bob").send(publish("t", "a", 2, 1));
    alice.send(subscribe(1, {{"t", 0}}));
    bob.send(publish("t", "b", 2, 2));
    EXPECT_EQ(alice.received(), (Packets{publish("t", "a", 2, 1), suback(1, {0}), publish("t", "b")}));
}

// [MQTT-3.8.3-2] [MQTT-3.9.3-1] [MQTT-3.9.3-2]
TEST(Subscribe, RefusesWildcardsWhereTheyAreNotServed)
{
    BrokerOptions options;
    options.allows_wildcards = false;
    Script script{options};
    auto alice = script.connected("alice");
    alice.send(subscribe(1, {{"a/+", 1}, {"a/b", 1}, {"#", 1}})).send(publish("a/b", "x"));
    EXPECT_EQ(alice.received(), (Packets{suback(1, {0x80, 1, 0x80}), publish("a/b", "x")}));
}

// [MQTT-3.8.4-5] [MQTT-3.9.3-1]
TEST(Subscribe, RefusesFiltersThatReachDeniedTopics)
{
    BrokerOptions options;
    options.denied_to_subscribe = {"secret/#"};
    Script script{options};
    auto bob = script.connected("bob").send(retained(publish("secret/a", "x", 1, 1)));
    auto alice = script.connected("alice");
    alice.send(subscribe(1, {{"open", 2}, {"secret/a", 2}, {"+/a", 1}, {"#", 0}}));
    EXPECT_EQ(alice.received(), Packets{suback(1, {2, 0x80, 0x80, 0x80})});
    bob.send(publish("secret/a", "y"));
    EXPECT_EQ(alice.received(), Packets{});
}

// [MQTT-3.8.3-3] [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.3-1] [MQTT-4.8.0-1]
TEST(Subscribe, WithAnIllFormedFilterEndsTheConnectionWithoutEffect)
{
    for (std::string const filter : {"", "sport#", "#/", "a/#/b", "sport+", "+a/b"}) {
        Script script;
        auto alice = script.connected(connect("alice").persistent());
        alice.send(subscribe(1, {{"good", 1}, {filter, 1}}));
        EXPECT_TRUE(alice.is_dropped()) << filter;
        EXPECT_EQ(alice.received(), Packets{}) << filter;
        EXPECT_EQ(script.broker().subscription_count(), 0U) << filter;
    }
}

// [MQTT-3.10.4-4] [MQTT-3.10.4-5] [MQTT-3.10.4-6] [MQTT-2.3.1-7]
TEST(Unsubscribe, IsAnsweredOnceWhateverItFinds)
{
    Script script;
    auto alice = script.connected("alice").subscribed("a", 0).subscribed("b", 0);
    alice.send(unsubscribe(7, {"a", "unknown", "a", "b"})).send(unsubscribe(65'535, {"a"}));
    EXPECT_EQ(alice.received(), (Packets{unsuback(7), unsuback(65'535)}));
    EXPECT_EQ(script.broker().subscription_count(), 0U);
}

// [MQTT-3.10.4-1] [MQTT-3.10.4-2]
TEST(Unsubscribe, DeletesTheIdenticalFilterOnly)
{
    Script script;
    auto alice = script.connected("alice").subscribed("a/+", 0).subscribed("b/c", 0);
    alice.send(unsubscribe(1, {"a/b", "b/+", "#", "a/+/", "A/+"}))
        .send(publish("a/b", "1"))
        .send(publish("b/c", "2"));
    EXPECT_EQ(alice.received(), (Packets{unsuback(1), publish("a/b", "1"), publish("b/c", "2")}));
    alice.send(unsubscribe(2, {"a/+"})).send(publish("a/b", "3")).send(publish("b/c", "4"));
    EXPECT_EQ(alice.received(), (Packets{unsuback(2), publish("b/c", "4")}));
}

// [MQTT-3.10.4-1] Its own Subscription, not that of another Client.
TEST(Unsubscribe, LeavesTheSubscriptionsOfOthers)
{
    Script script;
    auto alice = script.connected("alice").subscribed("a", 0);
    auto bob = script.connected("bob").subscribed("a", 0);
    alice.send(unsubscribe(1, {"a"})).send(publish("a", "x"));
    EXPECT_EQ(alice.received(), Packets{unsuback(1)});
    EXPECT_EQ(bob.received(), Packets{publish("a", "x")});
}

// [MQTT-3.10.4-3]
TEST(Unsubscribe, CompletesWhatIsUnderWay)
{
    Script script;
    auto alice = script.connected(connect("alice").persistent()).subscribed("t", 2);
    script.connected("bob").send(publish("t", "x", 2, 1)).send(publish("t", "y", 1, 2));
    EXPECT_EQ(alice.received(), (Packets{publish("t", "x", 2, 1), publish("t", "y", 1, 2)}));
    alice.send(unsubscribe(1, {"t"})).send(pubrec(1));
    EXPECT_EQ(alice.received(), (Packets{unsuback(1), pubrel(1)}));
    alice.lose();
    EXPECT_EQ(script.connected(connect("alice").persistent(), true).received(),
              (Packets{pubrel(1), dup(publish("t", "y", 1, 2))}));
}

// [MQTT-4.7.1-2] [MQTT-4.7.3-1] [MQTT-4.8.0-1]
TEST(Unsubscribe, WithAnIllFormedFilterEndsTheConnection)
{
    Script script;
    auto alice = script.connected(connect("alice").persistent()).subscribed("a", 0);
    alice.send(unsubscribe(1, {"a", "a#"}));
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_EQ(alice.received(), Packets{});
    EXPECT_EQ(script.broker().subscription_count(), 1U);
}

} // namespace
} // namespace mqttspec::reference
