// SPDX-License-Identifier: Apache-2.0
#include "results/merge.hpp"
#include "cli/commands.hpp"
#include "cli/github.hpp"
#include "cli/load_result.hpp"
#include "cli/report_files.hpp"
#include "cli/say.hpp"
#include "reports/console.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <unistd.h>
#include <utility>
#include <variant>

namespace mqttspec::cli {

namespace {

struct MergeFlags
{
    std::vector<std::string> results;
    std::vector<std::string> reports;
    std::string lang = "en";
    int verbosity = 0;
    bool quiet = false;
};

void show(results::Result const& result, MergeFlags const& flags, reports::Language lang)
{
    auto options = reports::console_options_for(STDOUT_FILENO);
    options.lang = lang;
    options.verbosity = flags.quiet ? -1 : flags.verbosity;
    auto const text = reports::console(result, options);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

int merge(MergeFlags const& flags)
{
    auto const files = parse_report_files(flags.reports);
    if (!files)
        return ExitCode::usage;
    auto parts = load_results(flags.results);
    if (!parts)
        return ExitCode::usage;
    auto const missing = results::missing_parts(*parts);
    auto const merged = results::merge(std::move(*parts));
    if (auto const* trouble = std::get_if<std::string>(&merged)) {
        say(fmt::format("these cannot be merged: {}", *trouble));
        return ExitCode::usage;
    }
    auto const& result = std::get<results::Result>(merged);
    auto const lang = reports::language_named(flags.lang);
    GithubActions github{!any_on_standard_output(*files)};
    bool const all_written = write_reports(result, *files, lang);
    show(result, flags, lang);
    github.annotate(result, lang);
    add_to_job_summary(result, lang);
    if (!missing.empty())
        say(fmt::format("shard {} is missing: this says nothing of conformance", missing));
    return with_reports(results::exit_code(result), all_written && missing.empty());
}

} // namespace

void add_merge(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<MergeFlags>();
    auto* command = app.add_subcommand("merge", "Join the results of a run that was split with --shard");
    command->add_option("RESULT", flags->results, "the JSON results of all its shards")->required();
    command->add_option(
        "--report", flags->reports,
        fmt::format("KIND=FILE, FILE - is standard output; kinds: {}", fmt::join(report_kinds(), ", ")));
    command->add_option("--lang", flags->lang, "of the console, Markdown and badge reports")
        ->check(CLI::IsMember({"en", "zh"}));
    command->add_flag("-v,--verbose", flags->verbosity, "each statement; twice: each packet");
    command->add_flag("-q,--quiet", flags->quiet, "failures and the score only");
    command->callback([flags, &invocation] { invocation.action = [flags] { return merge(*flags); }; });
}

} // namespace mqttspec::cli
