// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "net/listener.hpp"

#include <memory>
#include <string>

namespace mqttspec::net {

/// What a server offers on a WebSocket.
struct WebSocketService
{
    std::string path = "/mqtt";       ///< Others are not found.
    std::string subprotocol = "mqtt"; ///< That it chooses if "mqtt" is offered; empty: it names none.
};

/// A WebSocket on top of what the connector gives: each write is a frame, each read at most one.
[[nodiscard]] std::unique_ptr<Connector> with_websocket(std::unique_ptr<Connector> under,
                                                        Endpoint const& endpoint);

/// A WebSocket on top of what the listener accepts. The handshake is done by whoever reads first, so that a
/// client that is slow at it delays nobody; writing waits for that.
[[nodiscard]] std::unique_ptr<Listener> with_websocket(std::unique_ptr<Listener> under,
                                                       WebSocketService service);

} // namespace mqttspec::net
