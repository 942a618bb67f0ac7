// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

namespace mqttspec::reference {
namespace {

/// Somebody who publishes, and what newcomers are then sent.
class Retained : public testing::Test
{
protected:
    Packets newcomer(std::string filter, std::uint8_t qos = 2)
    {
        return script.connected("newcomer").subscribed_with(std::move(filter), qos);
    }

    Script script;
    Peer alice = script.connected("alice");
};

// [MQTT-3.3.1-5] [MQTT-3.3.1-8]
TEST_F(Retained, MessageGoesToLaterSubscribersAtItsQos)
{
    alice.send(retained(publish("a", "0")))
        .send(retained(publish("b", "1", 1, 1)))
        .send(retained(publish("c", "2", 2, 2)));
    EXPECT_EQ(newcomer("a"), Packets{retained(publish("a", "0"))});
    EXPECT_EQ(newcomer("b"), Packets{retained(publish("b", "1", 1, 1))});
    EXPECT_EQ(newcomer("c"), Packets{retained(publish("c", "2", 2, 1))});
}

// [MQTT-3.8.4-6]
TEST_F(Retained, MessageIsSentAtNoMoreThanTheGrantedQos)
{
    alice.send(retained(publish("c", "2", 2, 2)));
    EXPECT_EQ(newcomer("c", 0), Packets{retained(publish("c", "2"))});
    EXPECT_EQ(newcomer("c", 1), Packets{retained(publish("c", "2", 1, 1))});
}

// [MQTT-3.3.1-6]
TEST_F(Retained, LastMessageOfEachMatchingTopicIsSent)
{
    alice.send(retained(publish("a/x", "old", 1, 1)))
        .send(retained(publish("a/x", "new", 1, 2)))
        .send(retained(publish("a/y", "y", 1, 3)))
        .send(retained(publish("b/x", "elsewhere", 1, 4)));
    EXPECT_EQ(newcomer("a/+", 0), (Packets{retained(publish("a/x", "new")), retained(publish("a/y", "y"))}));
}

// [MQTT-3.3.1-7]
TEST_F(Retained, MessageOfQos0ReplacesTheOneBefore)
{
    alice.send(retained(publish("a", "old", 2, 1))).send(retained(publish("a", "new")));
    EXPECT_EQ(newcomer("a"), Packets{retained(publish("a", "new"))});
}

// [MQTT-3.3.1-9]
TEST_F(Retained, MessageIsAnOrdinaryOneToPresentSubscribers)
{
    auto bob = script.connected("bob").subscribed("a", 1);
    alice.send(retained(publish("a", "x", 1, 1)));
    EXPECT_EQ(bob.received(), Packets{publish("a", "x", 1, 1)});
}

// [MQTT-3.3.1-9] [MQTT-3.1.2-5]
TEST_F(Retained, MessageIsAnOrdinaryOneToAbsentSubscribersToo)
{
    script.connected(connect("bob").persistent()).subscribed("a", 1).send(wire::Disconnect{});
    alice.send(retained(publish("a", "x", 1, 1)));
    EXPECT_EQ(script.connected(connect("bob").persistent(), true).received(),
              Packets{publish("a", "x", 1, 1)});
}

// [MQTT-3.3.1-10] [MQTT-3.3.1-11]
TEST_F(Retained, EmptyMessageIsPassedOnAndRemovesTheOneBefore)
{
    alice.send(retained(publish("a", "x", 1, 1)));
    auto bob = script.connected("bob");
    EXPECT_EQ(bob.subscribed_with("a", 1), Packets{retained(publish("a", "x", 1, 1))});
    alice.send(retained(publish("a", "", 1, 2)));
    EXPECT_EQ(bob.received(), Packets{publish("a", "", 1, 2)});
    EXPECT_EQ(newcomer("a"), Packets{});
}

// [MQTT-3.3.1-11]
TEST_F(Retained, EmptyMessageIsNotStored)
{
    alice.send(retained(publish("a", "", 2, 1)));
    EXPECT_EQ(newcomer("a"), Packets{});
}

// [MQTT-3.3.1-12]
TEST_F(Retained, MessageStaysWhenOneWithoutTheFlagComes)
{
    alice.send(publish("b", "x", 1, 1))
        .send(retained(publish("a", "x", 1, 2)))
        .send(publish("a", "y", 1, 3))
        .send(publish("a", "", 1, 4));
    EXPECT_EQ(newcomer("b"), Packets{});
    EXPECT_EQ(newcomer("a"), Packets{retained(publish("a", "x", 1, 1))});
}

// [MQTT-3.1.2-7]
TEST_F(Retained, MessageOutlivesTheSessionOfItsPublisher)
{
    alice.send(retained(publish("a", "x", 1, 1))).send(wire::Disconnect{});
    EXPECT_FALSE(script.broker().has_session("alice"));
    EXPECT_EQ(newcomer("a"), Packets{retained(publish("a", "x", 1, 1))});
}

// [MQTT-3.8.4-3]
TEST_F(Retained, MessageIsSentAgainToARepeatedSubscription)
{
    alice.send(retained(publish("a", "x", 1, 1)));
    auto bob = script.connected("bob");
    EXPECT_EQ(bob.subscribed_with("a", 1), Packets{retained(publish("a", "x", 1, 1))});
    EXPECT_EQ(bob.subscribed_with("a", 0), Packets{retained(publish("a", "x"))});
}

// [MQTT-4.8.0-2]
TEST_F(Retained, MessageWithoutRoomEndsTheConnection)
{
    BrokerOptions options;
    options.has_sys_topics = false;
    options.max_retained = 1;
    Script small{options};
    auto bob = small.connected("bob").subscribed("#", 0);
    auto carol = small.connected("carol");
    carol.send(retained(publish("a", "x", 1, 1))).send(retained(publish("a", "y", 1, 2)));
    EXPECT_EQ(carol.received(), (Packets{puback(1), puback(2)}));
    EXPECT_EQ(bob.received(), (Packets{publish("a", "x"), publish("a", "y")}));
    carol.send(retained(publish("b", "z", 1, 3)));
    EXPECT_TRUE(carol.is_dropped());
    EXPECT_EQ(carol.received(), Packets{});
    EXPECT_EQ(bob.received(), Packets{});
}

// [MQTT-3.3.1-7]
TEST_F(Retained, MessageOfQos0IsLeftOutWhereThereIsNoRoom)
{
    BrokerOptions options;
    options.has_sys_topics = false;
    options.max_retained_bytes = 3;
    Script small{options};
    auto carol = small.connected("carol");
    carol.send(retained(publish("a", "x"))).send(retained(publish("a", "long")));
    EXPECT_FALSE(carol.is_dropped());
    EXPECT_EQ(small.broker().retained_count(), 0U);
}

} // namespace
} // namespace mqttspec::reference
