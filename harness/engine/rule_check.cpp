// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_check.hpp"

#include "engine/attempt.hpp"
#include "engine/schedule.hpp"
#include "engine/stage.hpp"
#include "normative/catalogue.hpp"
#include "rules/journal_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace mqttspec::engine {

namespace {

using normative::Role;
using normative::statement_of;

/// Ids of a case are its own, and are seen from their first use, if they begin with that of an actor.
bool is_of_an_actor(Stage const& stage, std::string_view client_id)
{
    return std::ranges::any_of(stage.actors(), [&](auto const& actor) {
        return !actor.second.client_id.empty() && client_id.starts_with(actor.second.client_id);
    });
}

rules::Knowledge knowledge_of(Stage const& stage)
{
    rules::Knowledge knowledge;
    knowledge.is_whole = !restarts_target(stage.scenario());
    knowledge.keeps_sessions =
        target::value_of(stage.surroundings().features, "persistent_sessions") == scenario::Scalar{true};
    knowledge.is_new_client = [&stage](std::string_view id) { return is_of_an_actor(stage, id); };
    auto const& timing = stage.surroundings().timing;
    // Only the Client under test has a timer of its own to forgive; of ours it is asked whether it was
    // silent.
    knowledge.slack = stage.scenario().is_about_client() ? timing.client_slack : std::chrono::nanoseconds{0};
    // Where no time passes but what a case waits for, nothing is ever late for want of speed.
    knowledge.patience = stage.surroundings().has_exact_clock
                             ? std::chrono::nanoseconds{0}
                             : std::max(timing.response, timing.keep_alive_tolerance);
    knowledge.sees_ends_in_time = true;
    knowledge.patience_with_provoker = std::chrono::hours{24}; // A case withholds what it likes.
    knowledge.provoker = stage.scenario().is_about_client() ? Role::server : Role::client;
    return knowledge;
}

std::vector<rules::Finding> of_role(std::vector<rules::Finding> const& findings, Role role, std::size_t most)
{
    std::vector<rules::Finding> chosen;
    for (std::size_t i = 0; i < std::min(most, findings.size()); ++i)
        if (findings[i].rule->role == role)
            chosen.push_back(findings[i]);
    return chosen;
}

std::vector<rules::Finding> first_of_each(std::vector<rules::Finding> findings)
{
    std::set<std::pair<rules::Rule const*, std::string>> seen;
    std::erase_if(findings,
                  [&](rules::Finding const& it) { return !seen.emplace(it.rule, it.packet).second; });
    return findings;
}

/// Whether the case says so: in `provokes`, or because it is about the Server's reaction to just that. One
/// clause named is enough where the same fault breaks two.
bool is_said(rules::Finding const& finding, std::vector<rules::Finding> const& all,
             scenario::Scenario const& scenario)
{
    auto const& rule = *finding.rule;
    bool const is_subject = rule.is_provocation &&
                            std::ranges::any_of(scenario.statements, [&](scenario::StatementRef const& it) {
                                return it.id == statement_of(rule.clause);
                            });
    if (is_subject || provokes(scenario, rule.clause))
        return true;
    if (!rule.follows_from.empty() && provokes(scenario, rule.follows_from))
        return true;
    return std::ranges::any_of(all, [&](rules::Finding const& it) {
        return it.at == finding.at && it.connection == finding.connection &&
               it.rule->follows_from == rule.clause && provokes(scenario, it.rule->clause);
    });
}

/// Whether we fell silent only as the target let us wait for an answer, until the connection ended.
bool was_waiting(rules::Finding const& finding, Stage const& stage)
{
    return finding.packet.empty() && std::ranges::any_of(stage.actors(), [&](auto const& actor) {
               return std::ranges::any_of(actor.second.connections, [&](auto const& it) {
                   return it->id() == finding.connection && has_unanswered({stage.journal(), *it, Scope{}});
               });
           });
}

/// Sorts what we broke against the case's will: by the case, or by being too slow for it.
void add_unwanted(RuleCheck& check, Stage const& stage)
{
    for (auto const& finding : check.on_us) {
        auto const& rule = *finding.rule;
        bool const is_certain = !rule.clause.empty() && !rule.is_hint;
        bool const may_be_theirs = std::ranges::any_of(
            check.on_target, [&](rules::Finding const& it) { return it.connection == finding.connection; });
        if (!is_certain || may_be_theirs || is_said(finding, check.on_us, stage.scenario()))
            continue;
        if (rule.is_timed && !stage.surroundings().has_exact_clock) {
            if (!was_waiting(finding, stage))
                check.too_slow =
                    fmt::format("this machine was too slow for the case, so that we broke {} ({})",
                                rule.clause, finding.text);
        } else if (check.unprovoked.empty())
            check.unprovoked = fmt::format("the case breaks {} without saying so: add it to `provokes` ({})",
                                           rule.clause, finding.text);
    }
}

} // namespace

RuleCheck check_rules(Stage const& stage, std::size_t end_of_steps)
{
    auto const ours = stage.scenario().is_about_client() ? Role::server : Role::client;
    auto const theirs = opposite(ours);
    rules::Watch watch{knowledge_of(stage)};
    rules::JournalReader reader{watch, stage.journal(), ours, stage.scenario().version};
    reader.read_to(end_of_steps);
    auto const before = watch.findings().size();
    reader.read_to(stage.journal().size());
    RuleCheck check;
    check.on_us = of_role(watch.findings(), ours, before);
    check.on_target = of_role(watch.findings(), theirs, watch.findings().size());
    check.tallies = watch.tallies();
    add_unwanted(check, stage);
    check.on_target = first_of_each(std::move(check.on_target));
    return check;
}

bool provokes(scenario::Scenario const& scenario, std::string_view clause)
{
    return std::ranges::any_of(scenario.provokes, [&](scenario::StatementRef const& it) {
        return it.full() == clause || (it.clause.empty() && it.id == statement_of(clause));
    });
}

} // namespace mqttspec::engine
