// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "net/listener.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace mqttspec::net {

/// Resolves the host and tries each of its addresses in turn. The deadline covers all of it, and is shared
/// out among the addresses, so that a silent one does not use it up. A name that the system resolves slowly
/// leaves that to end in the background, where it still counts as work of the io_context.
[[nodiscard]] boost::asio::awaitable<ConnectResult> connect_tcp(std::string host, std::uint16_t port,
                                                                TimePoint deadline);

class TcpConnector : public Connector
{
public:
    explicit TcpConnector(Endpoint endpoint);

    using Connector::connect;
    [[nodiscard]] boost::asio::awaitable<ConnectResult> connect(TimePoint deadline, Upgrade upgrade) override;
    [[nodiscard]] std::string name() const override;

private:
    Endpoint endpoint_;
};

/// A listening socket. SO_REUSEADDR is set: the port can be taken again at once.
class TcpListener : public Listener
{
public:
    ~TcpListener() override;

    [[nodiscard]] boost::asio::awaitable<std::unique_ptr<ByteStream>> accept() override;
    void close() override;

    [[nodiscard]] std::uint16_t port() const; ///< The real one, where 0 was asked for.

private:
    struct Impl;
    friend std::variant<std::unique_ptr<TcpListener>, std::string>
    listen_tcp(boost::asio::any_io_executor executor, std::string const& host, std::uint16_t port);

    explicit TcpListener(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

/// Listens on the first address of the host; port 0 takes a free one. Returns what is wrong instead, in one
/// line: "listening on 127.0.0.1:1883: Address already in use". Resolves names while everything else waits.
[[nodiscard]] std::variant<std::unique_ptr<TcpListener>, std::string>
listen_tcp(boost::asio::any_io_executor executor, std::string const& host, std::uint16_t port);

/// A port on 127.0.0.1 for a program that is about to be started: in nobody's use now, not even in TIME_WAIT,
/// so that it can be taken without SO_REUSEADDR. Never the same twice. Throws boost::system::system_error.
[[nodiscard]] std::uint16_t free_port();

} // namespace mqttspec::net
