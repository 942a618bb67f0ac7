// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// How a reason begins that nobody has written yet.
inline constexpr std::string_view reason_to_be_written = "TO BE EXPLAINED";

/// The failures of a run that are not declared yet, as a list of known failures for `--expect`: the next run
/// like it ends well. Each is left to be explained by whoever keeps the list.
[[nodiscard]] std::string to_expectations(results::Result const& result);

} // namespace mqttspec::reports
