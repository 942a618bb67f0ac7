// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::net {

/// Where and how to reach a server: the parts of a URL, percent-decoded.
struct Endpoint
{
    std::string scheme = "mqtt"; ///< mqtt, mqtts, ws or wss.
    std::string host{};          ///< Without the brackets of an IPv6 address.
    std::uint16_t port = 1883;
    std::string path{}; ///< From its slash on, with the query, as written; only with ws and wss.
    std::optional<std::string> user_name{};
    std::optional<std::string> password{};

    friend bool operator==(Endpoint const&, Endpoint const&) = default;
};

/// Reads `mqtt://[user[:password]@]host[:port]`; likewise mqtts, ws and wss, these two with a path. Default
/// ports are 1883, 8883, 80, 443. Returns what is wrong instead, in one line that shows no secrets.
[[nodiscard]] std::variant<Endpoint, std::string> parse_endpoint(std::string_view url);

/// The URL with its port, without user information, and without what the query says: fit for reports.
[[nodiscard]] std::string without_secrets(Endpoint const& endpoint);

/// "host:1883", "[::1]:1883".
[[nodiscard]] std::string host_and_port(std::string_view host, std::uint16_t port);

} // namespace mqttspec::net
