// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace mqttspec::reference {
namespace {

struct Sample
{
    std::string_view what;
    std::string_view hex;
};

// What ends the connection of an accepted Client [MQTT-4.8.0-1], with the statement that is broken.
constexpr Sample violations[] = {
    {"reserved type 0", "00 00"},
    {"reserved type 15", "f0 00"},
    {"PUBACK flags, 2.2.2-2", "41 02 00 01"},
    {"PUBREC flags, 2.2.2-2", "52 02 00 01"},
    {"PUBREL flags, 3.6.1-1", "60 02 00 01"},
    {"PUBREL flags, 3.6.1-1", "63 02 00 01"},
    {"PUBCOMP flags, 2.2.2-2", "78 02 00 01"},
    {"SUBSCRIBE flags, 3.8.1-1", "80 06 00 01 00 01 61 00"},
    {"UNSUBSCRIBE flags, 3.10.1-1", "a0 05 00 01 00 01 61"},
    {"PINGREQ flags, 2.2.2-2", "c1 00"},
    {"DISCONNECT flags, 3.14.1-1", "e1 00"},
    {"PINGREQ with a body", "c0 01 00"},
    {"PUBLISH QoS 3, 3.3.1-4", "36 05 00 01 61 00 01"},
    {"PUBLISH QoS 3 DUP RETAIN, 3.3.1-4", "3f 05 00 01 61 00 01"},
    {"PUBLISH QoS 0 DUP, 3.3.1-2", "38 03 00 01 61"},
    {"PUBLISH without topic, 3.3.2-1", "30 00"},
    {"PUBLISH topic longer than the packet", "30 03 00 09 61"},
    {"PUBLISH empty topic, 4.7.3-1", "30 02 00 00"},
    {"PUBLISH topic with #, 3.3.2-2", "30 05 00 03 61 2f 23"},
    {"PUBLISH topic with +, 3.3.2-2", "30 05 00 03 2b 2f 61"},
    {"PUBLISH topic ill-formed, 1.5.3-1", "30 05 00 03 ed a0 80"},
    {"PUBLISH topic with U+0000, 4.7.3-2", "30 04 00 02 61 00"},
    {"PUBLISH QoS 1 id 0, 2.3.1-1", "32 05 00 01 61 00 00"},
    {"PUBLISH QoS 2 id 0, 2.3.1-1", "34 05 00 01 61 00 00"},
    {"SUBSCRIBE id 0, 2.3.1-1", "82 06 00 00 00 01 61 00"},
    {"SUBSCRIBE without filter, 3.8.3-3", "82 02 00 01"},
    {"SUBSCRIBE filter without QoS, 3.8.3-3", "82 05 00 01 00 01 61"},
    {"SUBSCRIBE QoS 3, 3.8.3-4", "82 06 00 01 00 01 61 03"},
    {"SUBSCRIBE reserved bit, 3.8.3-4", "82 0a 00 01 00 01 61 00 00 01 62 80"},
    {"SUBSCRIBE filter ill-formed, 3.8.3-1", "82 06 00 01 00 01 ff 00"},
    {"UNSUBSCRIBE id 0, 2.3.1-1", "a2 05 00 00 00 01 61"},
    {"UNSUBSCRIBE without filter, 3.10.3-2", "a2 02 00 01"},
    {"UNSUBSCRIBE filter ill-formed, 3.10.3-1", "a2 05 00 01 00 01 ff"},
    {"UNSUBSCRIBE trailing byte, 3.10.3-1", "a2 06 00 01 00 01 61 00"},
    {"CONNACK from a Client", "20 02 00 00"},
    {"SUBACK from a Client", "90 03 00 01 00"},
    {"UNSUBACK from a Client", "b0 02 00 01"},
    {"PINGRESP from a Client", "d0 00"},
};

TEST(Violation, EndsTheConnectionWithoutAnAnswer)
{
    for (auto const& violation : violations) {
        Script script;
        auto alice = script.connected("alice").send_bytes(violation.hex);
        EXPECT_TRUE(alice.is_dropped()) << violation.what;
        EXPECT_EQ(alice.received(), Packets{}) << violation.what;
    }
}

TEST(Violation, HarmsNobodyElse)
{
    for (auto const& violation : violations) {
        Script script;
        auto bob = script.connected("bob").subscribed("a", 2);
        script.connected("alice").send_bytes(violation.hex);
        bob.send(wire::Pingreq{});
        EXPECT_EQ(bob.received(), Packets{wire::Pingresp{}}) << violation.what;
    }
}

TEST(Violation, OfTheFramingEndsTheConnection)
{
    Script script;
    auto alice = script.connected("alice").send_garbage();
    auto stranger = script.open().send_garbage();
    EXPECT_TRUE(alice.is_dropped());
    EXPECT_TRUE(stranger.is_dropped());
    EXPECT_EQ(script.broker().link_count(), 0U);
}

// 1.5.3, 2.2.3: unusual, not forbidden.
TEST(Violation, IsNoneWhereTheStandardOnlyAdvises)
{
    Script script;
    auto bob = script.connected("bob").subscribed("#", 0);
    auto alice = script.connected("alice");
    alice
        .send_bytes("c0 80 80 00")              // A Remaining Length with more bytes than it needs.
        .send_bytes("30 03 00 01 01")           // U+0001
        .send_bytes("30 05 00 03 ef bf bf")     // U+FFFF
        .send_bytes("30 06 00 04 ef bb bf 61"); // [MQTT-1.5.3-3] A byte order mark stays.
    EXPECT_FALSE(alice.is_dropped());
    EXPECT_EQ(alice.received(), Packets{wire::Pingresp{}});
    EXPECT_EQ(bob.received(), (Packets{publish("\x01", ""), publish("\xEF\xBF\xBF", ""),
                                       publish("\xEF\xBB\xBF"
                                               "a",
                                               "")}));
}

TEST(Violation, EventsOfLinksThatAreGoneAreIgnored)
{
    Script script;
    auto alice = script.connected("alice");
    alice.send(wire::Disconnect{});
    alice.send(wire::Pingreq{}).send_garbage().lose();
    EXPECT_EQ(alice.received(), Packets{});
}

} // namespace
} // namespace mqttspec::reference
