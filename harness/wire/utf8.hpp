// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mqttspec::wire {

/// The offset of the first byte at which `text` stops being well-formed UTF-8 as [MQTT-1.5.3-1] wants it
/// (no overlong form, no surrogate, nothing above U+10FFFF, nothing cut off); nothing if all of it is.
[[nodiscard]] std::optional<std::size_t> ill_formed_utf8(std::string_view text);

/// What is wrong at the offset that `ill_formed_utf8` returned: "surrogate ED A0 80 at byte 3".
[[nodiscard]] std::string explain_ill_formed_utf8(std::string_view text, std::size_t offset);

} // namespace mqttspec::wire
