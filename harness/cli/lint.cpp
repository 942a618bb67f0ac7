// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/coverage.hpp"
#include "cli/rule_coverage.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "reports/expectations.hpp"
#include "target/load.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

namespace mqttspec::cli {

namespace {

struct LintFlags
{
    std::vector<std::string> paths;
    std::vector<std::string> expectations;
    bool lists_uncovered = false;
};

using KnownFailures = std::vector<target::KnownFailure>;

/// All that is declared to fail: in the target files, and in the lists that were named.
KnownFailures lint_targets(Shelf const& shelf, LintFlags const& flags, yaml::Diagnostics& diagnostics)
{
    KnownFailures known;
    auto const targets = shelf.targets();
    for (auto const& [name, path] : targets.files) {
        auto const spec = targets.load(path, diagnostics);
        if (spec)
            known.insert(known.end(), spec->known_failures.begin(), spec->known_failures.end());
    }
    for (auto const& path : flags.expectations) {
        auto const more = target::load_known_failures(path, diagnostics);
        known.insert(known.end(), more.begin(), more.end());
    }
    return known;
}

/// A list that a run wrote is no mistake, but it is not finished.
void remind(KnownFailures const& known)
{
    for (auto const& entry : known)
        if (entry.reason.starts_with(reports::reason_to_be_written))
            fmt::print("{}:{}: `{}` is still to be explained\n", entry.where.file, entry.where.line,
                       entry.pattern());
}

void print_each(std::string_view lack, std::vector<std::string> const& names)
{
    for (auto const& name : names)
        fmt::print("  {}: {}\n", lack, name);
}

void print_coverage(std::string_view who, Coverage const& coverage)
{
    fmt::print("{} of {} statements that oblige {} and need cases have cases for every clause\n",
               coverage.covered, coverage.statements, who);
    fmt::print("{} of their {} clauses have a deviation\n",
               coverage.clauses - coverage.without_deviation.size(), coverage.clauses);
}

int lint(LintFlags const& flags)
{
    end_with_reader();
    auto const shelf = Shelf::find();
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(shelf, flags.paths, diagnostics);
    auto const known = lint_targets(shelf, flags, diagnostics);
    if (!diagnostics.empty()) {
        fmt::print(stderr, "{}{} errors\n", diagnostics.render(), diagnostics.all().size());
        return ExitCode::usage;
    }
    std::set<std::string> ids;
    for (auto const& scenario : suite.cases)
        ids.insert(scenario.case_id);
    fmt::print("{} cases in {} instances: no mistakes\n", ids.size(), suite.cases.size());
    auto const of_server = cover(suite, normative::Role::server);
    auto const of_client = cover(suite, normative::Role::client);
    print_coverage("a Server", of_server);
    print_coverage("a Client", of_client);
    auto const watched = cover_by_rules(suite.catalogue);
    fmt::print("{} rules: {} of {} duties of Servers and Clients that are judged by watching have one\n",
               watched.rules, watched.statements - watched.without_rule.size(), watched.statements);
    remind(known);
    if (flags.lists_uncovered) {
        print_each("without a rule", watched.without_rule);
        print_each("rule without a deviation", watched.without_deviation);
        print_each("rule of what the catalogue does not have examined in that role", watched.misplaced);
        for (auto const& [who, coverage] :
             {std::pair{"Server", &of_server}, std::pair{"Client", &of_client}}) {
            print_each(fmt::format("without a case for a {}", who), coverage->without_case);
            print_each(fmt::format("without a deviation of a {}", who), coverage->without_deviation);
        }
    }
    return ExitCode::ok;
}

} // namespace

void add_lint(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<LintFlags>();
    auto* command = app.add_subcommand("lint", "Check catalogue, cases and targets without running anything");
    command->add_option("PATH", flags->paths,
                        "files or folders with more cases; they replace shipped ones of the same id");
    command->add_option("--expect", flags->expectations,
                        "lists of known failures, as `run --expect` takes them");
    command->add_flag("--uncovered", flags->lists_uncovered,
                      "list the obligations that have no case, no rule or no deviation");
    command->callback([flags, &invocation] { invocation.action = [flags] { return lint(*flags); }; });
}

} // namespace mqttspec::cli
