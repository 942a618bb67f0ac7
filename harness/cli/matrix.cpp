// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix.hpp"
#include "cli/commands.hpp"
#include "cli/load_result.hpp"
#include "cli/report_files.hpp"
#include "cli/say.hpp"
#include "cli/site.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <variant>

namespace mqttspec::cli {

namespace {

struct MatrixFlags
{
    std::vector<std::string> results;
    std::vector<std::string> reports;
    std::string site;
    std::string lang = "en";
};

int matrix(MatrixFlags const& flags)
{
    end_with_reader();
    auto const files = parse_report_files(flags.reports, {"markdown", "html"});
    if (!files)
        return ExitCode::usage;
    auto const results = load_results(flags.results);
    if (!results)
        return ExitCode::usage;
    auto const made = reports::matrix_of(*results);
    if (auto const* trouble = std::get_if<std::string>(&made)) {
        say(fmt::format("no matrix can be made: {}", *trouble));
        return ExitCode::usage;
    }
    auto const& matrix = std::get<reports::Matrix>(made);
    auto const lang = reports::language_named(flags.lang);
    bool all_written = true;
    for (auto const& file : *files) {
        auto const text = file.kind == "html" ? reports::matrix_html(matrix, {.lang = lang, .links = false})
                                              : reports::matrix_markdown(matrix, lang);
        all_written = write_report(text, file) && all_written;
    }
    if (!flags.site.empty())
        all_written = write_site(flags.site, matrix, lang) && all_written;
    if (files->empty() && flags.site.empty())
        fmt::print("{}", reports::matrix_markdown(matrix, lang));
    return with_reports(ExitCode::ok, all_written);
}

} // namespace

void add_matrix(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<MatrixFlags>();
    auto* command = app.add_subcommand("matrix", "Put results side by side: targets across, statements down");
    command->add_option("RESULT", flags->results, "JSON results of `mqttspec run`")->required();
    command->add_option("--report", flags->reports,
                        "KIND=FILE, FILE - is standard output; kinds: markdown, html; none: Markdown there");
    command->add_option("--site", flags->site,
                        "a folder for a static web site: the matrix, and each target's report");
    command->add_option("--lang", flags->lang, "in which the pages begin")
        ->check(CLI::IsMember({"en", "zh"}));
    command->callback([flags, &invocation] { invocation.action = [flags] { return matrix(*flags); }; });
}

} // namespace mqttspec::cli
