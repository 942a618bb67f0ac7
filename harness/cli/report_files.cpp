// SPDX-License-Identifier: Apache-2.0
#include "cli/report_files.hpp"

#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "reports/annotations.hpp"
#include "reports/badge.hpp"
#include "reports/expectations.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/markdown.hpp"
#include "reports/write_file.hpp"
#include "yaml/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace mqttspec::cli {

namespace {

struct Kind
{
    std::string_view name;
    std::string (*render)(results::Result const&, reports::Language);
};

// JSON and JUnit XML are for programs, which know one language.
constexpr std::array kinds{
    Kind{"json", [](results::Result const& result, reports::Language) { return reports::to_json(result); }},
    Kind{"junit", [](results::Result const& result, reports::Language) { return reports::to_junit(result); }},
    Kind{"markdown", reports::to_markdown},
    Kind{"badge", reports::to_badge},
    Kind{"html", [](results::Result const& result, reports::Language) { return reports::to_html(result); }},
    Kind{"github", reports::to_annotations},
    Kind{"expectations",
         [](results::Result const& result, reports::Language) { return reports::to_expectations(result); }},
};

} // namespace

std::vector<std::string> report_kinds()
{
    std::vector<std::string> names;
    for (auto const& kind : kinds)
        names.emplace_back(kind.name);
    return names;
}

namespace {

Kind const* find_kind(std::string_view name)
{
    auto const* found = std::ranges::find(kinds, name, &Kind::name);
    return found == kinds.end() ? nullptr : found;
}

/// Why no file can be made there, as far as that can be told before the run; empty if nothing speaks against
/// it.
std::string obstacle(std::string const& path)
{
    namespace fs = std::filesystem;
    std::error_code ec;
    if (fs::is_directory(path, ec))
        return fmt::format("{} is a folder", path);
    auto folder = fs::path{path}.parent_path();
    if (folder.empty())
        folder = ".";
    if (!fs::is_directory(folder, ec))
        return fmt::format("there is no folder {}", folder.string());
    bool const can_write = fs::exists(path, ec) && !fs::is_regular_file(path, ec)
                               ? access(path.c_str(), W_OK) == 0
                               : access(folder.c_str(), W_OK) == 0;
    return can_write ? std::string{} : fmt::format("{} cannot be written", path);
}

} // namespace

std::variant<ReportFile, std::string> parse_report_file(std::string const& text)
{
    return parse_report_file(text, report_kinds());
}

std::variant<ReportFile, std::string> parse_report_file(std::string const& text,
                                                        std::vector<std::string> const& kinds_here)
{
    auto const equals = text.find('=');
    auto const kind = text.substr(0, equals);
    if (std::ranges::find(kinds_here, kind) == kinds_here.end()) {
        auto const near = yaml::nearest(kind, kinds_here);
        return fmt::format("--report {}: there is no report of the kind {}{}; use {}=FILE", text, kind,
                           near.empty() ? std::string{} : fmt::format("; did you mean {}?", near),
                           fmt::join(kinds_here, "=FILE or "));
    }
    if (equals == std::string::npos || equals + 1 == text.size())
        return fmt::format("--report {}: which file? Use {}=FILE", text, kind);
    ReportFile file{.kind = kind, .path = text.substr(equals + 1)};
    if (file.path == "-")
        return file;
    auto const trouble = obstacle(file.path);
    if (!trouble.empty())
        return fmt::format("--report {}: {}", text, trouble);
    return file;
}

std::optional<std::vector<ReportFile>> parse_report_files(std::vector<std::string> const& texts,
                                                          std::vector<std::string> const& kinds_here)
{
    std::vector<ReportFile> files;
    for (auto const& text : texts) {
        auto file = parse_report_file(text, kinds_here);
        if (auto const* trouble = std::get_if<std::string>(&file)) {
            say(*trouble);
            return std::nullopt;
        }
        files.push_back(std::get<ReportFile>(std::move(file)));
    }
    return files;
}

bool write_reports(results::Result const& result, std::vector<ReportFile> const& files,
                   reports::Language lang)
{
    bool all = true;
    for (auto const& file : files) {
        bool const is_written = write_report(find_kind(file.kind)->render(result, lang), file);
        all = all && is_written;
    }
    return all;
}

bool any_on_standard_output(std::vector<ReportFile> const& files)
{
    return std::ranges::any_of(files, [](ReportFile const& file) { return file.path == "-"; });
}

bool write_report(std::string const& content, ReportFile const& file)
{
    if (file.path == "-") {
        bool const is_whole = std::fwrite(content.data(), 1, content.size(), stdout) == content.size();
        return std::fflush(stdout) == 0 && is_whole;
    }
    auto const trouble = reports::write_file(file.path, content);
    if (trouble.empty())
        return true;
    std::error_code ec;
    auto const spare =
        std::filesystem::temp_directory_path(ec) /
        fmt::format("mqttspec-{}-{}", getpid(), std::filesystem::path{file.path}.filename().string());
    auto const again = reports::write_file(spare.string(), content);
    say(trouble);
    if (again.empty())
        say(fmt::format("the {} report was saved as {} instead", file.kind, spare.string()));
    else
        say(fmt::format("the {} report is lost: {}", file.kind, again));
    return false;
}

int with_reports(int exit_code, bool all_written)
{
    return exit_code == ExitCode::ok && !all_written ? int{ExitCode::could_not_tell} : exit_code;
}

} // namespace mqttspec::cli
