// SPDX-License-Identifier: Apache-2.0
#include "validator/traffic.hpp"

#include "scoresheet/scoresheet.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::validator {

namespace {

using rules::all_rules;

std::string_view in_words(Role role)
{
    return role == Role::server ? "Server" : "Client";
}

/// "MQTT-2.2.2-1", "advisory" for a duty without a number.
std::string clause_of(rules::Rule const& rule)
{
    return rule.clause.empty() ? "advisory" : std::string{rule.clause};
}

std::string who(Role role, Ends const& ends, std::string const& client_id)
{
    auto const name = client_id.empty() ? std::string{} : " " + wire::quote(client_id, 40);
    return role == Role::server ? fmt::format("Server {} to Client {}{}", ends.server, ends.client, name)
                                : fmt::format("Client {}{} to Server {}", ends.client, name, ends.server);
}

std::string who(Finding const& finding)
{
    return who(finding.rule->role, finding.ends, finding.client_id);
}

std::string where(Traffic::Told const& told)
{
    auto const& moment = told.finding.moment;
    auto text = told.source;
    if (moment.number > 0)
        text += fmt::format("{}packet {}", text.empty() ? "" : ": ", moment.number);
    auto const seconds = std::chrono::duration<double>(moment.at - told.began).count();
    return fmt::format("{}{}{:.6f} s", text, text.empty() ? "" : ", ", seconds);
}

results::StatementResult entry_of(normative::Statement const& statement, Role role, Traffic const& traffic)
{
    auto entry = scoresheet::entry_of(statement, role);
    for (std::size_t i = 0; i < traffic.tallies.size(); ++i) {
        auto const& rule = all_rules()[i];
        if (rule.role == role && results::is_of_statement(rule.clause, statement.id) &&
            traffic.tallies[i].kept + traffic.tallies[i].broken > 0)
            entry.rules.emplace_back(rule.name);
    }
    return entry;
}

bool has_rule(normative::Statement const& statement, Role role)
{
    return std::ranges::any_of(all_rules(), [&](rules::Rule const& rule) {
        return rule.role == role && results::is_of_statement(rule.clause, statement.id);
    });
}

results::Finding to_result(Traffic::Told const& told)
{
    auto const& rule = *told.finding.rule;
    results::Finding finding;
    finding.kind = rule.clause.empty() ? "advisory" : "rule";
    finding.statement = rule.clause;
    finding.rule = rule.name;
    finding.text = fmt::format("{}: {}", who(told.finding), told.finding.text);
    finding.seen_in = where(told);
    return finding;
}

} // namespace

void add(Traffic& traffic, Judge const& judge, std::string const& source, trace::Time began)
{
    for (auto const& finding : judge.findings())
        traffic.findings.push_back({finding, source, began});
    traffic.tallies.resize(all_rules().size());
    for (std::size_t i = 0; i < judge.tallies().size(); ++i) {
        traffic.tallies[i].kept += judge.tallies()[i].kept;
        traffic.tallies[i].broken += judge.tallies()[i].broken;
    }
    auto const& counts = judge.counts();
    traffic.counts.connections += counts.connections;
    traffic.counts.of_another_version += counts.of_another_version;
    traffic.counts.packets += counts.packets;
    traffic.counts.gaps += counts.gaps;
    traffic.counts.garbled += counts.garbled;
    traffic.counts.oversized += counts.oversized;
}

std::string in_words(Traffic::Told const& told)
{
    auto const& finding = told.finding;
    return fmt::format("{}: {} ({}), {}\n    {}\n", where(told), clause_of(*finding.rule), finding.rule->name,
                       who(finding), finding.text);
}

std::string whose(Loss const& loss)
{
    return who(loss.sender, loss.ends, loss.client_id);
}

std::string broken_statements(Traffic const& traffic, normative::Catalogue const& catalogue)
{
    std::string text;
    for (std::size_t i = 0; i < traffic.tallies.size(); ++i) {
        auto const& rule = all_rules()[i];
        auto const broken = traffic.tallies[i].broken;
        if (broken == 0)
            continue;
        auto const reference = catalogue.find(rule.clause);
        text += fmt::format("  {:<16} {:<7} {:<34} {:>5} x  {}\n", clause_of(rule), in_words(rule.role),
                            rule.name, broken,
                            reference ? reference->statement->summary.en : std::string{rule.about});
    }
    return text;
}

std::uint64_t count_broken(Traffic const& traffic)
{
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < traffic.tallies.size(); ++i)
        count += all_rules()[i].clause.empty() ? 0 : traffic.tallies[i].broken;
    return count;
}

results::Result result_of(Traffic const& traffic, normative::Catalogue const& catalogue, Role role)
{
    results::Result result;
    scoresheet::add_standard(result, catalogue);
    result.partial = true; // Nobody provoked anything: it says nothing of conformance as a whole.
    result.selection = "what this traffic shows";
    result.target.role = role == Role::server ? "broker" : "client";
    for (auto const& statement : catalogue.statements())
        if (statement.obliges(role) || has_rule(statement, role))
            result.statements.push_back(entry_of(statement, role, traffic));
    for (auto const& told : traffic.findings)
        if (told.finding.rule->role == role)
            result.findings.push_back(to_result(told));
    return result;
}

} // namespace mqttspec::validator
