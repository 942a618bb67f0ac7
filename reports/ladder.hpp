// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>
#include <vector>

namespace mqttspec::reports {

/// A case's wire log: the time at the left, a column for each actor, arrows to and from the target, what is
/// malformed below its packet. A long log keeps its head and its tail. Each line ends with a line feed.
[[nodiscard]] std::string ladder(std::vector<results::WireEvent> const& events,
                                 ConsoleOptions const& options);

} // namespace mqttspec::reports
