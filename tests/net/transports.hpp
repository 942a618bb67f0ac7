// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "net/run.hpp"
#include "net/tcp.hpp"

#include <boost/asio/this_coro.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::net {

/// Both ends of one connection.
struct Pair
{
    std::unique_ptr<ByteStream> near{};
    std::unique_ptr<ByteStream> far{};
};

/// A listener that was asked for and must be there.
inline std::unique_ptr<TcpListener> listen(boost::asio::any_io_executor executor, std::string const& host)
{
    auto listening = listen_tcp(executor, host, 0);
    if (auto const* const trouble = std::get_if<std::string>(&listening))
        throw std::runtime_error(*trouble);
    return std::get<std::unique_ptr<TcpListener>>(std::move(listening));
}

/// A connection over TCP to that address, or one in memory for "memory".
inline awaitable<Pair> connect_pair(std::string host)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    Pair pair;
    if (host == "memory") {
        auto [near, far] = make_memory_pair(executor);
        pair.near = std::move(near);
        pair.far = std::move(far);
        co_return pair;
    }
    auto const listener = listen(executor, host);
    auto result = co_await connect_tcp(host, listener->port(), Clock::now() + 5s);
    if (!result.stream)
        throw std::runtime_error(result.trouble);
    pair.near = std::move(result.stream);
    auto accepted = co_await listener->accept();
    pair.far = std::move(accepted);
    co_return pair;
}

/// What was read from a stream until its end, or until so many bytes were there.
struct Reading
{
    std::string text{};
    End end = End::none;
};

inline awaitable<Reading> read_until(ByteStream& stream, std::size_t bytes)
{
    Reading reading;
    std::vector<std::uint8_t> buffer(65536);
    while (reading.end == End::none && reading.text.size() < bytes) {
        auto const into = std::span(buffer);
        auto const got = co_await stream.read_some(into);
        reading.text.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got.bytes));
        reading.end = got.end;
    }
    co_return reading;
}

inline awaitable<Reading> read_all(ByteStream& stream)
{
    return read_until(stream, static_cast<std::size_t>(-1));
}

inline std::vector<std::uint8_t> bytes_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

inline awaitable<Transfer> write_text(ByteStream& stream, std::string text)
{
    auto const bytes = bytes_of(text);
    auto const result = co_await stream.write(bytes);
    co_return result;
}

} // namespace mqttspec::net
