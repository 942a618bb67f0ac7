// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>

namespace boost::asio {
class io_context;
}

namespace mqttspec::net {

/// The one clock of the program: std::chrono::steady_clock, or the thread's virtual time while there is a
/// VirtualTime.
struct Clock
{
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;

    [[nodiscard]] static time_point now() noexcept;
};

using TimePoint = Clock::time_point; ///< TimePoint::max() as a deadline means none.
using Duration = Clock::duration;

struct Schedule;

/// Sleeps, and is the condition variable of coroutines. All waiting for time goes through here, because that
/// is what lets it run in virtual time.
class Timer
{
public:
    explicit Timer(boost::asio::any_io_executor executor);
    ~Timer(); ///< Nobody may be asleep, unless the io_context is being destroyed with its coroutines.
    Timer(Timer const&) = delete;
    Timer& operator=(Timer const&) = delete;

    /// True when the deadline was reached, false when woken before. May also be woken for nothing, and by a
    /// cancellation: test in a loop what you wait for. Several may sleep at once.
    [[nodiscard]] boost::asio::awaitable<bool> wait_until(TimePoint deadline);

    /// Wakes all who sleep now. With nobody asleep it is not remembered.
    void wake();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

[[nodiscard]] boost::asio::awaitable<void> sleep_until(TimePoint deadline);

/// Nothing is ready to run and nobody sleeps towards a deadline, though not all is done.
class Deadlock : public std::runtime_error
{
public:
    Deadlock();
};

/// Puts this thread into virtual time, from TimePoint{} on, for as long as it lives: time stands still while
/// anything can run, and then jumps to the next deadline. Sockets cannot take part. One a thread.
class VirtualTime
{
public:
    VirtualTime();
    ~VirtualTime();
    VirtualTime(VirtualTime const&) = delete;
    VirtualTime& operator=(VirtualTime const&) = delete;

    /// Runs until the context has no work left. Throws Deadlock.
    void run(boost::asio::io_context& context);

    /// Runs until `done`; false if that does not come about: a deadlock, or nothing left to run.
    [[nodiscard]] bool run_until(boost::asio::io_context& context, std::function<bool()> const& done);

private:
    std::unique_ptr<Schedule> schedule_;
};

} // namespace mqttspec::net
