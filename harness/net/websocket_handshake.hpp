// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/connector.hpp"
#include "net/websocket.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::net {

/// What an opening handshake (RFC 6455, 4) came to.
struct Handshake
{
    bool is_done = false;
    std::string trouble{};                 ///< Why not, as it goes on behind the name of the peer.
    std::optional<UpgradeAnswer> answer{}; ///< For a client, whenever there was one.
    std::optional<Upgrade> asked_for{};    ///< For a server, whenever there was a request.
    std::vector<std::uint8_t> rest{};      ///< What was read behind it.
    Transfer end{};                        ///< Where the connection ended first.
};

/// The client's part. `host` is that of the URL, with its port.
[[nodiscard]] boost::asio::awaitable<Handshake> request_upgrade(ByteStream& stream, std::string host,
                                                                std::string path,
                                                                std::vector<std::string> subprotocols);

/// The server's part: agrees, or answers with an error of HTTP.
[[nodiscard]] boost::asio::awaitable<Handshake> answer_upgrade(ByteStream& stream, WebSocketService service);

} // namespace mqttspec::net
