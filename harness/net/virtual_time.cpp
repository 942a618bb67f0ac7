// SPDX-License-Identifier: Apache-2.0
#include "net/sleepers.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cassert>

namespace mqttspec::net {

thread_local Schedule* Schedule::current = nullptr;

namespace {

/// Time stands still while work is done; but a peer that floods without end would then keep every deadline
/// from being reached. So this much work without a rest takes some time: at first this long, then twice as
/// long each time.
constexpr std::size_t instant_limit = 100'000;
constexpr Duration shortest_overrun = std::chrono::milliseconds(1);
constexpr Duration longest_overrun = std::chrono::minutes(1);

enum class Ran
{
    done,
    out_of_work,
    deadlock
};

Ran drive(Schedule& schedule, boost::asio::io_context& context, std::function<bool()> const& done);
bool jump(Schedule& schedule);
void move_to(Schedule& schedule, TimePoint now);

} // namespace

Deadlock::Deadlock() : std::runtime_error("virtual time: nothing is ready, and nobody waits for a deadline")
{}

VirtualTime::VirtualTime() : schedule_(std::make_unique<Schedule>())
{
    assert(!Schedule::current);
    Schedule::current = schedule_.get();
}

VirtualTime::~VirtualTime()
{
    Schedule::current = nullptr;
}

void VirtualTime::run(boost::asio::io_context& context)
{
    if (drive(*schedule_, context, [] { return false; }) == Ran::deadlock)
        throw Deadlock();
}

bool VirtualTime::run_until(boost::asio::io_context& context, std::function<bool()> const& done)
{
    return drive(*schedule_, context, done) == Ran::done;
}

namespace {

Ran drive(Schedule& schedule, boost::asio::io_context& context, std::function<bool()> const& done)
{
    if (context.stopped())
        context.restart();
    std::size_t at_this_instant = 0;
    Duration overrun = shortest_overrun;
    while (!done()) {
        auto const before = schedule.now;
        if (context.poll_one() == 0) {
            if (context.stopped())
                return Ran::out_of_work;
            if (!jump(schedule))
                return Ran::deadlock;
        }
        ++at_this_instant;
        if (schedule.now > before) {
            at_this_instant = 0;
            overrun = shortest_overrun;
        } else if (at_this_instant == instant_limit) {
            move_to(schedule, schedule.now + overrun);
            at_this_instant = 0;
            overrun = std::min(overrun * 2, longest_overrun);
        }
    }
    return Ran::done;
}

/// To the earliest deadline; false if there is none.
bool jump(Schedule& schedule)
{
    if (schedule.dated.empty())
        return false;
    move_to(schedule, std::max(schedule.now, schedule.dated.begin()->deadline));
    return true;
}

void move_to(Schedule& schedule, TimePoint now)
{
    schedule.now = now;
    while (!schedule.dated.empty() && schedule.dated.begin()->deadline <= now)
        schedule.dated.begin()->complete(true);
}

} // namespace

} // namespace mqttspec::net
