// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mqttspec::reference {
namespace {

/// A publisher and a subscriber to "t" at QoS 2.
class Publish : public testing::Test
{
protected:
    Script script;
    Peer alice = script.connected("alice");
    Peer bob = script.connected("bob").subscribed("t", 2);
};

// [MQTT-3.3.4-1] [MQTT-4.3.1-1] [MQTT-2.3.1-5]
TEST_F(Publish, AtQos0HasNoAnswer)
{
    alice.send(publish("t", "x"));
    EXPECT_EQ(alice.received(), Packets{});
    EXPECT_EQ(bob.received(), Packets{publish("t", "x")});
}

// [MQTT-3.3.4-1] [MQTT-4.3.2-2] [MQTT-2.3.1-6]
TEST_F(Publish, AtQos1IsAnsweredWithPubackOfTheSameIdentifier)
{
    alice.send(publish("t", "x", 1, 65'535));
    EXPECT_EQ(alice.received(), Packets{puback(65'535)});
    EXPECT_EQ(bob.received(), Packets{publish("t", "x", 1, 1)});
}

// [MQTT-3.3.4-1] [MQTT-4.3.3-2] [MQTT-2.3.1-6]
TEST_F(Publish, AtQos2IsAnsweredWithPubrecAndPubcompOfTheSameIdentifier)
{
    alice.send(publish("t", "x", 2, 7));
    EXPECT_EQ(alice.received(), Packets{pubrec(7)});
    EXPECT_EQ(bob.received(), Packets{publish("t", "x", 2, 1)});
    alice.send(pubrel(7));
    EXPECT_EQ(alice.received(), Packets{pubcomp(7)});
    EXPECT_EQ(bob.received(), Packets{});
}

// [MQTT-4.3.2-2]
TEST_F(Publish, AtQos1IsANewOneEachTimeWhateverItsDup)
{
    alice.send(publish("t", "x", 1, 7)).send(dup(publish("t", "x", 1, 7)));
    EXPECT_EQ(alice.received(), (Packets{puback(7), puback(7)}));
    EXPECT_EQ(bob.received(), (Packets{publish("t", "x", 1, 1), publish("t", "x", 1, 2)}));
}

// [MQTT-4.3.3-2]
TEST_F(Publish, AtQos2IsPassedOnOnceUntilItsPubrel)
{
    alice.send(publish("t", "x", 2, 7)).send(dup(publish("t", "x", 2, 7)));
    EXPECT_EQ(alice.received(), (Packets{pubrec(7), pubrec(7)}));
    EXPECT_EQ(bob.received(), Packets{publish("t", "x", 2, 1)});
    alice.send(pubrel(7)).send(dup(publish("t", "y", 2, 7)));
    EXPECT_EQ(alice.received(), (Packets{pubcomp(7), pubrec(7)}));
    EXPECT_EQ(bob.received(), Packets{publish("t", "y", 2, 2)});
}

// [MQTT-4.3.3-2]
TEST_F(Publish, PubrelOfAnUnknownIdentifierIsCompletedToo)
{
    alice.send(pubrel(9));
    EXPECT_EQ(alice.received(), Packets{pubcomp(9)});
}

// [MQTT-3.3.1-3]
TEST_F(Publish, PassesNoDupOn)
{
    alice.send(dup(publish("t", "a", 1, 1))).send(dup(publish("t", "b", 2, 2)));
    EXPECT_EQ(bob.received(), (Packets{publish("t", "a", 1, 1), publish("t", "b", 2, 2)}));
}

// [MQTT-3.3.2-3] [MQTT-4.5.0-1] [MQTT-4.7.3-4]
TEST_F(Publish, ReachesMatchingSubscriptionsOnlyUnderTheNameItHas)
{
    bob.subscribed("a/+", 0);
    alice.send(publish("a/b", "1"))
        .send(publish("A/b", "2"))
        .send(publish("a/b/c", "3"))
        .send(publish("a/", "4"));
    EXPECT_EQ(bob.received(), (Packets{publish("a/b", "1"), publish("a/", "4")}));
}

// [MQTT-4.3.3-1] [MQTT-2.3.1-6]
TEST_F(Publish, ToAQos2SubscriberGoesThroughAllFourPackets)
{
    alice.send(publish("t", "x", 2, 7));
    EXPECT_EQ(bob.received(), Packets{publish("t", "x", 2, 1)});
    EXPECT_EQ(bob.send(pubrec(1)).received(), Packets{pubrel(1)});
    EXPECT_EQ(bob.send(pubrec(1)).received(), Packets{pubrel(1)});
    EXPECT_EQ(script.broker().queued_count(), 1U);
    EXPECT_EQ(bob.send(pubcomp(1)).received(), Packets{});
    EXPECT_EQ(script.broker().queued_count(), 0U);
}

// [MQTT-4.6.0-4]
TEST_F(Publish, ReleasesInTheOrderOfThePubrecs)
{
    alice.send(publish("t", "a", 2, 1)).send(publish("t", "b", 2, 2));
    EXPECT_EQ(bob.received(), (Packets{publish("t", "a", 2, 1), publish("t", "b", 2, 2)}));
    bob.send(pubrec(2)).send(pubrec(1));
    EXPECT_EQ(bob.received(), (Packets{pubrel(2), pubrel(1)}));
}

TEST_F(Publish, AnswersToNothingUnderWayAreIgnored)
{
    bob.send(puback(9)).send(pubrec(9)).send(pubcomp(9)).send(wire::Pingreq{});
    EXPECT_EQ(bob.received(), Packets{wire::Pingresp{}});
}

// [MQTT-4.8.0-1]
TEST_F(Publish, AnswersOfTheWrongKindEndTheConnection)
{
    Packets const wrong_answers{puback(1), pubcomp(1), pubrec(2)};
    for (auto const& wrong : wrong_answers) {
        auto carol = script.connected("carol").subscribed("t", 2);
        alice.send(publish("t", "x", 2, 1)).send(pubrel(1)).send(publish("t", "y", 1, 2));
        carol.send(wrong);
        EXPECT_TRUE(carol.is_dropped()) << wire::describe(wrong);
    }
}

// [MQTT-4.6.0-5] [MQTT-4.6.0-6]
TEST(Window, KeepsTheOrderOfWhatWaits)
{
    BrokerOptions options;
    options.max_in_flight = 1;
    Script script{options};
    auto bob = script.connected("bob").subscribed("t", 2);
    auto alice = script.connected("alice");
    alice.send(publish("t", "a", 1, 1)).send(publish("t", "b", 2, 2)).send(publish("t", "c", 1, 3));
    EXPECT_EQ(bob.received(), Packets{publish("t", "a", 1, 1)});
    EXPECT_EQ(bob.send(puback(1)).received(), Packets{publish("t", "b", 2, 2)});
    EXPECT_EQ(bob.send(pubrec(2)).received(), Packets{pubrel(2)});
    EXPECT_EQ(bob.send(pubcomp(2)).received(), Packets{publish("t", "c", 1, 3)});
}

// QoS 0 needs no place in the window, but waits its turn.
TEST(Window, LetsQos0PassOnlyInItsTurn)
{
    BrokerOptions options;
    options.max_in_flight = 1;
    Script script{options};
    auto bob = script.connected("bob").subscribed("t", 2);
    auto alice = script.connected("alice");
    alice.send(publish("t", "a", 1, 1))
        .send(publish("t", "b"))
        .send(publish("t", "c", 1, 2))
        .send(publish("t", "d"));
    EXPECT_EQ(bob.received(), (Packets{publish("t", "a", 1, 1), publish("t", "b")}));
    EXPECT_EQ(bob.send(puback(1)).received(), (Packets{publish("t", "c", 1, 2), publish("t", "d")}));
}

// [MQTT-3.3.5-2]
TEST(DeniedPublish, IsAcknowledgedAndReachesNobody)
{
    BrokerOptions options;
    options.denied_to_publish = {"secret/#"};
    Script script{options};
    auto alice = script.connected("alice");
    auto bob = script.connected("bob").subscribed("#", 2);
    alice.send(publish("secret", "a"))
        .send(retained(publish("secret/b", "b", 1, 1)))
        .send(publish("secret/c", "c", 2, 2))
        .send(publish("open", "d"));
    EXPECT_EQ(alice.received(), (Packets{puback(1), pubrec(2)}));
    EXPECT_EQ(bob.received(), Packets{publish("open", "d")});
    EXPECT_EQ(script.connected("carol").subscribed_with("secret/b", 1), Packets{});
}

TEST(DeniedPublish, RefusesAWillThatCouldNotBePublished)
{
    BrokerOptions options;
    options.denied_to_publish = {"secret/#"};
    Script script{options};
    auto alice = script.open();
    alice.send(connect("alice").will("secret/w", "x"));
    EXPECT_EQ(alice.received(), Packets{connack(5)});
    EXPECT_TRUE(alice.is_dropped());
}

// [MQTT-4.7.2-1]
TEST(DollarTopic, IsNotMatchedByAWildcardAtTheStart)
{
    Script script;
    auto bob = script.connected("bob").subscribed("#", 1).subscribed("+/x", 1);
    auto carol = script.connected("carol").subscribed("$own/x", 1);
    script.connected("alice").send(retained(publish("$own/x", "x", 1, 1)));
    EXPECT_EQ(bob.received(), Packets{});
    EXPECT_EQ(carol.received(), Packets{publish("$own/x", "x", 1, 1)});
    EXPECT_EQ(script.connected("dave").subscribed_with("+/#", 1), Packets{});
}

// [MQTT-4.7.2-1]
TEST(DollarTopic, TellsWhoTheServerIs)
{
    Script script;
    auto alice = script.connected("alice").subscribed("#", 1);
    EXPECT_EQ(alice.received(), Packets{});
    alice.send(subscribe(1, {{"$SYS/#", 1}}));
    EXPECT_EQ(alice.received(),
              (Packets{suback(1, {1}),
                       retained(publish("$SYS/broker/version", "mqttspec reference broker", 1, 1))}));
}

// [MQTT-3.3.5-2]
TEST(DollarTopic, OfTheServerIsKeptFromPublishers)
{
    Script script;
    auto bob = script.connected("bob").subscribed("$SYS/own", 1);
    auto alice = script.connected("alice");
    alice.send(publish("$SYS/own", "x", 1, 1));
    EXPECT_EQ(alice.received(), Packets{puback(1)});
    EXPECT_EQ(bob.received(), Packets{});
}

TEST(DollarTopic, IsKeptFromPublishersAltogetherIfAskedFor)
{
    BrokerOptions options;
    options.reserves_dollar_topics = true;
    Script script{options};
    auto bob = script.connected("bob").subscribed("$own", 1);
    EXPECT_EQ(script.connected("alice").send(publish("$own", "x", 1, 1)).received(), Packets{puback(1)});
    EXPECT_EQ(bob.received(), Packets{});
}

} // namespace
} // namespace mqttspec::reference
