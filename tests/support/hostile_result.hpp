// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <string_view>

namespace mqttspec::support {

/// The sample with `text` behind every text of it that can come from outside.
[[nodiscard]] results::Result sample_with(std::string_view text);

/// The sample with texts that try to be markup, script, addresses and layout; among them a topic of 65,535
/// bytes.
[[nodiscard]] results::Result hostile_result();

} // namespace mqttspec::support
