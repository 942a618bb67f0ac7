// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "net/endpoint.hpp"
#include "reference/client_event.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::driving {

// The lines of docs/adapter-protocol.md as an adapter reads and writes them; harness_line.hpp is the other
// side.

constexpr int adapter_protocol_version = 1;
constexpr std::size_t longest_line_bytes = 16U * 1024 * 1024;

/// What an adapter says first.
struct Hello
{
    std::string name{};
    std::string version{};
    std::vector<std::string> features{};
};

/// A command of the harness.
struct Request
{
    reference::Command command{};
    net::Endpoint endpoint{}; ///< Of a `connect`.
    net::Security security{}; ///< Of a `connect`.
};

/// A line that is no command.
struct BadLine
{
    std::optional<reference::CommandId> id{}; ///< If so much could be read.
    std::string why{};
    bool is_unknown_command = false; ///< It is well made, but asks for what this version does not know.
};

[[nodiscard]] std::variant<Request, BadLine> read_request(std::string_view line);

// Each returns one line without its end.
[[nodiscard]] std::string line_of(Hello const& hello);
[[nodiscard]] std::string line_of(reference::Report const& report);
[[nodiscard]] std::string line_of(BadLine const& bad);

} // namespace mqttspec::driving
