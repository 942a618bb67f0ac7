// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mqttspec::cli {

/// Reads a JSON result. What is wrong with the file goes to standard error in one line that names it.
[[nodiscard]] std::optional<results::Result> load_result(std::string const& path);

/// The same for several; all that is wrong with any of them is said.
[[nodiscard]] std::optional<std::vector<results::Result>> load_results(std::vector<std::string> const& paths);

} // namespace mqttspec::cli
