// SPDX-License-Identifier: Apache-2.0
#include "net/nursery.hpp"

#include "net/run.hpp"

#include <stdexcept>
#include <string>

namespace mqttspec::net {
namespace {

namespace this_coro = boost::asio::this_coro;

awaitable<void> sleep_for(Duration time)
{
    co_await sleep_until(Clock::now() + time);
}

awaitable<void> sleep_and_count(Duration time, int& count)
{
    co_await sleep_for(time);
    ++count;
}

awaitable<void> sleep_and_throw(Duration time, std::string what)
{
    co_await sleep_for(time);
    throw std::runtime_error(what);
}

TEST(Nursery, WaitsForAllChildren)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        int count = 0;
        nursery.spawn(sleep_and_count(1s, count));
        nursery.spawn(sleep_and_count(3s, count));
        nursery.spawn(sleep_and_count(2s, count));
        EXPECT_EQ(nursery.children(), 3U);
        co_await nursery.join();
        EXPECT_EQ(count, 3);
        EXPECT_EQ(nursery.children(), 0U);
        EXPECT_EQ(Clock::now(), TimePoint(3s));
    });
}

TEST(Nursery, JoinsAtOnceWhenEmpty)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        co_await nursery.join();
        EXPECT_EQ(Clock::now(), TimePoint{});
    });
}

TEST(Nursery, LetsTheParentFinishItsTurnFirst)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        int count = 0;
        nursery.spawn(sleep_and_count(0s, count));
        EXPECT_EQ(count, 0);
        co_await nursery.join();
        EXPECT_EQ(count, 1);
    });
}

TEST(Nursery, ThrowsTheFirstExceptionAndCancelsTheSiblings)
{
    auto const body = []() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        int count = 0;
        nursery.spawn(sleep_and_count(1h, count));
        nursery.spawn(sleep_and_throw(20ms, "second"));
        nursery.spawn(sleep_and_throw(10ms, "first"));
        std::string what;
        try {
            co_await nursery.join();
        } catch (std::runtime_error const& error) {
            what = error.what();
        }
        EXPECT_EQ(what, "first");
        EXPECT_EQ(count, 0);
        EXPECT_EQ(nursery.children(), 0U);
    };
    run_virtually(body);
    run_really(body);
}

TEST(Nursery, TakesACancellationForNoFailure)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        int count = 0;
        nursery.spawn(sleep_and_count(1h, count));
        co_await sleep_for(1s);
        nursery.cancel();
        co_await nursery.join();
        EXPECT_EQ(count, 0);
        EXPECT_EQ(Clock::now(), TimePoint(1s));
    });
}

TEST(Nursery, CancelsWhoIsSpawnedTooLate)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        int count = 0;
        nursery.cancel();
        nursery.spawn(sleep_and_count(1h, count));
        co_await nursery.join();
        EXPECT_EQ(count, 0);
        EXPECT_EQ(Clock::now(), TimePoint{});
    });
}

TEST(Nursery, ReportsAnExceptionThatFollowsACancellation)
{
    auto const stubborn = []() -> awaitable<void> {
        try {
            co_await sleep_for(1h);
        } catch (...) {
            throw std::runtime_error("while cleaning up");
        }
    };
    run_virtually([&stubborn]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        nursery.spawn(stubborn());
        co_await sleep_for(1s);
        nursery.cancel();
        bool has_thrown = false;
        try {
            co_await nursery.join();
        } catch (std::runtime_error const&) {
            has_thrown = true;
        }
        EXPECT_TRUE(has_thrown);
    });
}

/// The parent of a nursery that is itself a child of another.
awaitable<void> raise_one(int& count, bool& has_joined)
{
    co_await this_coro::throw_if_cancelled(false);
    auto const executor = co_await this_coro::executor;
    Nursery nursery(executor);
    nursery.spawn(sleep_and_count(1h, count));
    co_await nursery.join();
    has_joined = true;
}

TEST(Nursery, HandsACancellationOnAndStillJoins)
{
    auto const body = []() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        int count = 0;
        bool has_joined = false;
        nursery.spawn(raise_one(count, has_joined));
        co_await sleep_for(5ms);
        nursery.cancel();
        co_await nursery.join();
        EXPECT_EQ(count, 0);
        EXPECT_TRUE(has_joined);
    };
    run_virtually(body);
    run_really(body);
}

awaitable<void> cancel_from_within(Nursery& nursery, bool& has_gone_on)
{
    co_await sleep_for(1s);
    nursery.cancel();
    co_await sleep_for(1s);
    has_gone_on = true;
}

TEST(Nursery, CanBeCancelledByAChild)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        bool has_gone_on = false;
        nursery.spawn(cancel_from_within(nursery, has_gone_on));
        co_await nursery.join();
        EXPECT_FALSE(has_gone_on);
        EXPECT_EQ(Clock::now(), TimePoint(1s));
    });
}

} // namespace
} // namespace mqttspec::net
