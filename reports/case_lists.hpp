// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// What is told briefly: skipped, inconclusive, errors, known failures and unexpected passes, each grouped by
/// its reason; then the findings, and the target's behaviour if the reader asked for more.
[[nodiscard]] std::string brief_lists(results::Result const& result, ConsoleOptions const& options);

} // namespace mqttspec::reports
