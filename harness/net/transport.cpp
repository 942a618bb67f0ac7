// SPDX-License-Identifier: Apache-2.0
#include "net/transport.hpp"

#include <utility>

namespace mqttspec::net {

std::variant<std::unique_ptr<Listener>, std::string>
dress(std::unique_ptr<Listener> listener, std::string_view scheme, ListenerOptions const& options)
{
    if (scheme == "mqtts" || scheme == "wss") {
        auto secured = with_tls(std::move(listener), options.security);
        if (auto* const trouble = std::get_if<std::string>(&secured))
            return std::move(*trouble);
        listener = std::get<std::unique_ptr<Listener>>(std::move(secured));
    }
    if (scheme == "ws" || scheme == "wss")
        listener = with_websocket(std::move(listener), options.service);
    return listener;
}

} // namespace mqttspec::net
