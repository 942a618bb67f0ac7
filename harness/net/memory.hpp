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

/// Two ends of a connection that behave as TCP does on one machine, without sockets. `capacity_bytes` is what
/// each direction holds before a writer has to wait for the reader.
[[nodiscard]] std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>>
make_memory_pair(boost::asio::any_io_executor executor, std::size_t capacity_bytes = 256U * 1024);

/// A place in memory to connect to.
class MemoryListener : public Listener
{
public:
    explicit MemoryListener(boost::asio::any_io_executor executor);
    ~MemoryListener() override;

    [[nodiscard]] boost::asio::awaitable<std::unique_ptr<ByteStream>> accept() override;
    void close() override;

    /// The client's end of a new connection, at once; nullptr if the listener is closed.
    [[nodiscard]] std::unique_ptr<ByteStream> connect();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_; ///< Shared with whoever waits in accept().
};

class MemoryConnector : public Connector
{
public:
    explicit MemoryConnector(MemoryListener& listener); ///< Which must outlive it.

    [[nodiscard]] boost::asio::awaitable<ConnectResult> connect(TimePoint deadline) override;
    [[nodiscard]] std::string name() const override;

private:
    MemoryListener& listener_;
};

} // namespace mqttspec::net
