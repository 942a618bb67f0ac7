// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/judge.hpp"
#include "results/result.hpp"
#include "target/known_failure.hpp"

#include <string>
#include <vector>

namespace mqttspec::engine {

/// Puts what the rules saw into the result: a finding for each rule and packet type, with the first instance
/// that shows it, and for each statement the rules that could judge it. Of a selection of cases only the
/// rules of their statements count as having watched; what any rule found counts always. Attempts that were
/// voided, or in which the target crashed, are left out.
void add_rules(results::Result& result, std::vector<Judgement const*> const& judgements,
               std::vector<target::KnownFailure> const& known, target::Circumstances const& circumstances);

/// Each rule that watches Servers, under the name by which known failures speak of it: "rule:reserved-flags".
[[nodiscard]] std::vector<target::CaseName> names_of_rules();

} // namespace mqttspec::engine
