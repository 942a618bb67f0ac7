// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <variant>
#include <vector>

namespace mqttspec::results {

/// Joins the parts of a run that was split, whatever their order, into the result of all of it: the same, but
/// for times, as if it had not been split. What no part can tell alone, such as a declared failure that is
/// none any more, is told here. Of a run with a part missing, the result stays partial. In words, why not:
/// a result that is no part, or parts of different runs.
[[nodiscard]] std::variant<Result, std::string> merge(std::vector<Result> parts);

/// The parts that are missing: of one that was split into four, "2, 3". Empty if they are all there.
[[nodiscard]] std::string missing_parts(std::vector<Result> const& parts);

} // namespace mqttspec::results
