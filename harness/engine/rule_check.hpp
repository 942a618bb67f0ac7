// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/surroundings.hpp"
#include "rules/watch.hpp"
#include "scenario/scenario.hpp"
#include "trace/journal.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mqttspec::engine {

class Stage;

/// What the rules made of one attempt at a case.
struct RuleCheck
{
    std::vector<rules::Finding> on_target{}; ///< One for each rule and packet type.
    std::vector<rules::Finding> on_us{};     ///< What we ourselves broke while the case was played.
    std::vector<rules::Tally> tallies{};     ///< In the order of `rules::all_rules`.

    /// Findings on us, on connections on which the target broke nothing, that the case's `provokes` does not
    /// name: in words; empty if there is none.
    std::string unprovoked{};

    /// Likewise of rules about time, where time is not exact: a failure then proves nothing, since the target
    /// may have answered just that.
    std::string too_slow{};
};

/// Judges the journal by all rules. Of ours, only what stands before `end_of_steps`: what follows is tidying
/// up, in whatever state the case has left a connection.
[[nodiscard]] RuleCheck check_rules(Stage const& stage, std::size_t end_of_steps);

/// Whether the scenario says that it breaks this clause on purpose.
[[nodiscard]] bool provokes(scenario::Scenario const& scenario, std::string_view clause);

} // namespace mqttspec::engine
