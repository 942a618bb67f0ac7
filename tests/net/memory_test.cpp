// SPDX-License-Identifier: Apache-2.0
#include "net/memory.hpp"

#include "net/transports.hpp"

#include <gtest/gtest.h>

namespace mqttspec::net {
namespace {

namespace this_coro = boost::asio::this_coro;

awaitable<void> accept_into(Listener& listener, std::unique_ptr<ByteStream>& stream, bool& has_ended)
{
    auto accepted = co_await listener.accept();
    stream = std::move(accepted);
    has_ended = true;
}

awaitable<void> write_late(ByteStream& stream, Duration after)
{
    co_await sleep_until(Clock::now() + after);
    co_await write_text(stream, "late");
}

TEST(MemoryPair, WorksInVirtualTime)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto const pair = co_await connect_pair("memory");
        Nursery nursery(executor);
        nursery.spawn(write_late(*pair.near, 1h));
        auto const reading = co_await read_until(*pair.far, 4);
        EXPECT_EQ(reading.text, "late");
        EXPECT_EQ(Clock::now(), TimePoint(1h));
        co_await nursery.join();
    });
}

TEST(MemoryPair, HoldsNoMoreThanItsCapacity)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto const [near, far] = make_memory_pair(executor, 3);
        Nursery nursery(executor);
        nursery.spawn(write_late(*near, 0s));
        co_await sleep_until(TimePoint(1s));
        EXPECT_EQ(nursery.children(), 1U);
        auto const first = co_await read_until(*far, 3);
        EXPECT_EQ(first.text, "lat");
        auto const second = co_await read_until(*far, 1);
        EXPECT_EQ(second.text, "e");
        co_await nursery.join();
    });
}

TEST(MemoryListener, AcceptsWhoConnectedBefore)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        MemoryListener listener(executor);
        auto const near = listener.connect();
        auto const far = co_await listener.accept();
        co_await write_text(*near, "hello");
        auto const reading = co_await read_until(*far, 5);
        EXPECT_EQ(reading.text, "hello");
    });
}

TEST(MemoryListener, WaitsForWhoConnectsLater)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        MemoryListener listener(executor);
        MemoryConnector connector(listener);
        std::unique_ptr<ByteStream> accepted;
        bool has_ended = false;
        Nursery nursery(executor);
        nursery.spawn(accept_into(listener, accepted, has_ended));
        co_await sleep_until(TimePoint(1s));
        EXPECT_FALSE(has_ended);
        auto const result = co_await connector.connect(TimePoint::max());
        EXPECT_TRUE(result.stream);
        co_await nursery.join();
        EXPECT_TRUE(accepted);
    });
}

TEST(MemoryListener, RefusesWhenClosed)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        MemoryListener listener(executor);
        MemoryConnector connector(listener);
        listener.close();
        auto const result = co_await connector.connect(TimePoint::max());
        EXPECT_FALSE(result.stream);
        EXPECT_EQ(result.error, boost::asio::error::connection_refused);
        EXPECT_EQ(result.trouble, "connecting to memory: Connection refused");
        auto const accepted = co_await listener.accept();
        EXPECT_FALSE(accepted);
    });
}

TEST(MemoryListener, EndsAPendingAcceptWhenClosed)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        MemoryListener listener(executor);
        std::unique_ptr<ByteStream> accepted;
        bool has_ended = false;
        Nursery nursery(executor);
        nursery.spawn(accept_into(listener, accepted, has_ended));
        co_await sleep_until(TimePoint(1s));
        listener.close();
        co_await nursery.join();
        EXPECT_TRUE(has_ended);
        EXPECT_FALSE(accepted);
    });
}

TEST(MemoryListener, ResetsWhomNobodyHasAcceptedWhenClosed)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        MemoryListener listener(executor);
        auto const near = listener.connect();
        listener.close();
        auto const reading = co_await read_all(*near);
        EXPECT_EQ(reading.end, End::rst);
    });
}

TEST(MemoryListener, TellsWhatTheClientOfferedThatItRefuses)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        MemoryListener listener(executor);
        MemoryConnector connector(listener);
        Upgrade upgrade;
        upgrade.subprotocols = {"chat", "game"};
        auto const result = co_await connector.connect(TimePoint::max(), upgrade);
        EXPECT_FALSE(result.stream);
        auto const accepted = co_await listener.accept();
        auto const* const asked = accepted->asked_for();
        EXPECT_NE(asked, nullptr);
        if (asked != nullptr) {
            EXPECT_EQ(asked->subprotocols, upgrade.subprotocols);
        }
        auto const reading = co_await read_all(*accepted);
        EXPECT_EQ(reading.end, End::fin);
    });
}

} // namespace
} // namespace mqttspec::net
