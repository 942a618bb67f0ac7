// SPDX-License-Identifier: Apache-2.0
#include "net/clock.hpp"

#include "net/nursery.hpp"
#include "net/run.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

namespace mqttspec::net {
namespace {

using testing::ElementsAre;
namespace this_coro = boost::asio::this_coro;

TimePoint at(Duration since_start)
{
    return TimePoint(since_start);
}

awaitable<void> note_at(TimePoint deadline, std::string name, std::vector<std::string>& notes)
{
    co_await sleep_until(deadline);
    notes.push_back(name);
}

awaitable<void> note_wake(Timer& timer, TimePoint deadline, std::vector<bool>& reached)
{
    bool const in_time = co_await timer.wait_until(deadline);
    reached.push_back(in_time);
}

/// Is always ready to run.
awaitable<void> work_until(bool const& has_ended)
{
    auto const executor = co_await this_coro::executor;
    while (!has_ended)
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

/// Many waits, one after the other, each of which is soon over; counts those that are cut short.
awaitable<void> exchange(int times, int& late)
{
    auto const executor = co_await this_coro::executor;
    Timer timer(executor);
    for (int i = 0; i < times; ++i) {
        boost::asio::post(executor, [&timer] { timer.wake(); });
        bool const is_late = co_await timer.wait_until(Clock::now() + 10ms);
        late += is_late ? 1 : 0;
    }
}

TEST(Clock, IsTheSteadyClockInRealTime)
{
    auto const before = std::chrono::steady_clock::now().time_since_epoch();
    auto const now = Clock::now().time_since_epoch();
    auto const after = std::chrono::steady_clock::now().time_since_epoch();
    EXPECT_LE(before, now);
    EXPECT_LE(now, after);
}

TEST(Timer, ReachesItsDeadlineInRealTime)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Timer timer(executor);
        auto const deadline = Clock::now() + 20ms;
        bool const reached = co_await timer.wait_until(deadline);
        EXPECT_TRUE(reached);
        EXPECT_GE(Clock::now(), deadline);
    });
}

TEST(Timer, WakesEverybodyBeforeTheirDeadlinesInRealTime)
{
    std::vector<bool> reached;
    run_really([&reached]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Timer timer(executor);
        Nursery nursery(executor);
        nursery.spawn(note_wake(timer, Clock::now() + 1h, reached));
        nursery.spawn(note_wake(timer, Clock::now() + 2h, reached));
        nursery.spawn(note_wake(timer, TimePoint::max(), reached));
        co_await sleep_until(Clock::now() + 5ms);
        timer.wake();
        co_await nursery.join();
    });
    EXPECT_THAT(reached, ElementsAre(false, false, false));
}

TEST(Timer, WakesEverybodyBeforeTheirDeadlinesInVirtualTime)
{
    std::vector<bool> reached;
    run_virtually([&reached]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Timer timer(executor);
        Nursery nursery(executor);
        nursery.spawn(note_wake(timer, at(1h), reached));
        nursery.spawn(note_wake(timer, TimePoint::max(), reached));
        co_await sleep_until(at(5ms));
        timer.wake();
        co_await nursery.join();
        EXPECT_EQ(Clock::now(), at(5ms));
    });
    EXPECT_THAT(reached, ElementsAre(false, false));
}

TEST(Timer, DoesNotRememberAWake)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Timer timer(executor);
        timer.wake();
        bool const reached = co_await timer.wait_until(at(1s));
        EXPECT_TRUE(reached);
    });
}

TEST(Timer, WakesOnlyWhoSleepsNow)
{
    std::vector<bool> reached;
    run_virtually([&reached]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Timer timer(executor);
        Nursery nursery(executor);
        nursery.spawn(note_wake(timer, at(10s), reached));
        timer.wake(); // The child has not begun.
        co_await nursery.join();
    });
    EXPECT_THAT(reached, ElementsAre(true));
}

TEST(Timer, EndsTheSleepOfOneWhoIsCancelled)
{
    std::vector<bool> reached;
    auto const body = [&reached]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Timer timer(executor);
        Nursery nursery(executor);
        nursery.spawn(note_wake(timer, Clock::now() + 1h, reached));
        nursery.spawn(note_wake(timer, TimePoint::max(), reached));
        co_await sleep_until(Clock::now() + 1ms);
        nursery.cancel();
        co_await nursery.join();
    };
    run_really(body);
    run_virtually(body);
    EXPECT_THAT(reached, ElementsAre(false, false, false, false));
}

/// Whoever sleeps when the io_context goes is destroyed with it: the address sanitizer watches.
TEST(Timer, LeavesNobodyBehindWhenTheContextGoes)
{
    auto const token = std::make_shared<int>(0);
    auto const sleep = [](std::shared_ptr<int>, TimePoint deadline) -> awaitable<void> {
        co_await sleep_until(deadline);
    };
    Course course;
    {
        VirtualTime time;
        boost::asio::io_context context(1);
        boost::asio::co_spawn(context, sleep(token, TimePoint::max()), [](std::exception_ptr) {});
        boost::asio::co_spawn(context, sleep(token, at(1h)), [](std::exception_ptr) {});
        EXPECT_FALSE(time.run_until(context, [] { return Clock::now() >= at(2h); }));
        EXPECT_EQ(token.use_count(), 2);
    }
    EXPECT_EQ(token.use_count(), 1);
}

TEST(VirtualTime, SleepsLongInNoTime)
{
    auto const before = std::chrono::steady_clock::now();
    run_virtually([]() -> awaitable<void> {
        for (int second = 1; second <= 3000; ++second)
            co_await sleep_until(Clock::now() + 1s);
        EXPECT_EQ(Clock::now(), at(3000s));
    });
    EXPECT_LT(std::chrono::steady_clock::now() - before, 60s); // The measured time is some milliseconds.
}

TEST(VirtualTime, WakesInTheOrderOfDeadlines)
{
    std::vector<std::string> notes;
    run_virtually([&notes]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        nursery.spawn(note_at(at(3s), "third", notes));
        nursery.spawn(note_at(at(1s), "first", notes));
        nursery.spawn(note_at(at(2s), "second, asleep before", notes));
        nursery.spawn(note_at(at(2s), "second, asleep after", notes));
        co_await nursery.join();
        EXPECT_EQ(Clock::now(), at(3s));
    });
    EXPECT_THAT(notes, ElementsAre("first", "second, asleep before", "second, asleep after", "third"));
}

TEST(VirtualTime, StandsStillWhileAnythingCanRun)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        std::vector<std::string> notes;
        for (int i = 0; i < 100; ++i)
            nursery.spawn(note_at(at(0s), "at once", notes));
        co_await nursery.join();
        EXPECT_EQ(notes.size(), 100U);
        EXPECT_EQ(Clock::now(), at(0s));
    });
}

TEST(VirtualTime, ReachesADeadlineThoughWorkNeverEnds)
{
    VirtualTime time;
    boost::asio::io_context context(1);
    Nursery nursery(context.get_executor());
    std::vector<std::string> notes;
    bool const has_ended = false;
    nursery.spawn(note_at(at(5ms), "reached", notes));
    nursery.spawn(work_until(has_ended));
    EXPECT_TRUE(time.run_until(context, [&notes] { return !notes.empty(); }));
    EXPECT_LT(Clock::now(), at(5ms) + 2ms);
}

TEST(VirtualTime, PassesThoughNobodyWaitsForItAndWorkNeverEnds)
{
    VirtualTime time;
    boost::asio::io_context context(1);
    Nursery nursery(context.get_executor());
    bool const has_ended = false;
    nursery.spawn(work_until(has_ended));
    EXPECT_TRUE(time.run_until(context, [] { return Clock::now() >= at(3ms); }));
}

TEST(VirtualTime, CutsNobodyShortWhoseWaitsAreManyAndBrief)
{
    int late = 0;
    run_virtually([&late]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        for (int i = 0; i < 3; ++i)
            nursery.spawn(exchange(100'000, late));
        co_await nursery.join();
    });
    EXPECT_EQ(late, 0);
}

TEST(VirtualTime, ThrowsWhenNothingCanEverHappen)
{
    VirtualTime time;
    boost::asio::io_context context(1);
    Nursery nursery(context.get_executor());
    nursery.spawn(sleep_until(TimePoint::max()));
    EXPECT_THROW(time.run(context), Deadlock);
    EXPECT_FALSE(time.run_until(context, [] { return false; }));
}

TEST(VirtualTime, RunsUntilWhatWasAskedFor)
{
    VirtualTime time;
    boost::asio::io_context context(1);
    Nursery nursery(context.get_executor());
    nursery.spawn(sleep_until(at(10s)));
    EXPECT_TRUE(time.run_until(context, [] { return Clock::now() >= at(10s); }));
    EXPECT_EQ(Clock::now(), at(10s));
}

TEST(VirtualTime, SaysWhenTheWorkRanOutBefore)
{
    VirtualTime time;
    boost::asio::io_context context(1);
    Nursery nursery(context.get_executor());
    nursery.spawn(sleep_until(at(10s)));
    EXPECT_FALSE(time.run_until(context, [] { return Clock::now() >= at(11s); }));
    EXPECT_EQ(nursery.children(), 0U);
}

TEST(VirtualTime, GivesRealTimeBackWhenItEnds)
{
    {
        VirtualTime time;
        EXPECT_EQ(Clock::now(), TimePoint{});
    }
    EXPECT_GT(Clock::now(), TimePoint{});
}

} // namespace
} // namespace mqttspec::net
