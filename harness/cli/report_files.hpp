// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

/// One `--report KIND=FILE`.
struct ReportFile
{
    std::string kind; ///< One of report_kinds().
    std::string path; ///< "-" is standard output.
};

/// "json", "junit", ...: what can be made of a result.
[[nodiscard]] std::vector<std::string> report_kinds();

/// Reads `KIND=FILE`; returns what is wrong with it instead, also when a file could not be written there.
[[nodiscard]] std::variant<ReportFile, std::string> parse_report_file(std::string const& text);

/// The same for a command whose reports are of these kinds.
[[nodiscard]] std::variant<ReportFile, std::string> parse_report_file(std::string const& text,
                                                                      std::vector<std::string> const& kinds);

/// Reads all of them. What is wrong with the first wrong one goes to standard error.
[[nodiscard]] std::optional<std::vector<ReportFile>>
parse_report_files(std::vector<std::string> const& texts,
                   std::vector<std::string> const& kinds = report_kinds());

/// Writes each of them. What cannot be written to its place (a disk that is full by now) goes to the folder
/// for temporary files, and standard error says so. False if any had to.
[[nodiscard]] bool write_reports(results::Result const& result, std::vector<ReportFile> const& files,
                                 reports::Language lang);

/// Whether one of them goes to standard output, which is then no place for people's words.
[[nodiscard]] bool any_on_standard_output(std::vector<ReportFile> const& files);

/// The same for one text.
[[nodiscard]] bool write_report(std::string const& content, ReportFile const& file);

/// What a command ends with that had to write reports: where one is not in its place, success is none.
[[nodiscard]] int with_reports(int exit_code, bool all_written);

} // namespace mqttspec::cli
