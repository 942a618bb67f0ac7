// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <vector>

namespace mqttspec::reports {

/// Instances of one case that fail at the same step for the same statements.
struct FailureGroup
{
    results::CaseResult const* first = nullptr;
    std::vector<results::CaseResult const*> others{};
};

/// The failures that are not known: crashes first, then in the order of the standard.
[[nodiscard]] std::vector<FailureGroup> failure_groups(results::Result const& result);

/// What rules saw broken and nobody declared, in the order of the standard.
[[nodiscard]] std::vector<results::Finding const*> broken_rules(results::Result const& result);

/// The cases of one verdict, known failures and unexpected passes left out.
[[nodiscard]] std::vector<results::CaseResult const*> undeclared(results::Result const& result,
                                                                 results::Verdict verdict);

} // namespace mqttspec::reports
