// SPDX-License-Identifier: Apache-2.0
// How a link ends: who learns of it, in what order, and when.
#include "serving/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::serving {
namespace {

using net::End;
using net::run_virtually;
using testing::ElementsAre;
using testing::IsEmpty;
namespace this_coro = boost::asio::this_coro;

TEST(Drop, SendsAllThatIsQueuedAndThenAFin)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(transmit(1, wire::Bytes(1'000'000, 0)), transmit(1, pingresp), drop(1),
                                       transmit(1, pingresp));
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        auto const reading = co_await net::read_all(*client);
        EXPECT_EQ(reading.text.size(), 1'000'002U);
        EXPECT_EQ(reading.end, End::fin);
        EXPECT_EQ(Clock::now(), TimePoint{});
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Drop, IsNotReportedAsALoss)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(drop(1));
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        co_await settle();
        client->close();
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "PINGREQ from 1"));
        EXPECT_EQ(stage.server.stats().links_open, 0U);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Drop, ThrowsAwayWhatComesAfterwards)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(drop(1));
        auto const client = stage.listener.connect();
        auto const three = wire::Bytes{0xC0, 0x00, 0xC0, 0x00, 0xC0, 0x00};
        co_await client->write(three);
        co_await settle();
        auto const put = co_await client->write(three);
        EXPECT_EQ(put.end, End::none); // No RST that might destroy what the server has sent last.
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "PINGREQ from 1"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Drop, ReachesOneWhoIsSilent)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(drop(1));
        auto const silent = stage.listener.connect();
        auto const other = stage.listener.connect();
        co_await other->write(pingreq);
        auto const reading = co_await net::read_all(*silent);
        EXPECT_EQ(reading.end, End::fin);
        EXPECT_EQ(Clock::now(), TimePoint{});
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Drop, ClosesAPeerThatDoesNotCloseAfterTheLinger)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        ServerOptions options;
        options.linger = 3s;
        Stage stage(executor, options);
        stage.broker.reply = on_packet(drop(1));
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        co_await net::sleep_until(TimePoint(2999ms));
        EXPECT_EQ(stage.server.stats().links_open, 1U);
        co_await net::sleep_until(TimePoint(3001ms));
        EXPECT_EQ(stage.server.stats().links_open, 0U);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Drop, ClosesAPeerThatDoesNotReadAfterTheLinger)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(transmit(1, wire::Bytes(1'000'000, 0)), drop(1));
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        co_await net::sleep_until(TimePoint(1min));
        EXPECT_EQ(stage.server.stats().links_open, 0U);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Loss, TellsFinAndRstApart)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const one = stage.listener.connect();
        auto const other = stage.listener.connect();
        co_await settle();
        one->close();
        co_await settle();
        other->reset();
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "opened 2", "lost 1: fin", "lost 2: rst"));
        EXPECT_EQ(stage.server.stats().links_open, 0U);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Loss, ComesAfterAllThatWasReceivedBefore)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const client = stage.listener.connect();
        auto const both = wire::Bytes{0xC0, 0x00, 0xE0, 0x00};
        co_await client->write(both);
        client->reset();
        co_await settle();
        EXPECT_THAT(stage.broker.notes,
                    ElementsAre("opened 1", "PINGREQ from 1", "DISCONNECT from 1", "lost 1: rst"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Loss, ByHalfCloseStillSendsWhatWasQueued)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(transmit(1, wire::Bytes(1'000'000, 0)));
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        client->shutdown_send();
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "PINGREQ from 1", "lost 1: fin"));
        auto const reading = co_await net::read_all(*client);
        EXPECT_EQ(reading.text.size(), 1'000'000U);
        EXPECT_EQ(reading.end, End::fin);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(Stop, IsNotReportedAsALoss)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const client = stage.listener.connect();
        co_await settle();
        stage.broker.notes.clear();
        stage.server.stop();
        co_await stage.nursery.join();
        EXPECT_THAT(stage.broker.notes, IsEmpty());
    });
}

} // namespace
} // namespace mqttspec::serving
