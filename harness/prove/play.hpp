// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/deviation.hpp"
#include "results/result.hpp"
#include "rules/rule.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace mqttspec::prove {

/// A rule that spoke, and in which instance.
struct Objection
{
    rules::Rule const* rule = nullptr;
    std::string instance{};
    std::string text{};
};

/// How cases ended that were played against one broker.
struct Performance
{
    std::vector<results::CaseResult> cases{}; ///< Those that were played or skipped, in their order.
    std::vector<Objection> on_broker{};       ///< What rules found on the broker.
    std::vector<Objection> on_us{};           ///< What they found on the harness itself.
    std::string trouble{};                    ///< Why it could not be finished; empty if it could.
};

/// Plays the cases against the reference broker with that fault, or with none, over streams in memory and in
/// virtual time. Every failure counts, the first time. A hang is trouble.
[[nodiscard]] Performance play(std::vector<scenario::Scenario> const& cases,
                               reference::DeviationInfo const* fault);

} // namespace mqttspec::prove
