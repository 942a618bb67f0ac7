// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/prove_report.hpp"
#include "cli/report_files.hpp"
#include "cli/suite.hpp"
#include "prove/proof.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <unistd.h>

namespace mqttspec::cli {

namespace {

struct ProveFlags
{
    Selection selection;
    std::vector<std::string> more_cases;
    std::vector<std::string> reports;
    bool is_full = false;
    bool shows_all = false;
};

/// Those that break a statement which one of the cases claims.
std::vector<prove::Fault> faults_for(std::vector<scenario::Scenario> const& cases)
{
    auto chosen = prove::all_faults();
    std::erase_if(chosen, [&](prove::Fault const& fault) {
        auto const statement = prove::statement_of(fault.clause);
        bool const is_of_client = fault.role == normative::Role::client;
        return std::ranges::none_of(cases, [&](scenario::Scenario const& scenario) {
            return scenario.is_about_client() == is_of_client && prove::claims(scenario, statement);
        });
    });
    return chosen;
}

prove::Proof prove_with_progress(std::vector<scenario::Scenario> const& cases, ProveFlags const& flags)
{
    auto const faults = flags.selection.is_everything() ? prove::all_faults() : faults_for(cases);
    bool const is_terminal = isatty(STDERR_FILENO) == 1;
    std::size_t tried = 0;
    prove::ProofOptions options;
    options.is_full = flags.is_full;
    options.is_selection = !flags.selection.cases.empty() || !flags.selection.sections.empty();
    options.has_all_deviations = flags.selection.is_everything();
    if (is_terminal)
        options.on_trial = [&](std::string const& name) {
            fmt::print(stderr, "\r\033[K{}/{} {}", ++tried, faults.size(), name);
        };
    auto proof = prove::prove(cases, faults, options);
    if (is_terminal)
        fmt::print(stderr, "\r\033[K");
    return proof;
}

int prove(ProveFlags const& flags)
{
    std::vector<ReportFile> files;
    for (auto const& text : flags.reports) {
        auto file = parse_report_file(text, {"markdown", "json"});
        if (auto const* trouble = std::get_if<std::string>(&file)) {
            fmt::print(stderr, "mqttspec: {}\n", *trouble);
            return ExitCode::usage;
        }
        files.push_back(std::get<ReportFile>(std::move(file)));
    }
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(Shelf::find(), flags.more_cases, diagnostics);
    if (complain(diagnostics))
        return ExitCode::usage;
    std::vector<std::string> unknown;
    auto const selected = select(suite.cases, flags.selection, suite.catalogue, unknown);
    for (auto const& trouble : unknown)
        fmt::print(stderr, "mqttspec: {}\n", trouble);
    if (selected.empty()) {
        fmt::print(stderr, "mqttspec: no case is selected; `mqttspec list cases` shows them all\n");
        return ExitCode::nothing_selected;
    }
    auto const proof = prove_with_progress(selected, flags);
    bool all_written = true;
    for (auto const& file : files) {
        bool const is_written = write_report(file.kind == "json" ? in_json(proof) : in_markdown(proof), file);
        all_written = all_written && is_written;
    }
    fmt::print("{}", in_words(proof, flags.shows_all));
    return with_reports(proof.holds() ? ExitCode::ok : ExitCode::non_conformant, all_written);
}

} // namespace

void add_prove(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<ProveFlags>();
    auto* command = app.add_subcommand(
        "prove",
        "Show that the cases pass on the reference broker and client, and fail on each of their deviations");
    command->add_option("--statement", flags->selection.statements,
                        "only cases of this statement, and its deviations (MQTT-3.1.0-2, 3.1.0-*)");
    command->add_option("--section", flags->selection.sections,
                        "only cases of this section and those below it (3.1)");
    command->add_option("--case", flags->selection.cases, "only cases whose id matches this pattern");
    command->add_option("--cases", flags->more_cases,
                        "a file or folder with more cases; replaces shipped ones of the same id");
    command->add_option("--report", flags->reports,
                        "KIND=FILE: markdown=FILE, json=FILE; FILE - is standard output");
    command->add_flag("--full", flags->is_full, "play all cases against all deviations");
    command->add_flag("-v,--verbose", flags->shows_all, "every deviation with the cases that catch it");
    command->callback([flags, &invocation] { invocation.action = [flags] { return prove(*flags); }; });
}

} // namespace mqttspec::cli
