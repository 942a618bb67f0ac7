// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace mqttspec::reports {

/// Where a failure shows in the wire log of its case.
struct Offence
{
    std::vector<std::size_t> events{}; ///< What came in the place of what was expected; none if nothing came.
    std::optional<double> gave_up_s{}; ///< When nothing more was waited for, on the clock of the log.
};

/// Finds in the wire log what the failure tells in words.
[[nodiscard]] Offence offence_of(results::CaseResult const& one);

} // namespace mqttspec::reports
