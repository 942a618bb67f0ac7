// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"
#include "scenario/scenario.hpp"
#include "target/known_failure.hpp"

#include <vector>

namespace mqttspec::engine {

/// What a part of a split run can tell of each declared failure, for whoever joins the parts. `all` is the
/// whole suite; the result's cases and rules must be there.
void add_expectations(results::Result& result, std::vector<scenario::Scenario> const& all,
                      std::vector<target::KnownFailure> const& known,
                      target::Circumstances const& circumstances);

} // namespace mqttspec::engine
