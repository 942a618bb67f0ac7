// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/report_files.hpp"
#include "reports/console.hpp"
#include "reports/json.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
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
    std::vector<ReportFile> files;
    for (auto const& text : flags.reports) {
        auto file = parse_report_file(text);
        if (auto const* trouble = std::get_if<std::string>(&file)) {
            fmt::print(stderr, "mqttspec: {}\n", *trouble);
            return ExitCode::usage;
        }
        files.push_back(std::get<ReportFile>(std::move(file)));
    }
    std::ifstream in{flags.file, std::ios::binary};
    if (!in) {
        fmt::print(stderr, "mqttspec: {} cannot be read\n", flags.file);
        return ExitCode::usage;
    }
    std::string const text{std::istreambuf_iterator<char>{in}, {}};
    auto const parsed = reports::parse_json(text);
    if (auto const* trouble = std::get_if<std::string>(&parsed)) {
        fmt::print(stderr, "mqttspec: {}: {}\n", flags.file, *trouble);
        return ExitCode::usage;
    }
    auto const& result = std::get<results::Result>(parsed);
    if (!write_reports(result, files))
        return ExitCode::could_not_tell;
    if (!files.empty())
        return ExitCode::ok;
    auto options = reports::console_options_for(STDOUT_FILENO);
    options.lang = flags.lang == "zh" ? reports::Language::chinese : reports::Language::english;
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
    command->add_option("--report", flags->reports,
                        "KIND=FILE: json=FILE, junit=FILE; none: the console report");
    command->add_option("--lang", flags->lang, "of the console report")->check(CLI::IsMember({"en", "zh"}));
    command->add_flag("-v,--verbose", flags->verbosity, "each statement; twice: each packet");
    command->callback([flags, &invocation] { invocation.action = [flags] { return report(*flags); }; });
}

} // namespace mqttspec::cli
