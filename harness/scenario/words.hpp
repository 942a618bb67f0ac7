// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/step.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// A word of the author between back-ticks; long ones are cut, because a message is one line.
[[nodiscard]] std::string ticked(std::string_view word);

/// "`a`, `b`".
[[nodiscard]] std::string listed(std::vector<std::string> const& words);

/// The hint for a word that is not among the candidates: the nearest one, or all if they are few.
[[nodiscard]] std::string suggestion(std::string_view word, std::vector<std::string> const& candidates);

[[nodiscard]] std::optional<Actor> actor_named(std::string_view name);
[[nodiscard]] std::vector<std::string> const& actor_names();
[[nodiscard]] std::vector<std::string> actor_names(Side side);

/// The packets that can be named: all types but the reserved ones.
[[nodiscard]] std::vector<wire::PacketType> const& packet_types();
[[nodiscard]] std::vector<std::string> const& packet_names();
[[nodiscard]] std::optional<wire::PacketType> packet_named(std::string_view name);

/// Whether a Server ever sends packets of that type, or a Client does (table 2.1).
[[nodiscard]] bool is_sent_by_server(wire::PacketType type);
[[nodiscard]] bool is_sent_by_client(wire::PacketType type);

/// Whether such packets can come to an actor of that side.
[[nodiscard]] bool can_come_to(Side side, wire::PacketType type);

/// "a Server never sends PINGREQ": for packets that cannot come to that side.
[[nodiscard]] std::string never_comes(Side side, wire::PacketType type);

} // namespace mqttspec::scenario
