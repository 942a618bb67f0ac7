// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// What GitHub Actions shows beside the lines of the case files: its workflow commands, one a line. An error
/// for each failure that is not known, a warning for each case that could not be told; GitHub takes ten of
/// each from a step, so the last one counts what is left out.
[[nodiscard]] std::string to_annotations(results::Result const& result, Language lang);

/// The text of a workflow command, or the value of one of its properties: nothing in it ends it.
[[nodiscard]] std::string escaped_message(std::string_view text);
[[nodiscard]] std::string escaped_property(std::string_view text);

} // namespace mqttspec::reports
