// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/listener.hpp"
#include "net/tls.hpp"
#include "net/websocket.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::net {

/// What a listener needs besides an address; each scheme takes what it needs.
struct ListenerOptions
{
    ServerSecurity security{};
    WebSocketService service{};
};

/// Puts TLS, WebSocket, both or neither on top of a listener, as the scheme says: mqtt, mqtts, ws, wss.
/// Returns what is wrong with the security instead, in one line.
[[nodiscard]] std::variant<std::unique_ptr<Listener>, std::string>
dress(std::unique_ptr<Listener> listener, std::string_view scheme, ListenerOptions const& options);

} // namespace mqttspec::net
