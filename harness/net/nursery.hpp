// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>

namespace mqttspec::net {

/// Runs coroutines side by side and waits for them: the one place where coroutines are started. Whoever makes
/// a Nursery joins it, on every path, so that what the children refer to outlives them. A coroutine that can
/// itself be cancelled says `co_await boost::asio::this_coro::throw_if_cancelled(false);` before it spawns,
/// because otherwise its `co_await nursery.join()` would throw before it begins.
class Nursery
{
public:
    explicit Nursery(boost::asio::any_io_executor executor);
    ~Nursery();
    Nursery(Nursery const&) = delete;
    Nursery& operator=(Nursery const&) = delete;

    /// Starts the child at the next turn. Also when the nursery was cancelled; the child is then cancelled,
    /// too.
    void spawn(boost::asio::awaitable<void> child);

    /// Waits until all children have ended, then throws the first exception that any of them threw. A child
    /// that throws has its siblings cancelled; so does a cancellation of the one who waits here.
    [[nodiscard]] boost::asio::awaitable<void> join();

    /// Every child's pending operation is aborted, and its next `co_await` throws. To end so is no failure.
    void cancel();

    [[nodiscard]] std::size_t children() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace mqttspec::net
