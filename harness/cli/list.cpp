// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "prove/fault.hpp"
#include "rules/rule.hpp"
#include "scoresheet/scoresheet.hpp"
#include "target/load.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace mqttspec::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ListFlags
{
    std::string what;
    std::string format = "text";
    std::vector<std::string> more_cases;
};

std::string joined(std::vector<scenario::StatementRef> const& references)
{
    std::string text;
    for (auto const& reference : references)
        text += (text.empty() ? "" : " ") + reference.full();
    return text;
}

Json full_names(std::vector<scenario::StatementRef> const& references)
{
    auto names = Json::array();
    for (auto const& reference : references)
        names.push_back(reference.full());
    return names;
}

std::string methods(std::optional<normative::Examination> const& examination)
{
    return examination ? scoresheet::methods(*examination) : "-";
}

std::size_t cases_of(Suite const& suite, normative::Statement const& statement)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(suite.cases, [&](scenario::Scenario const& scenario) {
            return std::ranges::any_of(scenario.statements,
                                       [&](auto const& it) { return it.id == statement.id; });
        }));
}

void list_statements(Suite const& suite, bool as_json)
{
    auto all = Json::array();
    for (auto const& statement : suite.catalogue.statements()) {
        auto const cases = cases_of(suite, statement);
        if (as_json)
            all.push_back({{"id", statement.id},
                           {"section", statement.section},
                           {"subject", normative::name_of(statement.subject)},
                           {"level", normative::name_of(statement.level)},
                           {"server", methods(statement.server)},
                           {"client", methods(statement.client)},
                           {"cases", cases},
                           {"summary", {{"en", statement.summary.en}, {"zh", statement.summary.zh}}}});
        else
            fmt::print("{:<14} {:<6} {:>3} cases  {}\n", statement.id, normative::name_of(statement.subject),
                       cases, statement.summary.en);
    }
    if (as_json)
        fmt::print("{}\n", all.dump(2));
}

void list_cases(Suite const& suite, bool as_json)
{
    auto all = Json::array();
    for (auto const& scenario : suite.cases) {
        if (as_json)
            all.push_back({{"id", scenario.id},
                           {"case", scenario.case_id},
                           {"file", scenario.where.file},
                           {"line", scenario.where.line},
                           {"when", scenario.when},
                           {"then", scenario.then},
                           {"statements", full_names(scenario.statements)},
                           {"provokes", full_names(scenario.provokes)}});
        else
            fmt::print("{:<60} {}\n", scenario.id, joined(scenario.statements));
    }
    if (as_json)
        fmt::print("{}\n", all.dump(2, ' ', false, Json::error_handler_t::replace));
}

/// The target in that file; one without a role where it cannot be loaded, which is for `run` to complain
/// about.
target::TargetSpec spec_in(target::KnownTargets const& targets, std::string const& path)
{
    yaml::Diagnostics ignored;
    target::TargetSpec unknown;
    unknown.role = "-";
    return targets.load(path, ignored).value_or(unknown);
}

void list_targets(target::KnownTargets const& targets, bool as_json)
{
    auto all = Json::array();
    for (auto const& [name, path] : targets.files) {
        auto const spec = spec_in(targets, path);
        std::vector<std::string> variants;
        for (auto const& variant : spec.variants)
            variants.push_back(variant.name);
        if (as_json)
            all.push_back({{"name", name}, {"role", spec.role}, {"file", path}, {"variants", variants}});
        else
            fmt::print("{:<20} {:<7} {}{}\n", name, spec.role, path,
                       variants.empty() ? "" : fmt::format("  (variants: {})", fmt::join(variants, ", ")));
    }
    if (as_json)
        fmt::print("{}\n", all.dump(2));
}

void list_deviations(bool as_json)
{
    auto all = Json::array();
    for (auto const& fault : prove::all_faults()) {
        auto const role = normative::name_of(fault.role);
        if (as_json)
            all.push_back(
                {{"name", fault.name}, {"clause", fault.clause}, {"role", role}, {"about", fault.about}});
        else
            fmt::print("{:<44} {:<15} {:<7} {}\n", fault.name, fault.clause, role, fault.about);
    }
    if (as_json)
        fmt::print("{}\n", all.dump(2));
}

std::string_view in_words(rules::Needs needs)
{
    switch (needs) {
    case rules::Needs::nothing: break;
    case rules::Needs::connection: return "connection";
    case rules::Needs::session: return "session";
    }
    return "packet";
}

void list_rules(bool as_json)
{
    auto all = Json::array();
    for (auto const& rule : rules::all_rules()) {
        if (as_json)
            all.push_back({{"name", rule.name},
                           {"clause", rule.clause},
                           {"role", normative::name_of(rule.role)},
                           {"needs", in_words(rule.needs)},
                           {"about", rule.about}});
        else
            fmt::print("{:<34} {:<7} {:<15} {}\n", rule.name, normative::name_of(rule.role),
                       rule.clause.empty() ? "-" : rule.clause, rule.about);
    }
    if (as_json)
        fmt::print("{}\n", all.dump(2));
}

int list(ListFlags const& flags)
{
    end_with_reader();
    auto const shelf = Shelf::find();
    bool const as_json = flags.format == "json";
    if (flags.what == "targets") {
        list_targets(shelf.targets(), as_json);
        return ExitCode::ok;
    }
    if (flags.what == "rules") {
        list_rules(as_json);
        return ExitCode::ok;
    }
    if (flags.what == "deviations") {
        list_deviations(as_json);
        return ExitCode::ok;
    }
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(shelf, flags.more_cases, diagnostics);
    if (complain(diagnostics))
        return ExitCode::usage;
    if (flags.what == "statements")
        list_statements(suite, as_json);
    else
        list_cases(suite, as_json);
    return ExitCode::ok;
}

} // namespace

void add_list(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<ListFlags>();
    auto* command = app.add_subcommand("list", "List statements, cases, rules, targets or deviations");
    command->add_option("WHAT", flags->what, "statements, cases, rules, targets or deviations")
        ->required()
        ->check(CLI::IsMember({"statements", "cases", "rules", "targets", "deviations"}));
    command->add_option("--format", flags->format, "text or json")->check(CLI::IsMember({"text", "json"}));
    command->add_option("--cases", flags->more_cases, "a file or folder with more cases");
    command->callback([flags, &invocation] { invocation.action = [flags] { return list(*flags); }; });
}

} // namespace mqttspec::cli
