// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/verb.hpp"

#include <vector>

namespace mqttspec::scenario {

/// Reads `checks` of a step whose action is already there: which of its members blame which statements.
[[nodiscard]] std::vector<Check> read_checks(yaml::Cursor const& at, Step const& step,
                                             Setting const& setting);

/// Whether a failure that blames `blamed` is one of `statement`: the same, or a clause of it.
[[nodiscard]] bool is_of(std::string_view blamed, StatementRef const& statement);

/// The word that stands for the step as a whole where `checks` is a map.
inline constexpr std::string_view whole_step = "step";

} // namespace mqttspec::scenario
