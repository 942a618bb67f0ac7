// SPDX-License-Identifier: Apache-2.0
#include "net/sleepers.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace mqttspec::net {

thread_local Schedule* Schedule::current = nullptr;

namespace {

/// Time stands still while work is done; but a peer that floods without end would then keep every deadline
/// from being reached. So this much work without a rest takes some time.
constexpr std::size_t instant_limit = 100'000;
constexpr Duration shortest_overrun = std::chrono::milliseconds(1);
constexpr Duration longest_overrun = std::chrono::minutes(1);

/// How much time that is: a little, and twice as much each time while the same deadline stays the next, for
/// then nobody gets on with what they wait for. At most half the way there, so that who began to wait a
/// moment ago is not cut short.
class Overrun
{
public:
    [[nodiscard]] Duration next(Schedule const& schedule);

private:
    TimePoint awaited_{};
    Duration duration_ = shortest_overrun;
};

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
    Overrun overrun;
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
            overrun = {};
        } else if (at_this_instant == instant_limit) {
            move_to(schedule, schedule.now + overrun.next(schedule));
            at_this_instant = 0;
        }
    }
    return Ran::done;
}

Duration Overrun::next(Schedule const& schedule)
{
    auto const is_ahead = [&schedule](Parked const& it) { return it.deadline > schedule.now; };
    auto const first = std::ranges::find_if(schedule.dated, is_ahead);
    auto const awaited = first == schedule.dated.end() ? TimePoint::max() : first->deadline;
    if (std::exchange(awaited_, awaited) != awaited)
        duration_ = shortest_overrun;
    auto const duration = std::min(duration_, (awaited - schedule.now) / 2);
    duration_ = std::min(duration_ * 2, longest_overrun);
    return std::max(duration, shortest_overrun);
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
