// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/certificate.hpp"
#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "net/run.hpp"
#include "net/tcp.hpp"
#include "net/transport.hpp"

#include <boost/asio/this_coro.hpp>

#include <array>
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

/// A server's side does its handshake when it reads.
inline awaitable<void> read_mark(ByteStream& stream)
{
    std::array<std::uint8_t, 1> mark{};
    co_await stream.read_some(mark);
}

inline awaitable<void> accept_and_shake_hands(Listener& listener, std::unique_ptr<ByteStream>& stream)
{
    auto accepted = co_await listener.accept();
    stream = std::move(accepted);
    co_await read_mark(*stream);
}

inline Certificates const& certificates()
{
    static auto const made = make_certificates();
    return made;
}

inline ServerSecurity server_security()
{
    ServerSecurity security;
    security.certificate = certificates().server.certificate;
    security.key = certificates().server.key;
    return security;
}

inline Security client_security()
{
    Security security;
    security.authority = certificates().authority.certificate;
    return security;
}

/// A listener for "tls", "ws" or "wss" on a loopback socket, and where it is.
struct Place
{
    std::unique_ptr<Listener> listener{};
    Endpoint endpoint{};
};

inline Place place_for(boost::asio::any_io_executor executor, std::string const& transport,
                       ListenerOptions const& options)
{
    Place place;
    auto tcp = listen(executor, "127.0.0.1");
    place.endpoint.scheme = transport == "tls" ? "mqtts" : transport == "tcp" ? "mqtt" : transport;
    place.endpoint.host = "127.0.0.1";
    place.endpoint.port = tcp->port();
    place.endpoint.path = "/mqtt";
    auto dressed = dress(std::move(tcp), place.endpoint.scheme, options);
    place.listener = std::get<std::unique_ptr<Listener>>(std::move(dressed));
    return place;
}

inline Place place_for(boost::asio::any_io_executor executor, std::string const& transport)
{
    ListenerOptions options;
    options.security = server_security();
    return place_for(executor, transport, options);
}

inline std::unique_ptr<Connector> connector_to(Endpoint const& endpoint, Security const& security)
{
    return std::get<std::unique_ptr<Connector>>(make_connector(endpoint, security));
}

/// Over TLS, WebSocket or both, with both sides' handshakes done.
inline awaitable<Pair> connect_dressed(std::string transport)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    auto const place = place_for(executor, transport);
    auto const connector = connector_to(place.endpoint, client_security());
    Pair pair;
    Nursery nursery(executor);
    nursery.spawn(accept_and_shake_hands(*place.listener, pair.far));
    auto result = co_await connector->connect(Clock::now() + 5s);
    if (result.stream) {
        std::vector<std::uint8_t> const mark(1);
        co_await result.stream->write(mark);
    }
    co_await nursery.join();
    if (!result.stream)
        throw std::runtime_error(result.trouble);
    pair.near = std::move(result.stream);
    co_return pair;
}

/// A connection over TCP to that address, or one in memory for "memory"; "tls", "ws" and "wss" are on top of
/// TCP.
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
    if (host == "tls" || host == "ws" || host == "wss") {
        auto dressed = co_await connect_dressed(host);
        co_return dressed;
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
