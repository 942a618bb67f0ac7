// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace mqttspec::net {

/// The byte stream over a socket that is connected.
[[nodiscard]] std::unique_ptr<ByteStream> make_tcp_stream(boost::asio::ip::tcp::socket socket);

/// "127.0.0.1:1883", "[::1]:1883".
[[nodiscard]] std::string name_of(boost::asio::ip::tcp::endpoint const& endpoint);

} // namespace mqttspec::net
