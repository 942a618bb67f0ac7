// SPDX-License-Identifier: Apache-2.0
#include "prove/watched.hpp"

#include "prove/behind_proxy.hpp"
#include "prove/suite.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>
#include <utility>

namespace mqttspec::prove {

using normative::Role;

namespace {

std::unique_ptr<target::Target> behind_proxy(boost::asio::any_io_executor executor,
                                             std::unique_ptr<target::Target> target,
                                             validator::JudgeOptions const& options)
{
    if (auto* const client = dynamic_cast<target::ClientTarget*>(target.get())) {
        (void)target.release();
        return std::make_unique<ClientBehindProxy>(std::move(executor),
                                                   std::unique_ptr<target::ClientTarget>(client), options);
    }
    return std::make_unique<BehindProxy>(std::move(executor), std::move(target), options);
}

std::vector<scenario::Scenario> shipped_cases_where(bool is_about_client)
{
    auto all = tests::shipped_cases();
    std::erase_if(all, [&](auto const& it) { return it.is_about_client() != is_about_client || it.is_load; });
    return all;
}

std::vector<scenario::Scenario> only(std::string_view instance, Role role)
{
    std::vector<scenario::Scenario> chosen;
    std::ranges::copy_if(shipped_cases_about(role), std::back_inserter(chosen),
                         [instance](scenario::Scenario const& it) { return it.id == instance; });
    return chosen;
}

Fault fault_of(std::string_view name, Role role)
{
    for (auto const& fault : all_faults())
        if (fault.name == name && fault.role == role)
            return fault;
    throw std::runtime_error("no such deviation: " + std::string{name});
}

bool is_named(Row const& row, Role role)
{
    auto const fault = fault_of(row.deviation, role);
    auto const watched = watch(only(row.instance, role), &fault, true);
    return std::ranges::any_of(watched.on(role), [&](validator::Finding const& finding) {
        return finding.rule->name == row.rule && finding.rule->clause == fault.clause;
    });
}

} // namespace

Watched watch(std::vector<scenario::Scenario> const& cases, Fault const* fault, bool is_whole)
{
    Watched watched;
    validator::JudgeOptions options;
    options.knowledge.is_whole = is_whole;
    options.knowledge.keeps_sessions = is_whole;
    if (is_whole)
        options.knowledge.is_new_client = [](std::string_view) { return true; };
    // Virtual time passes only where a case waits: nothing is late for want of speed.
    options.knowledge.patience = {};
    options.knowledge.patience_with_provoker = {};
    options.on_finding = [&watched](validator::Finding const& finding) {
        auto& findings = finding.rule->role == Role::server ? watched.on_server : watched.on_client;
        findings.push_back(finding);
    };
    auto wrap = [&options](boost::asio::any_io_executor executor, std::unique_ptr<target::Target> target) {
        return behind_proxy(std::move(executor), std::move(target), options);
    };
    watched.performance = play(cases, fault, wrap);
    return watched;
}

std::vector<std::string> in_words(Watched const& watched, Role role)
{
    std::vector<std::string> words;
    for (auto const& finding : watched.on(role))
        words.push_back(std::string{finding.rule->name} + ": " + finding.text);
    return words;
}

std::vector<scenario::Scenario> const& shipped_cases_about(Role role)
{
    static auto const about_servers = shipped_cases_where(false);
    static auto const about_clients = shipped_cases_where(true);
    return role == Role::server ? about_servers : about_clients;
}

std::vector<std::string> silent_ones(std::span<Row const> rows, Role role)
{
    std::vector<std::string> silent;
    for (auto const& row : rows)
        if (!is_named(row, role))
            silent.push_back(std::string{row.deviation} + ": " + std::string{row.rule});
    return silent;
}

std::vector<std::string_view> untried_rules(std::span<Row const> rows, Role role)
{
    std::vector<std::string_view> untried;
    for (auto const& rule : rules::all_rules())
        if (rule.role == role && !rule.clause.empty() &&
            std::ranges::find(rows, rule.name, &Row::rule) == std::end(rows))
            untried.push_back(rule.name);
    return untried;
}

std::vector<std::string> unseen_provocations(Role role)
{
    auto const watched = watch(shipped_cases_about(role), nullptr, true);
    auto const ours = opposite(role);
    std::set<rules::Rule const*> seen;
    for (auto const& finding : watched.on(ours))
        seen.insert(finding.rule);
    std::vector<std::string> unseen;
    for (auto const& objection : watched.performance.on_us)
        if (seen.insert(objection.rule).second)
            unseen.push_back(std::string{objection.rule->name} + " in " + objection.instance);
    return unseen;
}

std::ptrdiff_t count_failed(Watched const& watched)
{
    return std::ranges::count(watched.performance.cases, results::Verdict::fail,
                              &results::CaseResult::verdict);
}

} // namespace mqttspec::prove
