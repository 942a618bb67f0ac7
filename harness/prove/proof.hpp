// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "prove/fault.hpp"
#include "scenario/scenario.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace mqttspec::prove {

/// A case instance that did not pass, and what it blamed.
struct Miss
{
    std::string id{};                  ///< Of the instance.
    std::vector<std::string> blamed{}; ///< Statements or clauses; empty unless it failed.
    std::string reason{};              ///< In words.
};

/// What the cases made of one deviation.
struct Trial
{
    Fault fault;
    std::size_t played = 0;               ///< Instances.
    std::vector<std::string> caught_by{}; ///< Instances that failed and blamed its clause, and rules of that
                                          ///< clause that spoke: "rule:reserved-flags".
    std::vector<std::string>
        noticed_by{};                ///< Instances that failed and blamed its statement, but another clause.
    std::vector<Miss> other_rules{}; ///< Rules of other statements that spoke, each with where it first did.
    std::vector<Miss> collateral{};  ///< Instances that failed without claiming its statement.
    std::string trouble{};           ///< Why it could not be tried to the end; empty if it could.

    [[nodiscard]] bool is_caught() const { return !caught_by.empty() || !noticed_by.empty(); }
};

/// Whether the suite accepts what conforms, and notices what does not.
struct Proof
{
    std::size_t instances = 0;
    bool is_selection = false;             ///< As the options say.
    std::vector<Miss> on_reference{};      ///< Instances that do not pass on the reference without fault.
    std::vector<std::string> skipped{};    ///< Instances that the reference does not offer what they need.
    std::vector<Trial> trials{};           ///< One for each deviation, in their order.
    std::vector<std::string> unfailable{}; ///< Cases of which no instance failed in any trial.
    std::vector<std::string> mute_rules{}; ///< Rules that spoke in no trial, if asked for.
    std::vector<std::string> unshown{};    ///< What cases say that they provoke, and no rule saw.
    std::vector<std::string> idle{};       ///< Instances of the other cases that failed in no trial.
    std::string trouble{};                 ///< Of the run on the broker without fault.

    /// Everything passes on the reference and no rule speaks there, every deviation is caught unless this is
    /// a selection, every case and rule can fail, and cases break what they say they break.
    [[nodiscard]] bool holds() const;
};

struct ProofOptions
{
    /// Also the cases that do not claim the statement which a deviation breaks, `load` cases included.
    bool is_full = false;

    /// The cases are not all that claim their statements, so that a deviation may survive them.
    bool is_selection = false;

    /// All deviations that there are are tried: a rule that speaks in no trial is one that nothing can break.
    bool has_all_deviations = false;

    /// Before each, from one thread at a time; may be empty.
    std::function<void(std::string const& deviation)> on_trial{};
};

[[nodiscard]] Proof prove(std::vector<scenario::Scenario> const& cases, std::vector<Fault> const& faults,
                          ProofOptions const& options);

using normative::statement_of;

[[nodiscard]] bool claims(scenario::Scenario const& scenario, std::string_view statement);

} // namespace mqttspec::prove
