// SPDX-License-Identifier: Apache-2.0
#include "serving/broker_server.hpp"

#include "serving/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace mqttspec::serving {
namespace {

using net::End;
using net::run_virtually;
using testing::ElementsAre;
namespace this_coro = boost::asio::this_coro;

TEST(BrokerServer, ServesSeveralListeners)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        net::MemoryListener other(executor);
        stage.nursery.spawn(stage.server.serve(other));
        co_await settle();
        auto const one = stage.listener.connect();
        co_await settle();
        auto const two = other.connect();
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "opened 2"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, FramesWhatComesInPieces)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const client = stage.listener.connect();
        auto const first = wire::Bytes{0xC0};
        auto const second = wire::Bytes{0x00, 0xE0};
        auto const third = wire::Bytes{0x00};
        co_await client->write(first);
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1"));
        co_await client->write(second);
        co_await settle();
        co_await client->write(third);
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "PINGREQ from 1", "DISCONNECT from 1"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, TellsOfBytesThatAreNoPacketOnce)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const client = stage.listener.connect();
        auto const garbage = wire::Bytes{0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0xC0, 0x00};
        co_await client->write(garbage);
        co_await settle();
        co_await client->write(pingreq);
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "garbled 1"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, TakesAPacketThatIsTooLargeForGarbled)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        ServerOptions options;
        options.packet_bytes_max = 100;
        Stage stage(executor, options);
        auto const client = stage.listener.connect();
        auto const claim = wire::Bytes{0x30, 0xFF, 0xFF, 0xFF, 0x7F};
        co_await client->write(claim);
        co_await settle();
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "garbled 1"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

/// Wants a tick at the given time on the first packet, and at another on the second.
NotingBroker::Reply timer_on_packets(std::vector<std::chrono::seconds> times)
{
    return [times, next = std::size_t{0}](reference::Event const& event) mutable {
        std::vector<reference::Action> actions;
        if (std::holds_alternative<reference::Received>(event.what)) {
            reference::SetTimer set_timer;
            set_timer.at = times.at(next++);
            actions.emplace_back(set_timer);
        }
        return actions;
    };
}

TEST(BrokerServer, TicksWhenAsked)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = timer_on_packets({7s});
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        co_await net::sleep_until(TimePoint(60s));
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "PINGREQ from 1", "ticked at 7 s"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, TicksAtTheTimeThatWasAskedForLast)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = timer_on_packets({7s, 5s, 9s});
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        co_await settle();
        co_await client->write(pingreq);
        co_await settle();
        co_await client->write(pingreq);
        co_await net::sleep_until(TimePoint(60s));
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "PINGREQ from 1", "PINGREQ from 1",
                                                    "PINGREQ from 1", "ticked at 9 s"));
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, DelaysNobodyForOneWhoDoesNotRead)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(transmit(1, wire::Bytes(10'000'000, 0)), transmit(2, pingresp));
        auto const lazy = stage.listener.connect();
        auto const keen = stage.listener.connect();
        co_await keen->write(pingreq);
        auto const reading = co_await net::read_until(*keen, 2);
        EXPECT_EQ(reading.text, std::string("\xD0\0", 2));
        EXPECT_EQ(Clock::now(), TimePoint{});
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, WritesTheAnswersToABurstAtOnce)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(transmit(1, pingresp));
        auto const client = stage.listener.connect();
        auto const burst = wire::Bytes{0xC0, 0x00, 0xC0, 0x00, 0xC0, 0x00, 0xC0, 0x00};
        co_await client->write(burst);
        auto const reading = co_await net::read_until(*client, 8);
        EXPECT_EQ(reading.text.size(), 8U);
        EXPECT_EQ(stage.server.stats().packets_sent, 4U);
        EXPECT_EQ(stage.server.stats().writes, 1U);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, ResetsOneForWhomTooMuchIsQueued)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        ServerOptions options;
        options.queued_bytes_max = 1'000'000;
        Stage stage(executor, options);
        stage.broker.reply = on_packet(transmit(1, wire::Bytes(600'000, 0)));
        auto const lazy = stage.listener.connect();
        auto const keen = stage.listener.connect();
        co_await keen->write(pingreq);
        co_await settle();
        EXPECT_EQ(stage.server.stats().links_overflowed, 0U);
        co_await keen->write(pingreq);
        co_await settle();
        EXPECT_EQ(stage.server.stats().links_overflowed, 1U);
        EXPECT_EQ(stage.server.stats().links_open, 1U);
        EXPECT_THAT(stage.broker.notes, ElementsAre("opened 1", "opened 2", "PINGREQ from 2",
                                                    "PINGREQ from 2", "lost 1: failed"));
        auto const reading = co_await net::read_all(*lazy);
        EXPECT_EQ(reading.end, End::rst);
        stage.server.stop();
        co_await stage.nursery.join();
    });
}

TEST(BrokerServer, StopsForGood)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const client = stage.listener.connect();
        co_await settle();
        stage.server.stop();
        co_await stage.nursery.join();
        auto const reading = co_await net::read_all(*client);
        EXPECT_EQ(reading.end, End::fin);
        EXPECT_FALSE(stage.listener.connect());
        EXPECT_EQ(stage.server.stats().links_open, 0U);
        net::MemoryListener late(executor);
        co_await stage.server.serve(late);
        EXPECT_FALSE(late.connect());
    });
}

TEST(BrokerServer, ServesItsLinksToTheEndWhenTheListenerCloses)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = on_packet(transmit(1, pingresp));
        auto client = stage.listener.connect();
        co_await settle();
        stage.listener.close();
        co_await settle();
        co_await client->write(pingreq);
        auto const reading = co_await net::read_until(*client, 2);
        EXPECT_EQ(reading.text.size(), 2U);
        client->close();
        co_await stage.nursery.join();
        EXPECT_EQ(stage.server.stats().links_open, 0U);
    });
}

TEST(BrokerServer, ThrowsWhatTheBrokerThrows)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        stage.broker.reply = [](reference::Event const& event) -> std::vector<reference::Action> {
            if (std::holds_alternative<reference::Received>(event.what))
                throw std::logic_error("a bug");
            return {};
        };
        auto const client = stage.listener.connect();
        co_await client->write(pingreq);
        std::string what;
        try {
            co_await stage.nursery.join();
        } catch (std::logic_error const& error) {
            what = error.what();
        }
        EXPECT_EQ(what, "a bug");
        auto const reading = co_await net::read_all(*client);
        EXPECT_EQ(reading.end, End::fin);
    });
}

TEST(BrokerServer, EndsWhenItIsCancelled)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage(executor);
        auto const client = stage.listener.connect();
        co_await settle();
        stage.nursery.cancel();
        co_await stage.nursery.join();
        EXPECT_EQ(stage.server.stats().links_open, 0U);
        auto const reading = co_await net::read_all(*client);
        EXPECT_EQ(reading.end, End::fin);
    });
}

} // namespace
} // namespace mqttspec::serving
