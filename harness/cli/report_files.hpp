// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

/// One `--report KIND=FILE`.
struct ReportFile
{
    std::string kind; ///< "json", "junit".
    std::string path; ///< "-" is standard output.
};

/// Reads `KIND=FILE`; returns what is wrong with it instead, also when a file could not be written there.
[[nodiscard]] std::variant<ReportFile, std::string> parse_report_file(std::string const& text);

/// The same for a command whose reports are of these kinds.
[[nodiscard]] std::variant<ReportFile, std::string> parse_report_file(std::string const& text,
                                                                      std::vector<std::string> const& kinds);

/// Writes each of them. What cannot be written to its place (a disk that is full by now) goes to the folder
/// for temporary files, and standard error says so. False if any had to.
[[nodiscard]] bool write_reports(results::Result const& result, std::vector<ReportFile> const& files);

/// The same for one text.
[[nodiscard]] bool write_report(std::string const& content, ReportFile const& file);

} // namespace mqttspec::cli
