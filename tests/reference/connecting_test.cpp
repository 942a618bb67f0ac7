// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace mqttspec::reference {
namespace {

using namespace std::chrono_literals;

using Credentials = std::map<std::string, std::string>;

Packets answer_to(Script& script, wire::Packet const& packet)
{
    return script.open().send(packet).received();
}

// [MQTT-3.1.4-4] [MQTT-3.2.2-3]
TEST(Connect, IsAcknowledged)
{
    Script script;
    auto alice = script.open();
    alice.send(connect("alice").persistent());
    EXPECT_EQ(alice.received(), Packets{connack(0)});
    EXPECT_FALSE(alice.is_dropped());
}

// [MQTT-3.1.0-1]
TEST(Connect, MustComeFirst)
{
    Packets const others{connack(0),
                         publish("t", "x"),
                         puback(1),
                         pubrec(1),
                         pubrel(1),
                         pubcomp(1),
                         subscribe(1, {{"t", 0}}),
                         suback(1, {0}),
                         unsubscribe(1, {"t"}),
                         unsuback(1),
                         wire::Pingreq{},
                         wire::Pingresp{},
                         wire::Disconnect{}};
    for (auto const& other : others) {
        Script script;
        auto stranger = script.open();
        stranger.send(other);
        EXPECT_TRUE(stranger.is_dropped()) << wire::describe(other);
        EXPECT_EQ(stranger.received(), Packets{}) << wire::describe(other);
    }
}

// [MQTT-3.1.0-2] [MQTT-3.1.2-8]
TEST(Connect, ASecondOneIsAProtocolViolation)
{
    Script script;
    auto bob = script.connected("bob").subscribed("w", 0);
    auto alice = script.connected(connect("alice").will("w", "gone"));
    alice.send(connect("alice").will("w", "gone"));
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_EQ(alice.received(), Packets{});
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone")});
}

// [MQTT-3.1.2-1]
TEST(Connect, OfAnotherProtocolIsNotAnswered)
{
    for (auto const* name : {"MQTX", "mqtt", "MQIsdp", ""}) {
        Script script;
        auto alice = script.open();
        alice.send(connect("alice").protocol(name));
        EXPECT_TRUE(alice.is_dropped()) << name;
        EXPECT_EQ(alice.received(), Packets{}) << name;
    }
}

// [MQTT-3.1.2-2] [MQTT-3.2.2-4] [MQTT-3.2.2-5]
TEST(Connect, OfAnotherLevelIsRefusedWithCode1)
{
    constexpr std::uint8_t levels[] = {0, 3, 5, 99, 0x84};
    for (auto const level : levels) {
        Script script;
        auto alice = script.open();
        alice.send(connect("alice").level(level));
        EXPECT_EQ(alice.received(), Packets{connack(1)}) << int{level};
        EXPECT_TRUE(alice.is_dropped()) << int{level};
    }
}

// [MQTT-3.1.2-2] The rest of such a packet is for another standard to judge.
TEST(Connect, OfLevel5IsRefusedWithCode1EvenWithItsProperties)
{
    Script script;
    auto alice = script.open();
    alice.send_bytes("10 12 00 04 4d 51 54 54 05 02 00 3c" // MQTT, level 5, Clean Start, Keep Alive
                     "05 11 00 00 00 01"                   // Session Expiry Interval
                     "00 00");                             // Client Identifier
    EXPECT_EQ(alice.received(), Packets{connack(1)});
    EXPECT_TRUE(alice.is_dropped());
}

// [MQTT-3.1.4-1] [MQTT-3.2.2-6], each for the statement that is named with it.
TEST(Connect, ThatIsMalformedIsClosedWithoutConnack)
{
    struct Sample
    {
        std::string_view what;
        std::string_view hex;
    };
    constexpr Sample samples[] = {
        {"fixed header flags, 2.2.2-2", "11 0d 00 04 4d 51 54 54 04 02 00 00 00 01 61"},
        {"fixed header flags at another level, 2.2.2-2", "11 0d 00 04 4d 51 54 54 05 02 00 00 00 01 61"},
        {"reserved flag, 3.1.2-3", "10 0d 00 04 4d 51 54 54 04 03 00 00 00 01 61"},
        {"will flag without will, 3.1.2-9", "10 0d 00 04 4d 51 54 54 04 06 00 00 00 01 61"},
        {"will QoS without will, 3.1.2-13", "10 0d 00 04 4d 51 54 54 04 0a 00 00 00 01 61"},
        {"will retain without will, 3.1.2-15", "10 0d 00 04 4d 51 54 54 04 22 00 00 00 01 61"},
        {"will QoS 3, 3.1.2-14", "10 13 00 04 4d 51 54 54 04 1e 00 00 00 01 61 00 01 77 00 01 6d"},
        {"user name without flag, 3.1.2-18", "10 10 00 04 4d 51 54 54 04 02 00 00 00 01 61 00 01 75"},
        {"no user name, 3.1.2-19", "10 0d 00 04 4d 51 54 54 04 82 00 00 00 01 61"},
        {"password without flag, 3.1.2-20", "10 13 00 04 4d 51 54 54 04 82 00 00 00 01 61 00 01 75 00 01 70"},
        {"no password, 3.1.2-21", "10 10 00 04 4d 51 54 54 04 c2 00 00 00 01 61 00 01 75"},
        {"password without user name, 3.1.2-22", "10 10 00 04 4d 51 54 54 04 42 00 00 00 01 61 00 01 70"},
        {"no client id, 3.1.3-3", "10 0a 00 04 4d 51 54 54 04 02 00 00"},
        {"ill-formed client id, 3.1.3-4", "10 0f 00 04 4d 51 54 54 04 02 00 00 00 03 ed a0 80"},
        {"null character, 1.5.3-2", "10 0d 00 04 4d 51 54 54 04 02 00 00 00 01 00"},
        {"ill-formed will topic, 3.1.3-10", "10 13 00 04 4d 51 54 54 04 06 00 00 00 01 61 00 01 ff 00 01 6d"},
        {"ill-formed user name, 3.1.3-11", "10 10 00 04 4d 51 54 54 04 82 00 00 00 01 61 00 01 c3"},
        {"empty will topic, 4.7.3-1", "10 12 00 04 4d 51 54 54 04 06 00 00 00 01 61 00 00 00 01 6d"},
        {"wildcard in will topic, 4.7.1-1", "10 13 00 04 4d 51 54 54 04 06 00 00 00 01 61 00 01 23 00 01 6d"},
        {"an inner length too long", "10 0d 00 04 4d 51 54 54 04 02 00 00 00 09 61"},
        {"trailing bytes", "10 0e 00 04 4d 51 54 54 04 02 00 00 00 01 61 00"},
    };
    for (auto const& sample : samples) {
        Script script;
        auto alice = script.open();
        alice.send_bytes(sample.hex);
        EXPECT_TRUE(alice.is_dropped()) << sample.what;
        EXPECT_EQ(alice.received(), Packets{}) << sample.what;
        EXPECT_EQ(script.broker().session_count(), 0U) << sample.what;
    }
}

// [MQTT-3.1.3-5]
TEST(ClientId, OfEveryServersRangeIsAllowed)
{
    BrokerOptions options;
    options.client_ids = ClientIds::assured;
    for (std::string const id :
         {"a", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ", "KLMNOPQRSTUVWXYZ"}) {
        Script strict{options};
        EXPECT_EQ(answer_to(strict, connect(id)), Packets{connack(0)}) << id;
    }
}

// [MQTT-3.1.3-9]
TEST(ClientId, OutsideTheAllowedOnesIsRefusedWithCode2)
{
    BrokerOptions options;
    options.client_ids = ClientIds::assured;
    for (std::string const id : {"has space", "0123456789abcdefghijklmn", "a/b", "\xC3\xA9"}) {
        Script lenient;
        Script strict{options};
        auto alice = strict.open();
        alice.send(connect(id));
        EXPECT_EQ(alice.received(), Packets{connack(2)}) << id;
        EXPECT_TRUE(alice.is_dropped()) << id;
        EXPECT_EQ(answer_to(lenient, connect(id)), Packets{connack(0)}) << id;
    }
}

// [MQTT-3.1.3-6]
TEST(ClientId, IsAssignedToEachClientThatHasNone)
{
    Script script;
    auto taken = script.connected("assigned1");
    auto first = script.connected("");
    auto second = script.connected("");
    EXPECT_FALSE(taken.is_dropped() || first.is_dropped() || second.is_dropped());
    EXPECT_EQ(script.broker().client_count(), 3U);
    first.subscribed("t", 0);
    second.send(publish("t", "x"));
    EXPECT_EQ(first.received(), Packets{publish("t", "x")});
}

// [MQTT-3.1.3-6] [MQTT-3.1.3-9]
TEST(ClientId, NeedNotBeAssigned)
{
    BrokerOptions options;
    options.assigns_client_ids = false;
    Script script{options};
    EXPECT_EQ(answer_to(script, connect("")), Packets{connack(2)});
}

// [MQTT-3.1.3-8] [MQTT-3.2.2-4]
TEST(ClientId, IsNotAssignedToAPersistentSession)
{
    Script script;
    auto alice = script.open();
    alice.send(connect("").persistent());
    EXPECT_EQ(alice.received(), Packets{connack(2)});
    EXPECT_TRUE(alice.is_dropped());
}

TEST(CredentialsOption, AreCheckedWhereThereAreAny)
{
    BrokerOptions options;
    options.credentials = Credentials{{"u", "p"}, {"empty", ""}};
    Script script{options};
    EXPECT_EQ(answer_to(script, connect("a")), Packets{connack(5)});
    EXPECT_EQ(answer_to(script, connect("b").user("u", "wrong")), Packets{connack(4)});
    EXPECT_EQ(answer_to(script, connect("c").user("who", "p")), Packets{connack(4)});
    EXPECT_EQ(answer_to(script, connect("d").user("empty")), Packets{connack(4)});
    EXPECT_EQ(answer_to(script, connect("e").user("empty", "")), Packets{connack(0)});
    EXPECT_EQ(answer_to(script, connect("f").user("u", "p")), Packets{connack(0)});
    EXPECT_EQ(script.broker().session_count(), 2U);
}

// [MQTT-3.1.3-1] Each of the five fields of the payload is taken for what it is.
TEST(CredentialsOption, AreReadBehindIdentifierAndWill)
{
    BrokerOptions options;
    options.credentials = Credentials{{"user", "password"}};
    Script script{options};
    auto bob = script.connected(connect("bob").user("user", "password")).subscribed("topic", 0);
    auto alice = script.connected(connect("alice").will("topic", "message").user("user", "password"));
    EXPECT_TRUE(script.broker().has_session("alice"));
    alice.lose();
    EXPECT_EQ(bob.received(), Packets{publish("topic", "message")});
}

// [MQTT-3.2.2-4] A stored Session is not told to who may not have it, [MQTT-3.1.4-2] nor taken over.
TEST(CredentialsOption, ProtectASession)
{
    BrokerOptions options;
    options.credentials = Credentials{{"u", "p"}};
    Script script{options};
    auto alice = script.connected(connect("alice").persistent().user("u", "p"));
    auto thief = script.open();
    thief.send(connect("alice").persistent().user("u", "guess"));
    EXPECT_EQ(thief.received(), Packets{connack(4)});
    EXPECT_TRUE(thief.is_dropped());
    EXPECT_FALSE(alice.is_dropped());
}

// [MQTT-3.1.4-5]
TEST(Refusal, LeavesWhatWasSentBehindItUnprocessed)
{
    Script script;
    auto refused = script.open();
    refused.send(connect("").persistent())
        .send(retained(publish("t", "x", 1, 1)))
        .send(subscribe(2, {{"t", 0}}));
    EXPECT_EQ(refused.received(), Packets{connack(2)});
    EXPECT_EQ(script.broker().subscription_count(), 0U);
    auto bob = script.connected("bob").subscribed("#", 0);
    EXPECT_EQ(bob.received(), Packets{});
}

TEST(Refusal, PublishesNoWill)
{
    Script script;
    auto bob = script.connected("bob").subscribed("#", 0);
    script.open().send(connect("").persistent().will("w", "x"));
    EXPECT_EQ(bob.received(), Packets{});
}

// [MQTT-3.1.4-2] [MQTT-3.1.2-8]
TEST(Takeover, DisconnectsTheFirstClientAndPublishesItsWill)
{
    Script script;
    auto bob = script.connected("bob").subscribed("w", 1);
    auto first = script.connected(connect("alice").will("w", "gone", 1));
    auto second = script.connected("alice");
    EXPECT_TRUE(first.is_dropped());
    EXPECT_FALSE(second.is_dropped());
    EXPECT_EQ(bob.received(), Packets{publish("w", "gone", 1, 1)});
    EXPECT_EQ(script.broker().client_count(), 2U);
}

// [MQTT-3.1.4-2] [MQTT-3.1.4-3] [MQTT-3.2.2-2]
TEST(Takeover, KeepsAPersistentSession)
{
    Script script;
    auto first = script.connected(connect("alice").persistent()).subscribed("t", 1);
    auto second = script.connected(connect("alice").persistent(), true);
    EXPECT_TRUE(first.is_dropped());
    second.send(publish("t", "x"));
    EXPECT_EQ(second.received(), Packets{publish("t", "x")});
}

// [MQTT-3.1.2-6]
TEST(Takeover, ResumesNoCleanSession)
{
    Script script;
    auto first = script.connected("alice").subscribed("t", 1);
    auto second = script.connected(connect("alice").persistent(), false);
    second.send(publish("t", "x"));
    EXPECT_TRUE(first.is_dropped());
    EXPECT_EQ(second.received(), Packets{});
}

// [MQTT-3.12.4-1]
TEST(Pingreq, IsAnsweredEachTime)
{
    Script script;
    auto alice = script.connected("alice");
    alice.send(wire::Pingreq{}).send(wire::Pingreq{});
    EXPECT_EQ(alice.received(), (Packets{wire::Pingresp{}, wire::Pingresp{}}));
}

// [MQTT-3.14.4-2]
TEST(Disconnect, EndsTheConnectionAndAllService)
{
    Script script;
    auto bob = script.connected("bob").subscribed("t", 0);
    auto alice = script.connected("alice");
    alice.send(wire::Disconnect{}).send(publish("t", "late")).send(wire::Pingreq{});
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_EQ(alice.received(), Packets{});
    EXPECT_EQ(bob.received(), Packets{});
}

// 3.1.4, item 1
TEST(Link, WithoutConnectIsClosedInTime)
{
    BrokerOptions options;
    options.connect_timeout = 10s;
    Script script{options};
    auto silent = script.open();
    script.wait(10s - 1ns);
    EXPECT_FALSE(silent.is_dropped());
    script.wait(1ns);
    EXPECT_TRUE(silent.is_dropped());
    EXPECT_EQ(script.broker().link_count(), 0U);
}

} // namespace
} // namespace mqttspec::reference
