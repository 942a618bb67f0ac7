// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.hpp"
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
#include <variant>

namespace mqttspec::cli {

namespace {

struct DiffFlags
{
    std::string before;
    std::string after;
    std::vector<std::string> reports;
    std::string lang = "en";
};

std::string rendered(reports::Comparison const& comparison, std::string const& kind, reports::Language lang)
{
    if (kind == "json")
        return reports::diff_json(comparison);
    if (kind == "markdown")
        return reports::diff_markdown(comparison, lang);
    reports::ConsoleOptions options;
    options.lang = lang;
    return reports::diff_text(comparison, options);
}

int diff(DiffFlags const& flags)
{
    end_with_reader();
    auto const files = parse_report_files(flags.reports, {"text", "markdown", "json"});
    if (!files)
        return ExitCode::usage;
    auto const results = load_results({flags.before, flags.after});
    if (!results)
        return ExitCode::usage;
    auto const compared = reports::compare(results->front(), results->back());
    if (auto const* trouble = std::get_if<std::string>(&compared)) {
        say(fmt::format("{} and {} cannot be compared: {}", flags.before, flags.after, *trouble));
        return ExitCode::usage;
    }
    auto const& comparison = std::get<reports::Comparison>(compared);
    GithubActions const github{!any_on_standard_output(*files)};
    auto options = reports::console_options_for(STDOUT_FILENO);
    options.lang = reports::language_named(flags.lang);
    bool all_written = true;
    for (auto const& file : *files)
        all_written = write_report(rendered(comparison, file.kind, options.lang), file) && all_written;
    if (!any_on_standard_output(*files)) {
        auto const text = reports::diff_text(comparison, options);
        std::fwrite(text.data(), 1, text.size(), stdout);
    }
    return with_reports(reports::exit_code(comparison), all_written);
}

} // namespace

void add_diff(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<DiffFlags>();
    auto* command = app.add_subcommand("diff", "Say what differs between two results; 1 where one regressed");
    command->add_option("OLD", flags->before, "a JSON result of `mqttspec run`")->required();
    command->add_option("NEW", flags->after, "a later one")->required();
    command->add_option("--report", flags->reports,
                        "KIND=FILE, FILE - is standard output; kinds: text, markdown, json");
    command->add_option("--lang", flags->lang, "of text and Markdown")->check(CLI::IsMember({"en", "zh"}));
    command->callback([flags, &invocation] { invocation.action = [flags] { return diff(*flags); }; });
}

} // namespace mqttspec::cli
