// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// The score as a small SVG for a project's front page: "MQTT 3.1.1 | 128/136". Green only if conformant.
[[nodiscard]] std::string to_badge(results::Result const& result, Language lang);

} // namespace mqttspec::reports
