// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/endpoint.hpp"
#include "net/listener.hpp"
#include "net/transport.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>
#include <variant>

namespace mqttspec::cli {

/// Where to listen, or where a server is: a URL, or a mere ADDRESS:PORT for MQTT over TCP.
struct Address
{
    net::Endpoint endpoint{};
    bool takes_any_port = false; ///< Port 0, which a URL cannot say.
    bool has_path = false;       ///< It was given, and is not the usual one.

    [[nodiscard]] bool is_secure() const { return endpoint.scheme == "mqtts" || endpoint.scheme == "wss"; }
    [[nodiscard]] bool is_websocket() const { return endpoint.scheme == "ws" || endpoint.scheme == "wss"; }
};

/// The value of that flag; returns what is wrong with it instead, in one line.
[[nodiscard]] std::variant<Address, std::string> parse_address(std::string const& flag,
                                                               std::string const& text);

/// What a server of ours shows to those who come over TLS.
struct CertificateFlags
{
    std::string certificate;
    std::string key;
    std::string ca_out;
};

/// The certificate that was named, or a new one whose authority is written where clients find it. Or what is
/// wrong with the flags, in one line.
[[nodiscard]] std::variant<net::ServerSecurity, std::string> security_of(CertificateFlags const& flags);

/// A listener, and the URL at which it is reached.
struct Door
{
    std::unique_ptr<net::Listener> listener{};
    std::string url{};
};

/// Or why there is none, in one line: "listening on 127.0.0.1:1883: Address already in use".
[[nodiscard]] std::variant<Door, std::string> open_door(boost::asio::any_io_executor const& executor,
                                                        Address const& address, net::ListenerOptions options);

} // namespace mqttspec::cli
