// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mqttspec::driving {

/// RFC 4648, section 4, with padding and without line breaks.
[[nodiscard]] std::string to_base64(std::span<std::uint8_t const> bytes);

/// Nothing if the text is anything else.
[[nodiscard]] std::optional<wire::Bytes> from_base64(std::string_view text);

} // namespace mqttspec::driving
