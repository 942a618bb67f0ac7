// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/adapter_line.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::driving {

// The lines of docs/adapter-protocol.md as the harness writes and reads them.

/// The client, or its adapter, cannot do what it was asked to.
struct Unsupported
{
    reference::CommandId command = 0;
    std::string why{};
    friend bool operator==(Unsupported const&, Unsupported const&) = default;
};

/// The adapter's first line, with the protocol that it claims to speak.
struct Greeting
{
    std::uint64_t protocol = 0;
    Hello hello{}; ///< Only for a protocol that is ours.
};

/// A line of the harness that the adapter could not read.
struct NotUnderstood
{
    std::string why{};
};

/// A line that is no event, and why: `"granted" is no list`.
struct BadEvent
{
    std::string why{};
};

using AdapterEvent = std::variant<Greeting, reference::Report, Unsupported, NotUnderstood, BadEvent>;

/// A Connected that the client brought about itself has the command 0.
[[nodiscard]] AdapterEvent read_event(std::string_view line);

/// One line without its end.
[[nodiscard]] std::string line_of(Request const& request);

/// "connect", "publish", ...
[[nodiscard]] std::string_view name_of(reference::Command const& command);

/// The command that the report answers, if it answers one.
[[nodiscard]] std::optional<reference::CommandId> answered_by(reference::Report const& report);

/// Whether that is how the command is answered; Failed answers any.
[[nodiscard]] bool is_answer_to(reference::Report const& report, reference::Command const& command);

/// The event's name in the protocol: "connected", "error", ...
[[nodiscard]] std::string_view name_of(reference::Report const& report);

} // namespace mqttspec::driving
