// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace mqttspec::net {

/// Where connections come in, however they do.
class Listener
{
public:
    virtual ~Listener() = default;

    /// The next connection; nullptr once the listener is closed. One at a time may wait.
    [[nodiscard]] virtual boost::asio::awaitable<std::unique_ptr<ByteStream>> accept() = 0;

    virtual void close() = 0; ///< Who connects from now on is refused; connections that are there stay.
};

} // namespace mqttspec::net
