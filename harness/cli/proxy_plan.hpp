// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/door.hpp"
#include "cli/judged.hpp"
#include "net/connector.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

/// What the call of `mqttspec proxy` says.
struct ProxyFlags
{
    std::vector<std::string> listen;
    std::string upstream;
    CertificateFlags shown;
    net::Security trusted;
    std::uint64_t most_packet_bytes = 1U << 20U;
    bool is_whole = false;
    TellingFlags telling;
};

void declare(CLI::App& app, ProxyFlags& flags);

/// Where it listens, and what it shows there; where it goes on to, and whom it trusts there.
struct ProxyPlan
{
    std::vector<Address> listen{};
    Address upstream{};
    net::ListenerOptions shown{};
    net::Security trusted{};

    [[nodiscard]] std::string upstream_name() const;
};

/// Or what is wrong with the flags, in one line.
[[nodiscard]] std::variant<ProxyPlan, std::string> make_plan(ProxyFlags const& flags);

/// A listener, and the way on from it.
struct OpenGate
{
    Door door{};
    std::unique_ptr<net::Connector> upstream{};
};

/// A WebSocket that comes in and is to go on as one passes as it is, its handshake included; TLS ends here
/// and begins anew. Returns what stands in the way, in one line.
[[nodiscard]] std::variant<OpenGate, std::string> open_gate(boost::asio::any_io_executor const& executor,
                                                            Address const& listen, ProxyPlan const& plan);

} // namespace mqttspec::cli
