// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mqttspec::target {

/// The last five lines of what a program wrote, 1000 bytes at most, fit for a terminal: control characters,
/// and bytes that are no UTF-8, as \xNN.
[[nodiscard]] std::string last_lines(std::string_view output);

} // namespace mqttspec::target
