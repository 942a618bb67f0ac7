// SPDX-License-Identifier: Apache-2.0
#include "prove/proof.hpp"

#include "prove/play.hpp"
#include "results/result.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace mqttspec::prove {

namespace {

using Scenarios = std::vector<scenario::Scenario>;

class Prover
{
public:
    Prover(Scenarios const& cases, ProofOptions const& options) : cases_(cases), options_(options) {}

    void play_on_reference();
    void try_out(std::vector<reference::DeviationInfo const*> const& deviations);
    void look_at_the_rest();
    [[nodiscard]] Proof conclude();

private:
    [[nodiscard]] bool meets(scenario::Scenario const& scenario, std::string_view clause) const;
    [[nodiscard]] bool can_be_played(scenario::Scenario const& scenario) const;
    [[nodiscard]] Performance perform(Trial& trial, Scenarios const& cases) const;
    void try_cases(Trial& trial, Scenarios const& cases);
    void try_rules(Trial& trial);
    void note_rules(Trial& trial, std::vector<Objection> const& objections);
    void look_for_provocations(std::vector<Objection> const& on_us);
    void note(Trial& trial, results::CaseResult const& result);

    Scenarios const& cases_;
    ProofOptions const& options_;
    Proof proof_;
    std::set<std::string> unplayable_;   ///< Instances that are skipped, or do not pass on the reference.
    std::set<rules::Rule const*> spoke_; ///< Rules that found something in some trial.
    std::set<std::string> failed_;       ///< Instances that failed in some trial.
    std::map<std::string, scenario::Scenario const*> by_id_;
};

void Prover::play_on_reference()
{
    for (auto const& scenario : cases_)
        by_id_[scenario.id] = &scenario;
    auto const performance = play(cases_, nullptr);
    proof_.instances = cases_.size();
    proof_.is_selection = options_.is_selection;
    proof_.trouble = performance.trouble;
    for (auto const& result : performance.cases) {
        if (result.verdict == results::Verdict::pass)
            continue;
        unplayable_.insert(result.id);
        if (result.verdict == results::Verdict::skipped)
            proof_.skipped.push_back(result.id);
        else
            proof_.on_reference.push_back({.id = result.id, .blamed = {}, .reason = result.reason});
    }
    for (auto const& objection : performance.on_broker)
        proof_.on_reference.push_back(
            {.id = objection.instance + ", rule:" + std::string{objection.rule->name},
             .blamed = {std::string{objection.rule->clause}},
             .reason = objection.text});
    look_for_provocations(performance.on_us);
}

void Prover::try_out(std::vector<reference::DeviationInfo const*> const& deviations)
{
    for (auto const* deviation : deviations) {
        if (options_.on_trial)
            options_.on_trial(std::string{deviation->name});
        Trial trial;
        trial.deviation = deviation;
        Scenarios chosen;
        std::ranges::copy_if(cases_, std::back_inserter(chosen), [&](scenario::Scenario const& scenario) {
            return can_be_played(scenario) && meets(scenario, deviation->clause);
        });
        try_cases(trial, chosen);
        proof_.trials.push_back(std::move(trial));
    }
    for (auto& trial : proof_.trials)
        try_rules(trial);
}

/// Rules see their clause broken in any traffic. Where that of its own cases does not do, all others serve:
/// for a rule that has not spoken yet, or a deviation that nobody has caught.
void Prover::try_rules(Trial& trial)
{
    auto const clause = trial.deviation->clause;
    bool const is_due = std::ranges::any_of(rules::all_rules(), [&](rules::Rule const& rule) {
        return rule.role == normative::Role::server && rule.clause == clause &&
               (!spoke_.contains(&rule) || !trial.is_caught());
    });
    if (options_.is_full || !is_due)
        return;
    Scenarios others;
    std::ranges::copy_if(cases_, std::back_inserter(others), [&](scenario::Scenario const& scenario) {
        return can_be_played(scenario) && !scenario.is_load && !meets(scenario, clause);
    });
    if (others.empty())
        return;
    auto const performance = perform(trial, others);
    note_rules(trial, performance.on_broker);
}

void Prover::note_rules(Trial& trial, std::vector<Objection> const& objections)
{
    auto const statement = statement_of(trial.deviation->clause);
    for (auto const& objection : objections) {
        spoke_.insert(objection.rule);
        auto const name = "rule:" + std::string{objection.rule->name};
        auto& list = objection.rule->clause == trial.deviation->clause ? trial.caught_by : trial.noticed_by;
        bool const is_its_own = results::is_of_statement(objection.rule->clause, statement);
        if (is_its_own && std::ranges::find(list, name) == list.end())
            list.push_back(name);
        bool const is_new = std::ranges::find(trial.other_rules, name, &Miss::id) == trial.other_rules.end();
        if (!is_its_own && is_new)
            trial.other_rules.push_back({.id = name,
                                         .blamed = {std::string{objection.rule->clause}},
                                         .reason = objection.instance + ": " + objection.text});
    }
}

/// What a case says that it breaks, some instance of it must be seen to break; where there is a rule for it.
void Prover::look_for_provocations(std::vector<Objection> const& on_us)
{
    std::set<std::pair<std::string, std::string>> shown; // Case and clause, or statement.
    for (auto const& objection : on_us) {
        auto const& id = by_id_.at(objection.instance)->case_id;
        shown.emplace(id, objection.rule->clause);
        shown.emplace(id, statement_of(objection.rule->clause));
    }
    std::set<std::string> said;
    for (auto const& scenario : cases_)
        for (auto const& reference : scenario.provokes) {
            auto const name = reference.full();
            bool const has_rule = std::ranges::any_of(rules::all_rules(), [&](rules::Rule const& rule) {
                return rule.role == normative::Role::client &&
                       (rule.clause == name || statement_of(rule.clause) == name);
            });
            bool const is_played = can_be_played(scenario);
            auto text = scenario.case_id + ": " + name;
            if (has_rule && is_played && !shown.contains({scenario.case_id, name}) &&
                said.insert(text).second)
                proof_.unshown.push_back(std::move(text));
        }
}

/// A case that no deviation of its own statements can fail may still be failed by one of others.
void Prover::look_at_the_rest()
{
    Scenarios rest;
    std::ranges::copy_if(cases_, std::back_inserter(rest), [&](scenario::Scenario const& scenario) {
        return can_be_played(scenario) && !failed_.contains(scenario.id);
    });
    for (auto& trial : proof_.trials) {
        Scenarios chosen;
        std::ranges::copy_if(rest, std::back_inserter(chosen), [&](scenario::Scenario const& scenario) {
            return !scenario.is_load && !meets(scenario, trial.deviation->clause);
        });
        try_cases(trial, chosen);
    }
}

/// Heavy cases are worth their time only where the very clause is at stake.
bool Prover::meets(scenario::Scenario const& scenario, std::string_view clause) const
{
    auto const statement = statement_of(clause);
    bool const is_claimed = std::ranges::any_of(
        scenario.statements, [&](auto const& it) { return it.full() == clause || it.full() == statement; });
    return options_.is_full || (scenario.is_load ? is_claimed : claims(scenario, statement));
}

bool Prover::can_be_played(scenario::Scenario const& scenario) const
{
    return !unplayable_.contains(scenario.id);
}

/// Told once is enough of what keeps a deviation from being tried.
Performance Prover::perform(Trial& trial, Scenarios const& cases) const
{
    auto performance = play(cases, trial.deviation);
    if (trial.trouble.empty())
        trial.trouble = performance.trouble;
    return performance;
}

void Prover::try_cases(Trial& trial, Scenarios const& cases)
{
    if (cases.empty())
        return;
    auto const performance = perform(trial, cases);
    trial.played += cases.size();
    for (auto const& result : performance.cases)
        if (result.verdict == results::Verdict::fail && result.failure)
            note(trial, result);
    note_rules(trial, performance.on_broker);
}

void Prover::note(Trial& trial, results::CaseResult const& result)
{
    auto const statement = statement_of(trial.deviation->clause);
    auto const& blamed = result.failure->blamed;
    failed_.insert(result.id);
    if (!claims(*by_id_.at(result.id), statement)) {
        trial.collateral.push_back({.id = result.id, .blamed = blamed, .reason = result.reason});
        return;
    }
    bool const names_clause = std::ranges::any_of(blamed, [&](std::string const& name) {
        return name == trial.deviation->clause || name == statement;
    });
    bool const names_statement = std::ranges::any_of(
        blamed, [&](std::string const& name) { return results::is_of_statement(name, statement); });
    if (names_clause)
        trial.caught_by.push_back(result.id);
    else if (names_statement)
        trial.noticed_by.push_back(result.id);
}

Proof Prover::conclude()
{
    for (auto const& rule : rules::all_rules())
        if (rule.role == normative::Role::server && !rule.clause.empty() && options_.has_all_deviations &&
            !spoke_.contains(&rule))
            proof_.mute_rules.push_back(std::string{rule.name} + " (" + std::string{rule.clause} + ")");
    std::set<std::string> can_fail;
    for (auto const& scenario : cases_)
        if (failed_.contains(scenario.id))
            can_fail.insert(scenario.case_id);
    std::set<std::string> said;
    for (auto const& scenario : cases_) {
        if (!can_be_played(scenario) || failed_.contains(scenario.id))
            continue;
        if (can_fail.contains(scenario.case_id))
            proof_.idle.push_back(scenario.id);
        else if (said.insert(scenario.case_id).second)
            proof_.unfailable.push_back(scenario.case_id);
    }
    return std::move(proof_);
}

} // namespace

Proof prove(Scenarios const& cases, std::vector<reference::DeviationInfo const*> const& deviations,
            ProofOptions const& options)
{
    Prover prover{cases, options};
    prover.play_on_reference();
    prover.try_out(deviations);
    if (!options.is_full)
        prover.look_at_the_rest();
    return prover.conclude();
}

bool Proof::holds() const
{
    return trouble.empty() && on_reference.empty() && unfailable.empty() && mute_rules.empty() &&
           unshown.empty() && std::ranges::all_of(trials, [this](Trial const& trial) {
               return (trial.is_caught() || is_selection) && trial.trouble.empty();
           });
}

bool claims(scenario::Scenario const& scenario, std::string_view statement)
{
    return std::ranges::any_of(scenario.statements, [&](auto const& it) { return it.id == statement; });
}

} // namespace mqttspec::prove
