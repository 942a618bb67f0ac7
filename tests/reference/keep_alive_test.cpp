// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace mqttspec::reference {
namespace {

using namespace std::chrono_literals;

// [MQTT-3.1.2-24]
TEST(KeepAlive, IsOverAfterOneAndAHalfTimes)
{
    Script script;
    auto alice = script.connected(connect("alice").persistent().keep_alive(3));
    script.wait(4500ms - 1ns);
    EXPECT_FALSE(alice.is_dropped());
    script.wait(1ns);
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_TRUE(script.broker().has_session("alice")); // As if the network had failed.
}

// [MQTT-3.1.2-24]
TEST(KeepAlive, StartsAnewWithEachPacket)
{
    Packets const packets{
        publish("t", "x"),     puback(1),      pubrec(1), pubrel(1), pubcomp(1), subscribe(1, {{"t", 0}}),
        unsubscribe(1, {"t"}), wire::Pingreq{}};
    Script script;
    auto alice = script.connected(connect("alice").keep_alive(2));
    for (auto const& packet : packets) {
        script.wait(2999ms);
        EXPECT_FALSE(alice.is_dropped()) << wire::describe(packet);
        alice.send(packet);
    }
    script.wait(3s);
    EXPECT_TRUE(alice.is_dropped());
}

// [MQTT-3.1.2-24] What the Server sends does not count.
TEST(KeepAlive, IsNotHelpedByWhatTheClientReceives)
{
    Script script;
    auto alice = script.connected(connect("alice").keep_alive(2)).subscribed("t", 0);
    auto bob = script.connected("bob");
    script.wait(2s);
    bob.send(publish("t", "x"));
    script.wait(1s);
    EXPECT_TRUE(alice.is_dropped());
}

// 3.1.2.10
TEST(KeepAlive, OfZeroTurnsItOff)
{
    Script script;
    auto alice = script.connected("alice");
    script.wait(24h * 365);
    EXPECT_FALSE(alice.is_dropped());
}

// 3.1.2.10
TEST(KeepAlive, OfZeroMayBeLimited)
{
    BrokerOptions options;
    options.max_idle = 60s;
    Script script{options};
    auto alice = script.connected("alice");
    auto bob = script.connected(connect("bob").keep_alive(65'535));
    script.wait(60s - 1ns);
    EXPECT_FALSE(alice.is_dropped() || bob.is_dropped());
    script.wait(1ns);
    EXPECT_TRUE(alice.is_dropped() && bob.is_dropped());
}

TEST(KeepAlive, OfManyClientsIsWatchedForEach)
{
    Script script;
    auto slow = script.connected(connect("slow").keep_alive(10));
    auto quick = script.connected(connect("quick").keep_alive(1));
    script.wait(1500ms);
    EXPECT_TRUE(quick.is_dropped());
    EXPECT_FALSE(slow.is_dropped());
    script.wait(13500ms);
    EXPECT_TRUE(slow.is_dropped());
}

TEST(Timer, ThatComesEarlyIsSetAgain)
{
    Broker broker;
    auto const opened = broker.handle(Event{.now = 0s, .what = LinkOpened{.link = 1}});
    ASSERT_EQ(opened.size(), 1U);
    auto const early = broker.handle(Event{.now = 1s, .what = Ticked{}});
    ASSERT_EQ(early.size(), 1U);
    EXPECT_EQ(std::get<SetTimer>(early.front()).at, std::get<SetTimer>(opened.front()).at);
}

TEST(Timer, ThatComesLateClosesWhatIsDue)
{
    Broker broker;
    static_cast<void>(broker.handle(Event{.now = 0s, .what = LinkOpened{.link = 1}}));
    auto const late = broker.handle(Event{.now = 1h, .what = Ticked{}});
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(std::get<Drop>(late.front()).link, 1U);
}

} // namespace
} // namespace mqttspec::reference
