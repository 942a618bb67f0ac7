// SPDX-License-Identifier: Apache-2.0
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

namespace mqttspec::cli {

namespace {

struct ReportFlags
{
    std::string file;
    std::vector<std::string> reports;
    std::string lang = "en";
    int verbosity = 0;
};

int report(ReportFlags const& flags)
{
    auto const files = parse_report_files(flags.reports);
    if (!files)
        return ExitCode::usage;
    auto const loaded = load_result(flags.file);
    if (!loaded)
        return ExitCode::usage;
    auto const& result = *loaded;
    auto const lang = reports::language_named(flags.lang);
    if (!write_reports(result, *files, lang))
        return ExitCode::could_not_tell;
    if (!files->empty())
        return ExitCode::ok;
    GithubActions const github{true};
    auto options = reports::console_options_for(STDOUT_FILENO);
    options.lang = lang;
    options.verbosity = flags.verbosity;
    auto const shown = reports::console(result, options);
    std::fwrite(shown.data(), 1, shown.size(), stdout);
    return ExitCode::ok;
}

} // namespace

void add_report(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<ReportFlags>();
    auto* command = app.add_subcommand("report", "Make other reports of a JSON result, or show it");
    command->add_option("RESULT", flags->file, "a JSON result of `mqttspec run`")->required();
    command->add_option(
        "--report", flags->reports,
        fmt::format("KIND=FILE, FILE - is standard output; kinds: {}; none: the console report",
                    fmt::join(report_kinds(), ", ")));
    command->add_option("--lang", flags->lang, "of the console, Markdown and badge reports")
        ->check(CLI::IsMember({"en", "zh"}));
    command->add_flag("-v,--verbose", flags->verbosity, "each statement; twice: each packet");
    command->callback([flags, &invocation] { invocation.action = [flags] { return report(*flags); }; });
}

} // namespace mqttspec::cli
