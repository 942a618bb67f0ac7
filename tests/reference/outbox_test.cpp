// SPDX-License-Identifier: Apache-2.0
#include "reference/outbox.hpp"

#include "reference/script.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mqttspec::reference {
namespace {

using Answer = Outbox::Answer;

Delivery delivery(std::uint8_t qos, std::string payload = "x")
{
    return Delivery{.message = std::make_shared<Message const>(Message{
                        .topic = "t", .payload = wire::Bytes(payload.begin(), payload.end()), .qos = qos}),
                    .qos = qos,
                    .retain = false};
}

Outbox outbox(std::size_t in_flight = 10, std::size_t queued = 10, std::size_t queued_bytes = 1000)
{
    return Outbox{OutboxLimits{.in_flight = in_flight, .queued = queued, .queued_bytes = queued_bytes}};
}

// [MQTT-4.3.2-1] [MQTT-4.3.3-1]
TEST(Outbox, SendsFirstWithDupZeroAndAnUnusedIdentifier)
{
    auto box = outbox();
    ASSERT_TRUE(box.add(delivery(1, "a")));
    ASSERT_TRUE(box.add(delivery(2, "b")));
    EXPECT_EQ(box.next(), publish("t", "a", 1, 1));
    EXPECT_EQ(box.next(), publish("t", "b", 2, 2));
    EXPECT_EQ(box.next(), std::nullopt);
}

// [MQTT-4.3.1-1]
TEST(Outbox, SendsQos0WithoutIdentifierAndForgetsIt)
{
    auto box = outbox();
    ASSERT_TRUE(box.add(delivery(0, "a")));
    EXPECT_EQ(box.next(), publish("t", "a"));
    EXPECT_EQ(box.size(), 0U);
}

TEST(Outbox, SendsNoMoreThanTheWindowAllows)
{
    auto box = outbox(2);
    ASSERT_TRUE(box.add(delivery(2, "a")) && box.add(delivery(1, "b")) && box.add(delivery(1, "c")));
    EXPECT_EQ(box.next(), publish("t", "a", 2, 1));
    EXPECT_EQ(box.next(), publish("t", "b", 1, 2));
    EXPECT_EQ(box.next(), std::nullopt);
    EXPECT_EQ(box.pubrec(1), Answer::fits);
    EXPECT_EQ(box.next(), std::nullopt); // Until PUBCOMP it is under way.
    EXPECT_EQ(box.pubcomp(1), Answer::fits);
    EXPECT_EQ(box.next(), publish("t", "c", 1, 3));
}

// [MQTT-2.3.1-4]
TEST(Outbox, WrapsIdentifiersPastThoseInUseAndZero)
{
    auto box = outbox();
    ASSERT_TRUE(box.add(delivery(2, "stays")));
    EXPECT_EQ(box.next(), publish("t", "stays", 2, 1));
    EXPECT_EQ(box.pubrec(1), Answer::fits);
    ASSERT_TRUE(box.add(delivery(1, "stays, too")));
    EXPECT_EQ(box.next(), publish("t", "stays, too", 1, 2));
    for (unsigned id = 3; id <= 65'535; ++id) {
        ASSERT_TRUE(box.add(delivery(1)));
        ASSERT_EQ(box.next()->packet_id, id);
        ASSERT_EQ(box.puback(static_cast<std::uint16_t>(id)), Answer::fits);
    }
    ASSERT_TRUE(box.add(delivery(1, "next")));
    EXPECT_EQ(box.next(), publish("t", "next", 1, 3));
}

// [MQTT-4.4.0-1] [MQTT-3.3.1-1] [MQTT-4.6.0-1] [MQTT-4.6.0-4]
TEST(Outbox, SendsAgainInTheOriginalOrders)
{
    auto box = outbox();
    ASSERT_TRUE(box.add(delivery(1, "a")) && box.add(delivery(2, "b")) && box.add(delivery(2, "c")) &&
                box.add(delivery(2, "d")));
    ASSERT_TRUE(box.next() && box.next() && box.next() && box.next());
    EXPECT_EQ(box.pubrec(3), Answer::fits);
    EXPECT_EQ(box.pubrec(2), Answer::fits);
    EXPECT_EQ(box.unacknowledged(),
              (Packets{pubrel(3), pubrel(2), dup(publish("t", "a", 1, 1)), dup(publish("t", "d", 2, 4))}));
}

TEST(Outbox, DoesNotSendAgainWhatWasNeverSent)
{
    auto box = outbox(1);
    ASSERT_TRUE(box.add(delivery(1, "a")) && box.add(delivery(1, "b")));
    EXPECT_EQ(box.next(), publish("t", "a", 1, 1));
    EXPECT_EQ(box.unacknowledged(), Packets{dup(publish("t", "a", 1, 1))});
}

TEST(Outbox, TellsAnswersThatDoNotFit)
{
    auto box = outbox();
    ASSERT_TRUE(box.add(delivery(1)) && box.add(delivery(2)) && box.add(delivery(2)));
    ASSERT_TRUE(box.next() && box.next() && box.next());
    ASSERT_EQ(box.pubrec(3), Answer::fits);
    EXPECT_EQ(box.puback(9), Answer::unknown_id);
    EXPECT_EQ(box.pubrec(9), Answer::unknown_id);
    EXPECT_EQ(box.pubcomp(9), Answer::unknown_id);
    EXPECT_EQ(box.pubrec(1), Answer::out_of_turn);
    EXPECT_EQ(box.puback(2), Answer::out_of_turn);
    EXPECT_EQ(box.puback(3), Answer::out_of_turn);
    EXPECT_EQ(box.pubcomp(2), Answer::out_of_turn);
    EXPECT_EQ(box.pubrec(3), Answer::fits); // PUBREL may have been lost.
    EXPECT_EQ(box.size(), 3U);
}

TEST(Outbox, LeavesOutTheNewestQos0WhenFull)
{
    auto box = outbox(10, 3);
    ASSERT_TRUE(box.add(delivery(0, "a")) && box.add(delivery(0, "b")) && box.add(delivery(1, "c")));
    EXPECT_TRUE(box.add(delivery(0, "left out")));
    EXPECT_TRUE(box.add(delivery(1, "d")));
    EXPECT_EQ(box.next(), publish("t", "a"));
    EXPECT_EQ(box.next(), publish("t", "c", 1, 1));
    EXPECT_EQ(box.next(), publish("t", "d", 1, 2));
    EXPECT_EQ(box.next(), std::nullopt);
}

TEST(Outbox, HasNoMoreQos0ToLeaveOutThanItHolds)
{
    auto box = outbox(10, 2);
    ASSERT_TRUE(box.add(delivery(0)) && box.add(delivery(1, "a")));
    EXPECT_TRUE(box.add(delivery(1, "b")));
    EXPECT_FALSE(box.add(delivery(1, "c")));
    EXPECT_EQ(box.size(), 2U);
}

TEST(Outbox, FindsNoRoomForAMessageThatMustNotBeLost)
{
    auto box = outbox(10, 2);
    ASSERT_TRUE(box.add(delivery(1)) && box.add(delivery(2)));
    EXPECT_FALSE(box.add(delivery(1)));
}

TEST(Outbox, CountsTheBytesThatWait)
{
    auto box = outbox(10, 10, 8);
    ASSERT_TRUE(box.add(delivery(1, "1234567")));
    EXPECT_FALSE(box.add(delivery(1, "")));
    EXPECT_EQ(box.next(), publish("t", "1234567", 1, 1));
    EXPECT_TRUE(box.add(delivery(1, "")));
}

} // namespace
} // namespace mqttspec::reference
