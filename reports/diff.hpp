// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/comparison.hpp"
#include "reports/console.hpp"

#include <string>

namespace mqttspec::reports {

/// What differs between two results, for a terminal: regressions first, the count of each kind last.
[[nodiscard]] std::string diff_text(Comparison const& comparison, ConsoleOptions const& options);

/// The same in GitHub's Markdown, short enough for a comment on a pull request.
[[nodiscard]] std::string diff_markdown(Comparison const& comparison, Language lang);

/// The same for programs; docs/reports.md names its members.
[[nodiscard]] std::string diff_json(Comparison const& comparison);

} // namespace mqttspec::reports
