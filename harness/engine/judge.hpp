// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case_run.hpp"
#include "normative/catalogue.hpp"
#include "results/result.hpp"
#include "scenario/scenario.hpp"
#include "target/known_failure.hpp"
#include "target/spec.hpp"

#include <string>
#include <vector>

namespace mqttspec::engine {

/// All attempts at one case, and what they come to together.
struct Judgement
{
    scenario::Scenario const* scenario = nullptr;
    std::vector<CaseRun> runs{}; ///< The first one among others, the later ones alone.
    std::string skipped{};       ///< Why it was not played at all; empty if it was.
    bool lacks_need = false;     ///< Skipped because the target does not offer what it needs.

    [[nodiscard]] bool was_played() const { return !runs.empty(); }
};

/// Whether a further attempt, alone, is needed before the verdict can be given. A failure must show three
/// times, unless it is a known one; so must what a rule about time says. What could not be told is tried once
/// more.
[[nodiscard]] bool needs_another_run(Judgement const& judgement, bool is_known);

/// Whether the rule spoke in each attempt. One about time is believed only then: who is late may be a busy
/// machine.
[[nodiscard]] bool speaks_each_time(Judgement const& judgement, rules::Rule const& rule);

/// The verdict of all attempts: a failure that does not repeat is inconclusive.
[[nodiscard]] results::CaseResult judge(Judgement const& judgement);

/// The known failure that covers it, if any.
[[nodiscard]] target::KnownFailure const* find_known(Judgement const& judgement,
                                                     std::vector<target::KnownFailure> const& known,
                                                     target::Circumstances const& circumstances);

/// Whether it could not be told so far, and an entry that names the case lets expect that.
[[nodiscard]] bool is_untold_as_declared(Judgement const& judgement,
                                         std::vector<target::KnownFailure> const& known,
                                         target::Circumstances const& circumstances);

/// Marks failures as known, and what an entry that names cases keeps from being told; and known failures of
/// which every instance ran and passed as unexpected passes.
void apply_known(std::vector<results::CaseResult>& cases, std::vector<scenario::Scenario> const& all,
                 std::vector<target::KnownFailure> const& known, target::Circumstances const& circumstances);

/// The first feature that the case needs and the target has not, in words; empty if it has all.
[[nodiscard]] std::string unmet_need(scenario::Scenario const& scenario, target::Features const& features);

/// Why the case may not be played against that target without leave: others may depend on it. Empty if it
/// may.
[[nodiscard]] std::string burden(scenario::Scenario const& scenario, target::TargetSpec const& spec);

} // namespace mqttspec::engine
