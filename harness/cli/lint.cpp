// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "target/load.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>

namespace mqttspec::cli {

namespace {

struct LintFlags
{
    std::vector<std::string> paths;
    bool lists_uncovered = false;
};

using normative::Method;
using normative::Role;

bool wants_cases(normative::Statement const& statement)
{
    auto const& examination = statement.examination(Role::server);
    return statement.obliges(Role::server) && examination &&
           (examination->uses(Method::active) || examination->uses(Method::conditional) ||
            examination->uses(Method::environment));
}

/// What cases claim: statements as a whole ("MQTT-3.1.0-2"), and clauses ("MQTT-4.3.3-1.d").
std::set<std::string> claimed(std::vector<scenario::Scenario> const& cases)
{
    std::set<std::string> names;
    for (auto const& scenario : cases)
        for (auto const& reference : scenario.statements) {
            names.insert(reference.id);
            names.insert(reference.full());
        }
    return names;
}

struct Coverage
{
    std::size_t wanted = 0;
    std::vector<std::string> uncovered; ///< Statements, and clauses of those that are claimed in part.
};

Coverage cover(Suite const& suite)
{
    Coverage coverage;
    auto const names = claimed(suite.cases);
    for (auto const& statement : suite.catalogue.statements()) {
        if (!wants_cases(statement))
            continue;
        ++coverage.wanted;
        if (!names.contains(statement.id)) {
            coverage.uncovered.push_back(statement.id);
            continue;
        }
        for (auto const& clause : statement.clauses) {
            auto const name = fmt::format("{}.{}", statement.id, clause.letter);
            if (clause.obliges(Role::server) && !names.contains(name))
                coverage.uncovered.push_back(name);
        }
    }
    return coverage;
}

void lint_targets(DataFolders const& folders, yaml::Diagnostics& diagnostics)
{
    for (auto const& [name, path] : target::targets_in(folders.targets()))
        (void)target::load_target(path, diagnostics);
}

int lint(LintFlags const& flags)
{
    end_with_reader();
    auto const folders = data_folders();
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(folders, flags.paths, diagnostics);
    lint_targets(folders, diagnostics);
    if (!diagnostics.empty()) {
        fmt::print(stderr, "{}{} errors\n", diagnostics.render(), diagnostics.all().size());
        return ExitCode::usage;
    }
    auto const coverage = cover(suite);
    std::set<std::string> whole;
    for (auto const& name : coverage.uncovered)
        whole.insert(name.substr(0, name.find('.', name.rfind('-'))));
    std::set<std::string> ids;
    for (auto const& scenario : suite.cases)
        ids.insert(scenario.case_id);
    fmt::print("{} cases in {} instances: no mistakes\n", ids.size(), suite.cases.size());
    fmt::print("{} of {} statements that oblige a Server and need cases have cases for every clause\n",
               coverage.wanted - whole.size(), coverage.wanted);
    if (flags.lists_uncovered)
        for (auto const& name : coverage.uncovered)
            fmt::print("  without a case: {}\n", name);
    return ExitCode::ok;
}

} // namespace

void add_lint(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<LintFlags>();
    auto* command = app.add_subcommand("lint", "Check catalogue, cases and targets without running anything");
    command->add_option("PATH", flags->paths,
                        "files or folders with more cases; they replace shipped ones of the same id");
    command->add_flag("--uncovered", flags->lists_uncovered, "list the obligations that have no case");
    command->callback([flags, &invocation] { invocation.action = [flags] { return lint(*flags); }; });
}

} // namespace mqttspec::cli
