// SPDX-License-Identifier: Apache-2.0
#include "prove/proof.hpp"

#include "prove/in_parallel.hpp"
#include "prove/play.hpp"
#include "results/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace mqttspec::prove {

namespace {

using Scenarios = std::vector<scenario::Scenario>;
using Choice = std::function<bool(Trial const&, scenario::Scenario const&)>;
using Trials = std::vector<Trial*>;

constexpr std::size_t slice =
    100; ///< So many cases are played at once where there are many: on each processor some.

bool is_about(scenario::Scenario const& scenario, normative::Role role)
{
    return scenario.is_about_client() == (role == normative::Role::client);
}

/// On references without a fault, several at a time.
Performance play_in_slices(Scenarios const& cases)
{
    std::vector<Performance> parts((cases.size() + slice - 1) / slice);
    in_parallel(parts.size(), [&](std::size_t i) {
        auto const first = cases.begin() + static_cast<std::ptrdiff_t>(i * slice);
        auto const count = std::min(slice, cases.size() - i * slice);
        parts[i] = play({first, first + static_cast<std::ptrdiff_t>(count)}, nullptr);
    });
    Performance whole;
    for (auto& part : parts) {
        std::ranges::move(part.cases, std::back_inserter(whole.cases));
        std::ranges::move(part.on_target, std::back_inserter(whole.on_target));
        std::ranges::move(part.on_us, std::back_inserter(whole.on_us));
        if (whole.trouble.empty())
            whole.trouble = std::move(part.trouble);
    }
    return whole;
}

class Prover
{
public:
    Prover(Scenarios const& cases, ProofOptions const& options) : cases_(cases), options_(options) {}

    void play_on_references();
    void try_out(std::vector<Fault> const& faults);
    void look_at_the_rest();
    [[nodiscard]] Proof conclude();

private:
    void play_on_reference(normative::Role role);
    [[nodiscard]] bool is_heavy(scenario::Scenario const& scenario) const;
    [[nodiscard]] bool meets(scenario::Scenario const& scenario, Trial const& trial) const;
    [[nodiscard]] bool can_be_played(scenario::Scenario const& scenario) const;
    [[nodiscard]] bool has_rule_due(Trial const& trial) const;
    [[nodiscard]] Trials all_trials();
    std::vector<Performance> perform(Trials const& trials, Choice const& choice);
    void announce(Trial const& trial);
    void try_cases(Trials const& trials, Choice const& choice);
    void try_heavy_cases();
    void try_rules();
    void try_rules_on(Trials trials);
    void one_a_clause(std::function<bool(Trial const&)> const& is_due,
                      std::function<void(Trials)> const& use);
    void note_rules(Trial& trial, std::vector<Objection> const& objections);
    void look_for_provocations(std::vector<Objection> const& on_us, normative::Role role);
    void note(Trial& trial, results::CaseResult const& result);

    Scenarios const& cases_;
    ProofOptions const& options_;
    Proof proof_;
    std::set<std::string> unplayable_;   ///< Instances that are skipped, or do not pass on the reference.
    std::set<rules::Rule const*> spoke_; ///< Rules that found something in some trial.
    std::set<std::string> failed_;       ///< Instances that failed in some trial.
    std::map<std::string, scenario::Scenario const*> by_id_;
    std::mutex announcing_;
};

void Prover::play_on_references()
{
    for (auto const& scenario : cases_)
        by_id_[scenario.id] = &scenario;
    proof_.instances = cases_.size();
    proof_.is_selection = options_.is_selection;
    for (auto const role : {normative::Role::server, normative::Role::client})
        play_on_reference(role);
}

void Prover::play_on_reference(normative::Role role)
{
    Scenarios chosen;
    std::ranges::copy_if(cases_, std::back_inserter(chosen),
                         [&](scenario::Scenario const& scenario) { return is_about(scenario, role); });
    if (chosen.empty())
        return;
    auto const performance = play_in_slices(chosen);
    if (proof_.trouble.empty())
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
    for (auto const& objection : performance.on_target)
        proof_.on_reference.push_back(
            {.id = objection.instance + ", rule:" + std::string{objection.rule->name},
             .blamed = {std::string{objection.rule->clause}},
             .reason = objection.text});
    look_for_provocations(performance.on_us, role);
}

void Prover::try_out(std::vector<Fault> const& faults)
{
    for (auto const& fault : faults)
        proof_.trials.push_back({.fault = fault});
    try_cases(all_trials(), [this](Trial const& trial, scenario::Scenario const& scenario) {
        return !is_heavy(scenario) && meets(scenario, trial);
    });
    try_heavy_cases();
    try_rules();
}

/// They are worth their time only where nothing else catches the deviation, or where they have not failed
/// yet.
void Prover::try_heavy_cases()
{
    try_cases(all_trials(), [this](Trial const& trial, scenario::Scenario const& scenario) {
        return is_heavy(scenario) && !trial.is_caught() && meets(scenario, trial);
    });
    auto const is_worth_it = [this](Trial const& trial, scenario::Scenario const& scenario) {
        return is_heavy(scenario) && !failed_.contains(scenario.id) && meets(scenario, trial);
    };
    one_a_clause(
        [&](Trial const& trial) {
            return std::ranges::any_of(cases_,
                                       [&](auto const& scenario) { return is_worth_it(trial, scenario); });
        },
        [&](Trials const& trials) { try_cases(trials, is_worth_it); });
}

/// Rules see their clause broken in any traffic. Where that of its own cases does not do, all others serve:
/// for a rule that has not spoken yet, or a deviation that nobody has caught.
void Prover::try_rules()
{
    if (!options_.is_full)
        one_a_clause([this](Trial const& trial) { return has_rule_due(trial); },
                     [this](Trials trials) { try_rules_on(std::move(trials)); });
}

/// No further than until the rule has spoken.
void Prover::try_rules_on(Trials trials)
{
    for (std::size_t from = 0; from < cases_.size() && !trials.empty(); from += slice) {
        auto const performances =
            perform(trials, [&](Trial const& trial, scenario::Scenario const& scenario) {
                auto const index = static_cast<std::size_t>(&scenario - cases_.data());
                return index >= from && index < from + slice && !scenario.is_load && !meets(scenario, trial);
            });
        for (std::size_t i = 0; i < trials.size(); ++i)
            note_rules(*trials[i], performances[i].on_target);
        std::erase_if(trials, [this](Trial const* trial) { return !has_rule_due(*trial); });
    }
}

/// Trials side by side that may each spare others, those of the same clause, that they are used.
void Prover::one_a_clause(std::function<bool(Trial const&)> const& is_due,
                          std::function<void(Trials)> const& use)
{
    std::set<Trial const*> used;
    for (Trials batch{nullptr}; !batch.empty();) {
        batch.clear();
        std::set<std::string_view> clauses;
        for (auto& trial : proof_.trials)
            if (!used.contains(&trial) && is_due(trial) && clauses.insert(trial.fault.clause).second)
                batch.push_back(&trial);
        used.insert(batch.begin(), batch.end());
        use(batch);
    }
}

bool Prover::has_rule_due(Trial const& trial) const
{
    return std::ranges::any_of(rules::all_rules(), [&](rules::Rule const& rule) {
        return rule.role == trial.fault.role && rule.clause == trial.fault.clause &&
               (!spoke_.contains(&rule) || !trial.is_caught());
    });
}

void Prover::note_rules(Trial& trial, std::vector<Objection> const& objections)
{
    auto const statement = statement_of(trial.fault.clause);
    for (auto const& objection : objections) {
        spoke_.insert(objection.rule);
        auto const name = "rule:" + std::string{objection.rule->name};
        auto& list = objection.rule->clause == trial.fault.clause ? trial.caught_by : trial.noticed_by;
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
void Prover::look_for_provocations(std::vector<Objection> const& on_us, normative::Role role)
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
                return rule.role != role && (rule.clause == name || statement_of(rule.clause) == name);
            });
            bool const is_played = is_about(scenario, role) && can_be_played(scenario);
            auto text = scenario.case_id + ": " + name;
            if (has_rule && is_played && !shown.contains({scenario.case_id, name}) &&
                said.insert(text).second)
                proof_.unshown.push_back(std::move(text));
        }
}

/// A case that no deviation of its own statements can fail may still be failed by one of others.
void Prover::look_at_the_rest()
{
    auto const has_failed = failed_;
    try_cases(all_trials(), [&](Trial const& trial, scenario::Scenario const& scenario) {
        return !has_failed.contains(scenario.id) && !scenario.is_load && !meets(scenario, trial);
    });
}

bool Prover::is_heavy(scenario::Scenario const& scenario) const
{
    return scenario.is_load && !options_.is_full;
}

/// Of heavy cases, those that claim the very clause.
bool Prover::meets(scenario::Scenario const& scenario, Trial const& trial) const
{
    auto const clause = trial.fault.clause;
    auto const statement = statement_of(clause);
    bool const is_claimed = std::ranges::any_of(
        scenario.statements, [&](auto const& it) { return it.full() == clause || it.full() == statement; });
    return options_.is_full || (scenario.is_load ? is_claimed : claims(scenario, statement));
}

bool Prover::can_be_played(scenario::Scenario const& scenario) const
{
    return !unplayable_.contains(scenario.id);
}

Trials Prover::all_trials()
{
    Trials all;
    for (auto& trial : proof_.trials)
        all.push_back(&trial);
    return all;
}

/// Plays against each deviation what is chosen for it: what failed, and what rules found. Told once is enough
/// of what keeps a deviation from being tried.
std::vector<Performance> Prover::perform(Trials const& trials, Choice const& choice)
{
    std::vector<Performance> performances(trials.size());
    in_parallel(trials.size(), [&](std::size_t i) {
        auto& trial = *trials[i];
        Scenarios chosen;
        std::ranges::copy_if(cases_, std::back_inserter(chosen), [&](scenario::Scenario const& scenario) {
            // In the order of what they cost.
            return choice(trial, scenario) && can_be_played(scenario) && is_about(scenario, trial.fault.role);
        });
        if (chosen.empty())
            return;
        announce(trial);
        trial.played += chosen.size();
        performances[i] = play(chosen, &trial.fault);
        if (trial.trouble.empty())
            trial.trouble = performances[i].trouble;
        std::erase_if(performances[i].cases, [](results::CaseResult const& it) {
            return it.verdict != results::Verdict::fail || !it.failure;
        });
    });
    return performances;
}

void Prover::announce(Trial const& trial)
{
    std::scoped_lock const lock{announcing_};
    if (options_.on_trial && trial.played == 0)
        options_.on_trial(std::string{trial.fault.name});
}

void Prover::try_cases(Trials const& trials, Choice const& choice)
{
    auto const performances = perform(trials, choice);
    for (std::size_t i = 0; i < trials.size(); ++i) {
        for (auto const& result : performances[i].cases)
            note(*trials[i], result);
        note_rules(*trials[i], performances[i].on_target);
    }
}

void Prover::note(Trial& trial, results::CaseResult const& result)
{
    auto const statement = statement_of(trial.fault.clause);
    auto const& blamed = result.failure->blamed;
    failed_.insert(result.id);
    if (!claims(*by_id_.at(result.id), statement)) {
        trial.collateral.push_back({.id = result.id, .blamed = blamed, .reason = result.reason});
        return;
    }
    bool const names_clause = std::ranges::any_of(
        blamed, [&](std::string const& name) { return name == trial.fault.clause || name == statement; });
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
        if (!rule.clause.empty() && options_.has_all_deviations && !spoke_.contains(&rule))
            proof_.mute_rules.push_back(
                fmt::format("{} ({}, {})", rule.name, rule.clause, normative::name_of(rule.role)));
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

Proof prove(Scenarios const& cases, std::vector<Fault> const& faults, ProofOptions const& options)
{
    Prover prover{cases, options};
    prover.play_on_references();
    prover.try_out(faults);
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
