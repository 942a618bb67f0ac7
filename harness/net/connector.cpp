// SPDX-License-Identifier: Apache-2.0
#include "net/connector.hpp"

#include "net/tcp.hpp"

namespace mqttspec::net {

std::variant<std::unique_ptr<Connector>, std::string> make_connector(Endpoint const& endpoint,
                                                                     Security const& /*security*/)
{
    if (endpoint.scheme == "mqtt")
        return std::make_unique<TcpConnector>(endpoint);
    return endpoint.scheme + ":// is not supported yet";
}

} // namespace mqttspec::net
