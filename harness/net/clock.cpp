// SPDX-License-Identifier: Apache-2.0
#include "net/clock.hpp"

#include "net/sleepers.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

awaitable<bool> park(asio::any_io_executor const& executor, Sleepers& sleepers, TimePoint deadline);
awaitable<bool> wait_for_real(asio::any_io_executor const& executor, Sleepers& sleepers, TimePoint deadline);

} // namespace

struct Timer::Impl
{
    asio::any_io_executor executor;
    Sleepers sleepers;
};

Timer::Timer(asio::any_io_executor executor) : impl_(std::make_unique<Impl>())
{
    impl_->executor = std::move(executor);
}

Timer::~Timer() = default;

awaitable<bool> Timer::wait_until(TimePoint deadline)
{
    if (Schedule::current || deadline == TimePoint::max())
        return park(impl_->executor, impl_->sleepers, deadline);
    return wait_for_real(impl_->executor, impl_->sleepers, deadline);
}

void Timer::wake()
{
    // Only those who sleep now: a woken sleeper runs at the next turn at the earliest.
    while (!impl_->sleepers.empty()) {
        auto& sleeper = impl_->sleepers.front();
        impl_->sleepers.pop_front();
        sleeper.wake();
    }
}

awaitable<void> sleep_until(TimePoint deadline)
{
    auto const executor = co_await asio::this_coro::executor;
    Timer timer(executor);
    while (Clock::now() < deadline)
        co_await timer.wait_until(deadline);
}

Clock::time_point Clock::now() noexcept
{
    if (Schedule::current)
        return Schedule::current->now;
    return time_point(std::chrono::steady_clock::now().time_since_epoch());
}

namespace {

/// A coroutine that waits for nothing but a wake() or virtual time.
template <class Handler>
class ParkedHandler final : public Parked
{
public:
    ParkedHandler(Handler handler, asio::any_io_executor executor, TimePoint until)
        : Parked(until), handler_(std::move(handler)), executor_(std::move(executor))
    {
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign([this](asio::cancellation_type) { wake(); });
    }

    void complete(bool reached) override
    {
        asio::get_associated_cancellation_slot(handler_).clear();
        auto handler = std::move(handler_);
        auto const executor = std::move(executor_);
        delete this;
        asio::post(executor,
                   [handler = std::move(handler), reached]() mutable { std::move(handler)(reached); });
    }

private:
    Handler handler_;
    asio::any_io_executor executor_;
};

/// A coroutine that waits for real time; it lives in that coroutine.
class RealSleeper final : public Sleeper
{
public:
    RealSleeper(asio::any_io_executor const& executor, TimePoint deadline)
        : timer(executor, std::chrono::steady_clock::time_point(deadline.time_since_epoch()))
    {}

    void wake() override { timer.cancel(); }

    asio::steady_timer timer;
};

awaitable<bool> park(asio::any_io_executor const& executor, Sleepers& sleepers, TimePoint deadline)
{
    auto const start = [&sleepers, executor, deadline](auto handler) {
        using Handler = decltype(handler);
        auto* const parked = new ParkedHandler<Handler>(std::move(handler), executor, deadline);
        sleepers.push_back(*parked);
        auto& context = asio::query(executor, asio::execution::context);
        asio::use_service<ParkingLot>(context).add(*parked);
        if (Schedule::current && deadline != TimePoint::max())
            Schedule::current->dated.insert(*parked);
    };
    return asio::async_initiate<asio::use_awaitable_t<> const, void(bool)>(start, asio::use_awaitable);
}

awaitable<bool> wait_for_real(asio::any_io_executor const& executor, Sleepers& sleepers, TimePoint deadline)
{
    RealSleeper sleeper(executor, deadline);
    sleepers.push_back(sleeper);
    auto const [error] = co_await sleeper.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

} // namespace

asio::execution_context::id ParkingLot::id;

ParkingLot::ParkingLot(asio::execution_context& context) : asio::execution_context::service(context) {}

void ParkingLot::shutdown()
{
    parked_.clear_and_dispose([](Parked* parked) { delete parked; });
}

} // namespace mqttspec::net
