// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "net/listener.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace mqttspec::net {

constexpr std::size_t memory_capacity_bytes_default = 256U * 1024;

/// Two ends of a connection that behave as TCP does on one machine, without sockets, and tell the reader how
/// each write was framed, as a WebSocket does. `capacity_bytes` is what each direction holds before a writer
/// has to wait for the reader.
[[nodiscard]] std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>>
make_memory_pair(boost::asio::any_io_executor executor,
                 std::size_t capacity_bytes = memory_capacity_bytes_default);

/// A place in memory to connect to.
class MemoryListener : public Listener
{
public:
    /// `subprotocol` is what those are told who ask for one.
    explicit MemoryListener(boost::asio::any_io_executor executor, std::string subprotocol = "mqtt");
    ~MemoryListener() override;

    [[nodiscard]] boost::asio::awaitable<std::unique_ptr<ByteStream>> accept() override;
    void close() override;

    /// The client's end of a new connection, at once; nullptr if the listener is closed. `asked_for` is what
    /// the server's end tells of it.
    [[nodiscard]] std::unique_ptr<ByteStream> connect(Upgrade asked_for);
    [[nodiscard]] std::unique_ptr<ByteStream> connect() { return connect(Upgrade()); }

    [[nodiscard]] std::string const& subprotocol() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_; ///< Shared with whoever waits in accept().
};

class MemoryConnector : public Connector
{
public:
    explicit MemoryConnector(MemoryListener& listener); ///< Which must outlive it.

    using Connector::connect;
    [[nodiscard]] boost::asio::awaitable<ConnectResult> connect(TimePoint deadline, Upgrade upgrade) override;
    [[nodiscard]] std::string name() const override;

private:
    MemoryListener& listener_;
};

} // namespace mqttspec::net
