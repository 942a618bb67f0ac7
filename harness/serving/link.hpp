// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "reference/event.hpp"
#include "wire/packet.hpp"

#include <memory>
#include <utility>

namespace mqttspec::serving {

/// One connection of a client. Three coroutines share it: one reads, one writes, and one closes it in time.
struct Link
{
    Link(reference::LinkId number, std::unique_ptr<net::ByteStream> over,
         boost::asio::any_io_executor const& executor)
        : id(number), stream(std::move(over)), queued(executor), ended(executor)
    {}

    [[nodiscard]] std::size_t unsent_bytes() const { return queue.size() + in_flight.size(); }

    void end()
    {
        is_over = true;
        queued.wake();
        ended.wake();
    }

    reference::LinkId id;
    std::unique_ptr<net::ByteStream> stream;

    wire::Bytes queue;     ///< Waits for what is in flight.
    wire::Bytes in_flight; ///< Is being written.
    net::End write_end = net::End::none;
    net::Timer queued; ///< The writer sleeps on it.

    bool is_over = false;     ///< For the broker, who has dropped it, or knows that it is lost.
    bool has_read = false;    ///< Nothing more will be read.
    bool has_written = false; ///< Nothing more can be written.
    net::Timer ended;         ///< The closer sleeps on it until one of these comes true.
};

using LinkPtr = std::shared_ptr<Link>;

} // namespace mqttspec::serving
