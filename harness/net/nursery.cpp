// SPDX-License-Identifier: Apache-2.0
#include "net/nursery.hpp"

#include "net/clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <list>
#include <utility>
#include <vector>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

using Signal = std::shared_ptr<asio::cancellation_signal>;
using Signals = std::list<Signal>;

/// Shared with the children's completions, which may outlive the nursery when an io_context is destroyed
/// early.
struct Nursery::State
{
    explicit State(asio::any_io_executor on) : executor(std::move(on)), changed(executor) {}

    void cancel();
    void end(Signals::iterator child, std::exception_ptr exception);

    asio::any_io_executor executor;
    Timer changed;
    Signals children; ///< One for each that has not ended.
    std::exception_ptr first;
    bool is_cancelled = false;
};

namespace {

awaitable<void> begin(awaitable<void> child);
bool is_abortion(std::exception_ptr const& exception);

} // namespace

Nursery::Nursery(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

Nursery::~Nursery() = default;

void Nursery::spawn(awaitable<void> child)
{
    auto const signal = std::make_shared<asio::cancellation_signal>();
    auto const it = state_->children.insert(state_->children.end(), signal);
    auto ended = [state = state_, it](std::exception_ptr exception) { state->end(it, std::move(exception)); };
    asio::co_spawn(state_->executor, begin(std::move(child)),
                   asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
    if (state_->is_cancelled)
        signal->emit(asio::cancellation_type::terminal);
}

awaitable<void> Nursery::join()
{
    auto const state = state_;
    bool const throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    while (true) {
        auto const cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            state->cancel();
        if (state->children.empty())
            break;
        co_await state->changed.wait_until(TimePoint::max());
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (state->first)
        std::rethrow_exception(state->first);
}

void Nursery::cancel()
{
    state_->cancel();
}

std::size_t Nursery::children() const
{
    return state_->children.size();
}

void Nursery::State::cancel()
{
    if (std::exchange(is_cancelled, true))
        return;
    auto const now = std::vector<Signal>(children.begin(), children.end());
    for (auto const& signal : now)
        signal->emit(asio::cancellation_type::terminal);
}

void Nursery::State::end(Signals::iterator child, std::exception_ptr exception)
{
    // The coroutine is just ending and still refers to its signal.
    asio::post(executor, [signal = std::move(*child)] {});
    children.erase(child);
    if (exception && !(is_cancelled && is_abortion(exception))) {
        if (!first)
            first = std::move(exception);
        cancel();
    }
    if (children.empty())
        changed.wake();
}

namespace {

/// Lets the one who spawns finish its turn first.
awaitable<void> begin(awaitable<void> child)
{
    auto const executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
    co_await std::move(child);
}

bool is_abortion(std::exception_ptr const& exception)
{
    try {
        std::rethrow_exception(exception);
    } catch (boost::system::system_error const& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace

} // namespace mqttspec::net
