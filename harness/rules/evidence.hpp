// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/rule.hpp"
#include "rules/sight.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace mqttspec::rules {

/// The duty, what came instead, and the bytes that show it; of a CONNECT no bytes, since it may hold a
/// password.
[[nodiscard]] std::string evidence(Rule const& rule, Sight const& sight, std::span<std::uint8_t const> bytes);

/// "PUBLISH".
[[nodiscard]] std::string name_of_type(wire::Packet const& packet);

/// As how many fields with a two-byte length the bytes behind the last field can be read; 0 if there are
/// none, nothing if they cannot.
[[nodiscard]] std::optional<std::size_t> surplus_fields(wire::Decoded const& decoded,
                                                        std::span<std::uint8_t const> bytes);

} // namespace mqttspec::rules
