// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "net/connector.hpp"
#include "target/spec.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace mqttspec::target {

/// What a CONNECT came to.
struct Greeting
{
    std::optional<std::uint8_t> return_code; ///< Of CONNACK; absent if there was none.
    std::string trouble;                     ///< Why there was none, or why it refused; in words.

    [[nodiscard]] bool is_accepted() const { return return_code == 0; }

    /// Refused for a reason that time does not mend: anything but 0x03, Server unavailable.
    [[nodiscard]] bool is_final_refusal() const
    {
        return return_code && *return_code != 0 && *return_code != 3;
    }
};

/// Opens a connection, sends CONNECT as the spec's credentials and prefix say, and waits for CONNACK. Only
/// that shows that a target is up: proxies and half-started brokers accept connections, too.
[[nodiscard]] boost::asio::awaitable<Greeting> greet(net::Connector& connector, TargetSpec const& spec,
                                                     net::TimePoint deadline);

} // namespace mqttspec::target
