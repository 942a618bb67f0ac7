// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace mqttspec::validator {

/// Where in the bytes of a stream that was entered in the middle a packet surely begins; nothing if that
/// cannot be told. Senders mostly write whole packets, so that a segment begins and ends with them: such a
/// segment is taken, and otherwise a chain of several packets.
[[nodiscard]] std::optional<std::size_t> find_step(std::span<std::uint8_t const> bytes,
                                                   normative::Role sender);

/// Whether that role sends packets of the type that this first byte names, with its flags.
[[nodiscard]] bool may_begin_packet(std::uint8_t first, normative::Role sender);

} // namespace mqttspec::validator
