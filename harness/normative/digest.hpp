// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mqttspec::normative {

/// SHA-256 in lower-case hex.
[[nodiscard]] std::string digest(std::string const& text);

} // namespace mqttspec::normative
