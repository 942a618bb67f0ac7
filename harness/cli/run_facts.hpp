// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mqttspec::cli {

/// ISO 8601.
[[nodiscard]] std::string now_in_utc();

/// Six characters that tell this run from others on the same target.
[[nodiscard]] std::string new_run_id();

/// Of this process, so far.
[[nodiscard]] double cpu_seconds();

} // namespace mqttspec::cli
