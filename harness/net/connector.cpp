// SPDX-License-Identifier: Apache-2.0
#include "net/connector.hpp"

#include "net/tcp.hpp"
#include "net/tls.hpp"
#include "net/websocket.hpp"

#include <utility>

namespace mqttspec::net {

std::variant<std::unique_ptr<Connector>, std::string> make_connector(Endpoint const& endpoint,
                                                                     Security const& security)
{
    std::unique_ptr<Connector> connector = std::make_unique<TcpConnector>(endpoint);
    if (endpoint.scheme == "mqtts" || endpoint.scheme == "wss") {
        auto secured = with_tls(std::move(connector), endpoint, security);
        if (auto* const trouble = std::get_if<std::string>(&secured))
            return std::move(*trouble);
        connector = std::get<std::unique_ptr<Connector>>(std::move(secured));
    }
    if (endpoint.scheme == "ws" || endpoint.scheme == "wss")
        connector = with_websocket(std::move(connector), endpoint);
    return connector;
}

} // namespace mqttspec::net
