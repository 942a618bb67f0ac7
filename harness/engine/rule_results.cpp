// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_results.hpp"

#include "rules/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace mqttspec::engine {

namespace {

using rules::all_rules;
using rules::Rule;

/// One rule's objection to packets of one type, over the whole run.
struct Objection
{
    Rule const* rule = nullptr;
    std::string packet{};
    std::string text{};    ///< As it was first seen.
    std::string seen_in{}; ///< The instance in which that was.
    std::size_t instances = 0;
    std::size_t attempts = 0; ///< Of the first instance.
    std::size_t seen = 0;     ///< In how many of these.
};

std::string name_for_known(Rule const& rule)
{
    return fmt::format("rule:{}", rule.name);
}

Objection& objection_of(std::vector<Objection>& all, rules::Finding const& finding)
{
    auto const found = std::ranges::find_if(
        all, [&](Objection const& it) { return it.rule == finding.rule && it.packet == finding.packet; });
    if (found != all.end())
        return *found;
    all.push_back({.rule = finding.rule, .packet = finding.packet, .text = finding.text});
    return all.back();
}

std::size_t attempts_that_count(Judgement const& judgement)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(judgement.runs, [](CaseRun const& run) { return !run.is_crash; }));
}

bool is_believed(rules::Finding const& finding, Judgement const& judgement)
{
    return !finding.rule->is_timed || speaks_each_time(judgement, *finding.rule);
}

void collect(std::vector<Objection>& all, Judgement const& judgement)
{
    for (auto const& run : judgement.runs) {
        if (run.is_crash)
            continue;
        for (auto const& finding : run.rules.on_target) {
            if (!is_believed(finding, judgement))
                continue;
            auto& objection = objection_of(all, finding);
            if (objection.seen_in.empty()) {
                objection.seen_in = judgement.scenario->id;
                objection.attempts = attempts_that_count(judgement);
            }
            if (objection.seen_in == judgement.scenario->id)
                ++objection.seen;
        }
    }
    for (auto& objection : all) {
        bool const is_seen_here = std::ranges::any_of(judgement.runs, [&](CaseRun const& run) {
            return !run.is_crash && std::ranges::any_of(run.rules.on_target, [&](auto const& finding) {
                return finding.rule == objection.rule && finding.packet == objection.packet &&
                       is_believed(finding, judgement);
            });
        });
        objection.instances += is_seen_here ? 1 : 0;
    }
}

target::KnownFailure const* find_known(Rule const& rule, std::vector<target::KnownFailure> const& known,
                                       target::Circumstances const& circumstances)
{
    auto const found = std::ranges::find_if(known, [&](target::KnownFailure const& entry) {
        return target::matches(entry, name_for_known(rule), {std::string{rule.clause}}, circumstances);
    });
    return found == known.end() ? nullptr : &*found;
}

std::string in_words(Objection const& objection)
{
    auto text = objection.text;
    if (objection.seen < objection.attempts)
        text += fmt::format("; in {} of {} attempts", objection.seen, objection.attempts);
    return text;
}

results::Finding to_finding(Objection const& objection, std::vector<target::KnownFailure> const& known,
                            target::Circumstances const& circumstances)
{
    auto const& rule = *objection.rule;
    results::Finding finding;
    finding.kind = rule.clause.empty() ? "advisory" : "rule";
    finding.statement = rule.clause;
    finding.rule = rule.name;
    finding.text = in_words(objection);
    finding.seen_in = objection.seen_in;
    finding.packet = objection.packet;
    finding.instances = static_cast<int>(objection.instances);
    auto const* entry = rule.clause.empty() ? nullptr : find_known(rule, known, circumstances);
    if (entry != nullptr)
        finding.known =
            results::Known{.reason = entry->reason, .link = entry->link, .pattern = entry->pattern()};
    return finding;
}

/// How often each rule could judge, over the whole run.
std::vector<rules::Tally> tallies_of(std::vector<Judgement const*> const& judgements)
{
    std::vector<rules::Tally> sums(all_rules().size());
    for (auto const* judgement : judgements)
        for (auto const& run : judgement->runs)
            for (std::size_t i = 0; i < run.rules.tallies.size() && !run.is_crash; ++i) {
                sums[i].kept += run.rules.tallies[i].kept;
                sums[i].broken += run.rules.tallies[i].broken;
            }
    return sums;
}

void add_watchers(results::Result& result, std::vector<rules::Tally> const& tallies)
{
    auto const judged = results::judged_role(result.target);
    auto const is_claimed = [&](std::string const& statement) {
        return std::ranges::any_of(result.cases, [&](results::CaseResult const& one) {
            return std::ranges::any_of(one.statements, [&](std::string const& name) {
                return results::is_of_statement(name, statement);
            });
        });
    };
    for (auto& statement : result.statements) {
        if (statement.role != judged || (!result.selection.empty() && !is_claimed(statement.id)))
            continue;
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            auto const& rule = all_rules()[i];
            bool const is_its_own = normative::name_of(rule.role) == judged && !rule.clause.empty() &&
                                    results::is_of_statement(rule.clause, statement.id);
            if (is_its_own && tallies[i].kept + tallies[i].broken > 0)
                statement.rules.emplace_back(rule.name);
        }
    }
}

/// An entry for rules that all could judge and found nothing has become false.
void add_unexpected_silence(results::Result& result, std::vector<rules::Tally> const& tallies,
                            std::vector<target::KnownFailure> const& known,
                            target::Circumstances const& circumstances)
{
    auto const judged = results::judged_role(result.target);
    for (auto const& entry : known) {
        std::size_t matched = 0;
        std::size_t silent = 0;
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            auto const& rule = all_rules()[i];
            bool const is_meant =
                normative::name_of(rule.role) == judged && target::names_rule(entry) &&
                target::matches(entry, name_for_known(rule), {std::string{rule.clause}}, circumstances);
            matched += is_meant ? 1 : 0;
            silent += is_meant && tallies[i].kept > 0 && tallies[i].broken == 0 ? 1 : 0;
        }
        if (matched > 0 && silent == matched && !result.partial && !entry.is_sporadic)
            result.findings.push_back(
                {.kind = "expectation",
                 .text = fmt::format("`{}` is expected to be broken ({}:{}: {}), and is kept now: take the "
                                     "entry out",
                                     entry.pattern(), entry.where.file, entry.where.line, entry.reason)});
    }
}

} // namespace

void add_rules(results::Result& result, std::vector<Judgement const*> const& judgements,
               std::vector<target::KnownFailure> const& known, target::Circumstances const& circumstances)
{
    std::vector<Objection> objections;
    for (auto const* judgement : judgements)
        collect(objections, *judgement);
    std::ranges::stable_sort(objections, {}, &Objection::rule); // The order of the table.
    for (auto const& objection : objections)
        result.findings.push_back(to_finding(objection, known, circumstances));
    auto const tallies = tallies_of(judgements);
    add_watchers(result, tallies);
    if (!result.interrupted && result.trouble.empty())
        add_unexpected_silence(result, tallies, known, circumstances);
}

std::vector<target::CaseName> names_of_rules()
{
    std::vector<target::CaseName> names;
    for (auto const& rule : all_rules())
        if (!rule.clause.empty())
            names.push_back({.instance = name_for_known(rule), .statements = {std::string{rule.clause}}});
    return names;
}

} // namespace mqttspec::engine
