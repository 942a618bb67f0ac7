// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mqttspec::target {

/// Where we keep what takes time to make: $MQTTSPEC_CACHE, $XDG_CACHE_HOME/mqttspec or ~/.cache/mqttspec;
/// empty where there is none of these.
[[nodiscard]] std::string cache_folder();

} // namespace mqttspec::target
