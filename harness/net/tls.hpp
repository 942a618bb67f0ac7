// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "net/listener.hpp"

#include <memory>
#include <string>
#include <variant>

namespace mqttspec::net {

/// What a server shows, and what it asks for. PEM texts, not files.
struct ServerSecurity
{
    std::string certificate{}; ///< With its chain behind it.
    std::string key{};
    std::string
        client_ca{}; ///< Clients must show a certificate that these have signed; empty: they need none.
};

/// TLS on top of what the connector gives. The certificate must hold for the endpoint's host, a name or an
/// address. Returns what is wrong with the security instead, in one line.
[[nodiscard]] std::variant<std::unique_ptr<Connector>, std::string>
with_tls(std::unique_ptr<Connector> under, Endpoint const& endpoint, Security const& security);

/// TLS on top of what the listener accepts. The handshake is done by whoever reads first, so that a client
/// that is slow at it delays nobody; writing waits for that.
[[nodiscard]] std::variant<std::unique_ptr<Listener>, std::string> with_tls(std::unique_ptr<Listener> under,
                                                                            ServerSecurity const& security);

} // namespace mqttspec::net
