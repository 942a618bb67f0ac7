// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <optional>
#include <string_view>

namespace mqttspec::wire {

/// The bytes of two hexadecimal digits each, with nothing between them; nothing if the text has anything
/// else.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

} // namespace mqttspec::wire
