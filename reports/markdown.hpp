// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// The run in GitHub's Markdown, short enough for a comment on a pull request whatever happened: the score,
/// then failures with statement, sentence and replay command, then the rest folded away. What came from
/// outside is never interpreted.
[[nodiscard]] std::string to_markdown(results::Result const& result, Language lang);

} // namespace mqttspec::reports
