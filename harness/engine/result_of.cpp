// SPDX-License-Identifier: Apache-2.0
#include "engine/result_of.hpp"

#include "engine/expectations.hpp"
#include "engine/rule_results.hpp"
#include "scoresheet/scoresheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <unistd.h>
#include <utility>

namespace mqttspec::engine {

namespace {

std::string in_words(scenario::Scalar const& scalar)
{
    if (auto const* flag = std::get_if<bool>(&scalar))
        return *flag ? "yes" : "no";
    if (auto const* number = std::get_if<std::int64_t>(&scalar))
        return std::to_string(*number);
    return std::get<std::string>(scalar);
}

std::string in_seconds(net::Duration duration)
{
    return fmt::format("{:g} s", std::chrono::duration<double>(duration).count());
}

std::string host_name()
{
    std::string name(256, '\0');
    if (gethostname(name.data(), name.size() - 1) != 0)
        return {};
    name.resize(name.find('\0'));
    return name;
}

results::Target describe(target::Target const& target, Runner const& runner)
{
    auto const& spec = target.spec();
    results::Target described;
    described.name = spec.name;
    described.version = runner.circumstances().version;
    described.role = spec.role;
    described.endpoint = target.endpoint();
    described.transport = spec.transport;
    auto const& declared = runner.features();
    for (auto const& feature : target::features())
        if (feature.is_of(spec.role))
            described.features.emplace_back(feature.name, in_words(target::value_of(declared, feature.name)));
    described.timing = {{"response", in_seconds(spec.timing.response)},
                        {"settle", in_seconds(spec.timing.settle)},
                        {"keep_alive", fmt::format("{} s", spec.timing.keep_alive)},
                        {"keep_alive_tolerance", in_seconds(spec.timing.keep_alive_tolerance)}};
    return described;
}

std::vector<results::StatementResult> statements_of(normative::Catalogue const& catalogue,
                                                    normative::Role role)
{
    std::vector<results::StatementResult> statements;
    for (auto const& statement : catalogue.statements()) {
        if (!statement.obliges(role))
            continue;
        auto& entry = statements.emplace_back(scoresheet::entry_of(statement, role));
        auto const& examination = statement.examination(role);
        if (examination && !examination->takes_cases())
            entry.reason = examination->reason;
    }
    return statements;
}

std::vector<target::CaseName> names_of(std::vector<scenario::Scenario> const& all)
{
    std::vector<target::CaseName> names;
    for (auto const& scenario : all) {
        target::CaseName name{.instance = scenario.id, .statements = {}};
        for (auto const& statement : scenario.statements)
            name.statements.push_back(statement.full());
        names.push_back(std::move(name));
    }
    for (auto& rule : names_of_rules())
        names.push_back(std::move(rule));
    return names;
}

std::vector<std::string> ids_of(normative::Catalogue const& catalogue)
{
    std::vector<std::string> ids;
    for (auto const& statement : catalogue.statements())
        ids.push_back(statement.id);
    return ids;
}

void add_cases(results::Result& result, std::vector<Campaign::Entry> const& entries, Campaign const& campaign,
               RunFacts const& facts)
{
    for (auto const& entry : entries) {
        auto const& judgement = *entry.judgement;
        auto one = judge(judgement);
        one.variant = entry.part->target->spec().variant;
        one.replay = fmt::format("{} --case {}", facts.replay, in_single_quotes(one.id));
        if (judgement.was_played())
            one.started_s =
                std::chrono::duration<double>(judgement.runs.front().started - campaign.began()).count();
        if (one.duration_s > result.summary.longest_case_s) {
            result.summary.longest_case_s = one.duration_s;
            result.summary.longest_case = one.id;
        }
        result.cases.push_back(std::move(one));
    }
}

std::vector<Judgement const*> judgements_in(std::vector<Campaign::Entry> const& entries)
{
    std::vector<Judgement const*> judgements;
    for (auto const& entry : entries)
        judgements.push_back(entry.judgement);
    return judgements;
}

} // namespace

results::Result result_of(Campaign const& campaign, normative::Catalogue const& catalogue,
                          std::vector<scenario::Scenario> const& all, RunFacts const& facts)
{
    auto const& options = campaign.options();
    auto const& main = campaign.main_part();
    results::Result result;
    result.suite_version = facts.suite_version;
    scoresheet::add_standard(result, catalogue);
    result.started = facts.started;
    result.host = host_name();
    result.seed = options.seed;
    result.run_id = options.run_id;
    result.repeat = options.repeat;
    result.delivery = name_of(options.delivery);
    result.command = facts.command;
    result.interrupted = campaign.was_interrupted();
    result.partial = !facts.selection.empty() || facts.shards > 0;
    result.selection = facts.selection;
    result.shard = facts.shard;
    result.shards = facts.shards;
    result.as_of = facts.as_of;
    result.trouble = campaign.trouble();
    result.target = describe(*main.target, *main.runner);
    result.summary.cpu_s = facts.cpu_s;
    result.summary.wall_s = std::chrono::duration<double>(net::Clock::now() - campaign.began()).count();
    result.summary.together_s = std::chrono::duration<double>(main.runner->time_together()).count();

    auto const entries = campaign.entries();
    add_cases(result, entries, campaign, facts);
    auto const& circumstances = main.runner->circumstances();
    auto const& known = campaign.spec().known_failures;
    apply_known(result.cases, all, known, circumstances);
    result.stale_expectations = target::stale(known, names_of(all), ids_of(catalogue), circumstances);
    auto const& behaviour = main.runner->behaviour();
    result.behaviour = behaviour.seen;
    for (auto const& text : contradictions(main.target->spec().features, behaviour))
        result.findings.push_back({.kind = "behaviour", .statement = {}, .text = text});
    for (auto const& part : campaign.parts())
        for (auto const& text : part.runner->left_behind())
            result.findings.push_back({.kind = "cleanup", .statement = {}, .text = text});
    bool const is_client = result.target.role == "client";
    result.statements =
        statements_of(catalogue, is_client ? normative::Role::client : normative::Role::server);
    add_rules(result, judgements_in(entries), known, circumstances);
    if (result.shards > 0)
        add_expectations(result, all, known, circumstances);
    results::summarise(result);
    return result;
}

std::string in_single_quotes(std::string const& text)
{
    std::string result = "'";
    for (char const c : text)
        result += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return result + "'";
}

} // namespace mqttspec::engine
