// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace mqttspec::reference {
namespace {

using namespace std::chrono_literals;

/// Alice comes and goes with a persistent Session, subscribed to "t" at QoS 2; Bob stays.
class PersistentSession : public testing::Test
{
protected:
    Peer alice_again() { return script.connected(connect("alice").persistent(), true); }

    Script script;
    Peer alice = script.connected(connect("alice").persistent()).subscribed("t", 2);
    Peer bob = script.connected("bob");
};

// [MQTT-3.1.2-4] [MQTT-3.2.2-2] [MQTT-4.1.0-1]
TEST_F(PersistentSession, ResumesItsSubscriptions)
{
    alice.send(wire::Disconnect{});
    alice = alice_again();
    bob.send(publish("t", "x", 2, 1));
    EXPECT_EQ(alice.received(), Packets{publish("t", "x", 2, 1)});
}

// [MQTT-3.1.2-4] [MQTT-3.2.2-2]
TEST_F(PersistentSession, OutlivesEveryKindOfLoss)
{
    for (auto const how : {Loss::fin, Loss::rst, Loss::failed}) {
        alice.lose(how);
        EXPECT_TRUE(script.broker().has_session("alice"));
        alice = alice_again();
    }
}

// [MQTT-3.1.2-5] [MQTT-4.5.0-1] First sends: DUP is 0 [MQTT-4.3.2-1].
TEST_F(PersistentSession, StoresMessagesOfQos1And2WhileTheClientIsAway)
{
    alice.lose();
    bob.send(publish("t", "a", 1, 1)).send(publish("t", "b")).send(publish("t", "c", 2, 2));
    EXPECT_EQ(alice_again().received(), (Packets{publish("t", "a", 1, 1), publish("t", "c", 2, 2)}));
}

TEST_F(PersistentSession, StoresQos0TooIfAskedFor)
{
    BrokerOptions options;
    options.queues_qos0 = true;
    Script keen{options};
    keen.connected(connect("alice").persistent()).subscribed("t", 2).lose();
    keen.connected("bob").send(publish("t", "a")).send(publish("t", "b", 1, 1));
    EXPECT_EQ(keen.connected(connect("alice").persistent(), true).received(),
              (Packets{publish("t", "a"), publish("t", "b", 1, 1)}));
}

// [MQTT-4.4.0-1] [MQTT-3.3.1-1] [MQTT-2.3.1-4] [MQTT-4.6.0-1]
TEST_F(PersistentSession, IsSentUnacknowledgedMessagesAgain)
{
    bob.send(publish("t", "a", 1, 1)).send(publish("t", "b", 2, 2)).send(publish("t", "c", 1, 3));
    EXPECT_EQ(alice.received(),
              (Packets{publish("t", "a", 1, 1), publish("t", "b", 2, 2), publish("t", "c", 1, 3)}));
    alice.send(puback(3)).lose();
    bob.send(publish("t", "d", 1, 4));
    EXPECT_EQ(alice_again().received(),
              (Packets{dup(publish("t", "a", 1, 1)), dup(publish("t", "b", 2, 2)), publish("t", "d", 1, 4)}));
}

// [MQTT-4.3.3-1] [MQTT-4.4.0-1]
TEST_F(PersistentSession, IsSentPubrelAgainInsteadOfTheMessage)
{
    bob.send(publish("t", "a", 2, 1));
    alice.send(pubrec(1));
    EXPECT_EQ(alice.received(), (Packets{publish("t", "a", 2, 1), pubrel(1)}));
    alice.lose();
    alice = alice_again();
    EXPECT_EQ(alice.received(), Packets{pubrel(1)});
    alice.send(pubcomp(1)).lose();
    EXPECT_EQ(alice_again().received(), Packets{});
}

// [MQTT-4.1.0-1] [MQTT-4.3.3-2]
TEST_F(PersistentSession, RemembersQos2MessagesThatAwaitTheirPubrel)
{
    bob.subscribed("u", 2);
    alice.send(publish("u", "x", 2, 5)).lose();
    alice = alice_again();
    alice.send(dup(publish("u", "x", 2, 5))).send(pubrel(5)).send(publish("u", "y", 2, 5));
    EXPECT_EQ(alice.received(), (Packets{pubrec(5), pubcomp(5), pubrec(5)}));
    EXPECT_EQ(bob.received(), (Packets{publish("u", "x", 2, 1), publish("u", "y", 2, 2)}));
}

// [MQTT-3.1.2-6] [MQTT-3.2.2-1]
TEST_F(PersistentSession, IsDiscardedByACleanConnect)
{
    bob.send(publish("t", "a", 1, 1));
    alice.send(publish("u", "x", 2, 5)).lose();
    alice = script.connected(connect("alice"), false);
    bob.send(publish("t", "b", 1, 2));
    EXPECT_EQ(alice.received(), Packets{});

    EXPECT_EQ(bob.received(), (Packets{puback(1), puback(2)}));
    bob.subscribed("u", 0);
    alice.send(dup(publish("u", "x", 2, 5))); // Its first coming belongs to the Session that is gone.
    EXPECT_EQ(bob.received(), Packets{publish("u", "x")});
}

// [MQTT-3.1.2-6] [MQTT-3.2.2-3]
TEST_F(PersistentSession, DoesNotGrowOutOfACleanOne)
{
    auto carol = script.connected("carol").subscribed("t", 1);
    carol.lose();
    EXPECT_FALSE(script.broker().has_session("carol"));
    carol = script.connected(connect("carol").persistent(), false);
    bob.send(publish("t", "x", 1, 1));
    EXPECT_EQ(carol.received(), Packets{});
}

// [MQTT-3.1.3-2]
TEST_F(PersistentSession, BelongsToItsIdentifierCharacterForCharacter)
{
    alice.lose();
    bob.send(publish("t", "x", 1, 1));
    EXPECT_EQ(script.connected(connect("Alice").persistent(), false).received(), Packets{});
    EXPECT_EQ(alice_again().received(), Packets{publish("t", "x", 1, 1)});
}

// [MQTT-4.1.0-2]
TEST_F(PersistentSession, LastsAsLongAsAnIdleConnection)
{
    auto carol = script.connected("carol").subscribed("t", 1);
    script.wait(24h * 365);
    bob.send(publish("t", "x", 1, 1));
    EXPECT_EQ(carol.received(), Packets{publish("t", "x", 1, 1)});
}

// [MQTT-3.2.0-1] CONNACK comes first even when messages wait and a SUBSCRIBE follows at once.
TEST_F(PersistentSession, IsGreetedBeforeItsMessages)
{
    alice.lose();
    bob.send(publish("t", "x", 1, 1));
    alice = script.open();
    alice.send(connect("alice").persistent()).send(subscribe(3, {{"u", 0}}));
    EXPECT_EQ(alice.received(), (Packets{connack(0, true), publish("t", "x", 1, 1), suback(3, {0})}));
}

// [MQTT-2.3.1-4] A new message after the resumption takes another identifier than one under way.
TEST_F(PersistentSession, KeepsIdentifiersThatAreInUse)
{
    bob.send(publish("t", "a", 1, 1));
    alice.lose();
    alice = alice_again();
    EXPECT_EQ(alice.received(), Packets{dup(publish("t", "a", 1, 1))});
    bob.send(publish("t", "b", 1, 2));
    EXPECT_EQ(alice.received(), Packets{publish("t", "b", 1, 2)});
}

// 4.1: for want of room a Session may be ended, but no message may be lost from it.
TEST(Room, LackingForAMessageEndsTheSessionAsAWhole)
{
    BrokerOptions options;
    options.max_queued = 2;
    Script script{options};
    script.connected(connect("alice").persistent()).subscribed("t", 1).lose();
    auto bob = script.connected("bob");
    bob.send(publish("t", "a", 1, 1)).send(publish("t", "b", 1, 2));
    EXPECT_TRUE(script.broker().has_session("alice"));
    bob.send(publish("t", "c", 1, 3));
    EXPECT_FALSE(script.broker().has_session("alice"));
    EXPECT_EQ(script.broker().subscription_count(), 0U);
    EXPECT_EQ(bob.received(), (Packets{puback(1), puback(2), puback(3)}));
}

// [MQTT-4.1.0-2] [MQTT-3.1.2-8]
TEST(Room, LackingForAPresentClientEndsItsConnectionToo)
{
    BrokerOptions options;
    options.max_in_flight = 1;
    options.max_queued = 1;
    Script script{options};
    auto alice = script.connected(connect("alice").will("w", "gone")).subscribed("t", 1);
    auto bob = script.connected("bob").subscribed("w", 0);
    bob.send(publish("t", "a", 1, 1)).send(publish("t", "b", 1, 2)).send(publish("t", "c", 1, 3));
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_EQ(bob.received(), (Packets{puback(1), puback(2), puback(3), publish("w", "gone")}));
    EXPECT_FALSE(script.broker().has_session("alice"));
}

// [MQTT-3.2.2-4] [MQTT-3.2.2-5]
TEST(Room, LackingForASessionIsServerUnavailable)
{
    BrokerOptions options;
    options.max_sessions = 1;
    Script script{options};
    auto alice = script.connected(connect("alice").persistent());
    auto bob = script.open();
    bob.send(connect("bob"));
    EXPECT_EQ(bob.received(), Packets{connack(3)});
    EXPECT_TRUE(bob.is_dropped());
    alice.lose();
    EXPECT_FALSE(script.connected(connect("alice").persistent(), true).is_dropped());
}

TEST(Room, LackingForALinkClosesItAtOnce)
{
    BrokerOptions options;
    options.max_links = 1;
    Script script{options};
    auto alice = script.connected("alice");
    auto stranger = script.open();
    EXPECT_TRUE(stranger.is_dropped());
    EXPECT_FALSE(alice.is_dropped());
    stranger.send(connect("stranger"));
    EXPECT_EQ(stranger.received(), Packets{});
}

TEST(Room, LackingForLevelsRefusesWhatWouldAddSome)
{
    BrokerOptions options;
    options.max_levels = 3;
    Script script{options};
    auto alice = script.connected("alice").subscribed("a/b/c", 0);
    alice.send(subscribe(1, {{"d", 1}, {"a/b/c", 1}}));
    EXPECT_EQ(alice.received(), Packets{suback(1, {0x80, 1})});
    alice.send(retained(publish("a/b/c", "x", 1, 1)));
    EXPECT_TRUE(alice.is_dropped());
}

TEST(Room, LackingForASubscriptionRefusesIt)
{
    BrokerOptions options;
    options.max_subscriptions = 1;
    Script script{options};
    auto alice = script.connected("alice").subscribed("a", 0);
    alice.send(subscribe(1, {{"a", 1}, {"b", 1}}));
    EXPECT_EQ(alice.received(), Packets{suback(1, {1, 0x80})});
    alice.send(unsubscribe(2, {"a"})).send(subscribe(3, {{"b", 1}}));
    EXPECT_EQ(alice.received(), (Packets{unsuback(2), suback(3, {1})}));
}

} // namespace
} // namespace mqttspec::reference
