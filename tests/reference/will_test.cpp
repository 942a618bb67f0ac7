// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace mqttspec::reference {
namespace {

using namespace std::chrono_literals;

/// Bob watches what becomes of Wills on "w".
class Will : public testing::Test
{
protected:
    Script script;
    Peer bob = script.connected("bob").subscribed("w", 2);
};

// [MQTT-3.1.2-8] [MQTT-3.1.2-9]
TEST_F(Will, IsPublishedOnEveryLossAtItsQos)
{
    auto const publish_at = [](std::uint8_t qos, std::uint16_t id) {
        return qos == 0 ? publish("w", "gone") : publish("w", "gone", qos, id);
    };
    std::uint8_t qos = 0;
    for (auto const how : {Loss::fin, Loss::rst, Loss::failed}) {
        script.connected(connect("alice").will("w", "gone", qos)).lose(how);
        EXPECT_EQ(bob.received(), Packets{publish_at(qos, qos)});
        ++qos;
    }
}

// [MQTT-3.1.2-8] [MQTT-4.8.0-1]
TEST_F(Will, IsPublishedAfterAProtocolError)
{
    script.connected(connect("alice").will("w", "gone")).send(publish("wild/+", "x"));
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
    script.connected(connect("alice").will("w", "gone")).send_garbage();
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
    script.connected(connect("alice").will("w", "gone")).send_bytes("c1 00");
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
}

// [MQTT-3.1.2-8] [MQTT-3.1.2-24]
TEST_F(Will, IsPublishedWhenTheKeepAliveRunsOut)
{
    auto alice = script.connected(connect("alice").keep_alive(2).will("w", "gone"));
    script.wait(3s);
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
    EXPECT_TRUE(alice.is_dropped());
}

// [MQTT-3.14.4-3] [MQTT-3.1.2-10]
TEST_F(Will, IsDiscardedByDisconnect)
{
    auto alice = script.connected(connect("alice").persistent().will("w", "gone"));
    alice.send(wire::Disconnect{});
    alice.lose();
    script.connected(connect("alice").persistent(), true).lose();
    EXPECT_EQ(bob.received(), Packets{});
}

// [MQTT-3.14.1-1]
TEST_F(Will, IsPublishedAfterADisconnectWithReservedBits)
{
    auto alice = script.connected(connect("alice").will("w", "gone")).send_bytes("e1 00");
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
}

// [MQTT-3.1.2-10]
TEST_F(Will, IsPublishedOnce)
{
    script.connected(connect("alice").persistent().will("w", "gone")).lose();
    script.connected(connect("alice").persistent(), true).lose();
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
}

// [MQTT-3.1.2-12]
TEST_F(Will, IsNotPublishedWhereThereIsNone)
{
    script.connected("alice").lose(Loss::rst);
    EXPECT_EQ(bob.received(), Packets{});
}

// [MQTT-3.1.2-16]
TEST_F(Will, IsNotRetainedUnlessAskedFor)
{
    script.connected(connect("alice").will("w", "gone", 1)).lose();
    EXPECT_EQ(script.connected("carol").subscribed_with("w", 1), Packets{});
}

// [MQTT-3.1.2-17] [MQTT-3.3.1-9]
TEST_F(Will, IsRetainedIfAskedFor)
{
    script.connected(connect("alice").retained_will("w", "gone", 1)).lose();
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone", 1, 1)});
    EXPECT_EQ(script.connected("carol").subscribed_with("w", 1),
              Packets{retained(publish("w", "gone", 1, 1))});
}

// [MQTT-3.1.2-8] [MQTT-3.1.2-5] Also to the Session whose connection it was.
TEST_F(Will, WaitsForItsOwnClientToo)
{
    script.connected(connect("alice").persistent().will("w", "gone", 1)).subscribed("w", 1).lose();
    EXPECT_EQ(script.connected(connect("alice").persistent(), true).received(),
              Packets{publish("w", "gone", 1, 1)});
}

TEST_F(Will, MayHaveNoBytes)
{
    script.connected(connect("alice").will("w", "")).lose();
    EXPECT_EQ(bob.received(), Packets{publish("w", "")});
}

} // namespace
} // namespace mqttspec::reference
