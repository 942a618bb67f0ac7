// SPDX-License-Identifier: Apache-2.0
#include "reports/console.hpp"

#include "reports/case_in_full.hpp"
#include "reports/case_lists.hpp"
#include "reports/ladder.hpp"
#include "reports/look.hpp"
#include "reports/score_line.hpp"
#include "reports/section_tree.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using results::Verdict;

constexpr int widest = 160; ///< Longer lines are hard to read.

std::string_view environment(char const* name);
std::string heading(Result const& result, ConsoleOptions const& options);
std::string in_full(Result const& result, ConsoleOptions const& options);
bool is_told_in_full(CaseResult const& one, ConsoleOptions const& options);
std::string other_wire_logs(Result const& result, ConsoleOptions const& options);
std::string stale_and_trouble(Result const& result, ConsoleOptions const& options);
std::string totals(Result const& result, ConsoleOptions const& options);
std::string last_line(Result const& result, ConsoleOptions const& options);

} // namespace

ConsoleOptions console_options_for(int descriptor)
{
    ConsoleOptions options;
    bool const is_terminal = isatty(descriptor) == 1 && environment("TERM") != "dumb";
    options.colour = is_terminal && environment("NO_COLOR").empty();

    winsize size{};
    if (is_terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        options.width = std::min<int>(size.ws_col, widest);

    // The first of these that is set decides, as it does for the C library.
    std::string_view locale;
    for (char const* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        if (locale.empty())
            locale = environment(name);
    }
    bool const names_utf8 = locale.find("UTF-8") != std::string_view::npos ||
                            locale.find("utf8") != std::string_view::npos ||
                            locale.find("utf-8") != std::string_view::npos;
    options.unicode = names_utf8;
    return options;
}

std::string console(Result const& result, ConsoleOptions const& options)
{
    std::string text;
    auto const add = [&](std::string const& part) {
        if (!part.empty())
            text += part + "\n";
    };
    if (options.verbosity >= 0) {
        add(heading(result, options));
        add(section_tree(result, options));
        add(brief_lists(result, options));
    }
    add(other_wire_logs(result, options));
    add(in_full(result, options));
    add(stale_and_trouble(result, options));
    if (options.verbosity >= 0)
        text += totals(result, options);
    return text + last_line(result, options);
}

namespace {

std::string_view environment(char const* name)
{
    char const* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::string heading(Result const& result, ConsoleOptions const& options)
{
    Ink const ink(options.colour);
    std::string const dot = " " + std::string(symbols(options.unicode).dot) + " ";
    std::string text = ink.strong("mqttspec " + one_line(result.suite_version)) + dot + "MQTT " +
                       one_line(result.protocol) + dot +
                       ink.strong(target_in_words(result.target, options.lang));
    if (!result.target.endpoint.empty())
        text += " " + one_line(result.target.endpoint);
    std::string more = fmt::format("seed {}", result.seed);
    if (result.delivery != "whole")
        more += dot + one_line(result.delivery);
    if (result.repeat > 1)
        more += dot + fmt::format("{}{}", symbols(options.unicode).times, result.repeat);
    if (!result.run_id.empty())
        more += dot + "run " + one_line(result.run_id);
    if (!result.as_of.empty())
        more += dot + fmt::format(fmt::runtime(words(options.lang).as_of), one_line(result.as_of));
    if (result.shards > 0)
        more += dot + fmt::format(fmt::runtime(words(options.lang).shard), result.shard, result.shards);
    text += "\n" + ink.faint(more) + "\n";
    if (!result.selection.empty()) {
        auto const sentence = fmt::runtime(words(options.lang).selection);
        text += fmt::format(sentence, one_line(result.selection)) + "\n";
    }
    return text;
}

std::string in_full(Result const& result, ConsoleOptions const& options)
{
    Ink const ink(options.colour);
    std::string text;
    int count = 0;
    for (CaseResult const& one : result.cases) {
        if (!is_told_in_full(one, options))
            continue;
        ++count;
        text += "\n" + case_in_full(one, result, options);
    }
    if (count == 0)
        return {};
    Words const& w = words(options.lang);
    auto const title = fmt::format("{} ({})", options.verbosity > 0 ? w.told_in_full : w.failures, count);
    return ink.strong(title) + "\n" + text;
}

/// Who asks for more also sees what is known to fail, and what could not be told.
bool is_told_in_full(CaseResult const& one, ConsoleOptions const& options)
{
    if (one.verdict == Verdict::fail)
        return !one.known || options.verbosity > 0;
    bool const is_undecided = one.verdict == Verdict::inconclusive || one.verdict == Verdict::error;
    return is_undecided && options.verbosity > 0;
}

std::string other_wire_logs(Result const& result, ConsoleOptions const& options)
{
    if (options.verbosity < 2)
        return {};
    Ink const ink(options.colour);
    std::string text = ink.strong(words(options.lang).wire_logs) + "\n";
    for (CaseResult const& one : result.cases) {
        if (is_told_in_full(one, options) || one.wire.empty())
            continue;
        text += fmt::format("\n{}  {}\n", one_line(one.id), ink.faint(duration(one.duration_s)));
        text += ladder(one.wire, options);
    }
    return text;
}

std::string stale_and_trouble(Result const& result, ConsoleOptions const& options)
{
    Ink const ink(options.colour);
    Words const& w = words(options.lang);
    std::string text;
    auto const add = [&](std::string const& item) {
        std::string lead = "  " + std::string(symbols(options.unicode).fail) + " ";
        for (std::string const& line : wrapped(sanitised(item), options.width - 4)) {
            text += lead + line + "\n";
            lead = "    ";
        }
    };
    if (!result.stale_expectations.empty())
        text += ink.loud(fmt::format("{} ({})", w.stale, result.stale_expectations.size())) + "\n";
    for (std::string const& stale : result.stale_expectations)
        add(stale);
    if (result.trouble.empty())
        return text;
    text += (text.empty() ? "" : "\n") + ink.loud(w.trouble) + "\n";
    add(result.trouble);
    return text;
}

std::string totals(Result const& result, ConsoleOptions const& options)
{
    Words const& w = words(options.lang);
    results::Summary const& summary = result.summary;
    std::string text = fmt::format(fmt::runtime(w.cases_in), result.cases.size(), duration(summary.wall_s)) +
                       std::string(w.colon);
    std::string list;
    std::array const counters{std::pair{"pass", w.pass},
                              std::pair{"fail", w.fail},
                              std::pair{"known_failure", w.known_failure},
                              std::pair{"unexpected_pass", w.unexpected_pass},
                              std::pair{"inconclusive", w.inconclusive},
                              std::pair{"error", w.error},
                              std::pair{"skipped", w.skipped}};
    for (auto const& [name, word] : counters) {
        auto const it = summary.cases.find(name);
        if (it == summary.cases.end() || it->second == 0)
            continue;
        list += (list.empty() ? "" : std::string(w.separator)) + fmt::format("{} {}", it->second, word);
    }
    text += list + "\n";
    if (!summary.longest_case.empty())
        text += fmt::format(fmt::runtime(w.longest), duration(summary.together_s),
                            duration(summary.longest_case_s), one_line(summary.longest_case));
    if (summary.cpu_s > 0)
        text += std::string(summary.longest_case.empty() ? "" : w.separator) +
                fmt::format(fmt::runtime(w.cpu), duration(summary.cpu_s));
    std::string lines;
    for (std::string const& line : wrapped(text, options.width))
        lines += line.empty() ? "" : Ink(options.colour).faint(line) + "\n";
    return lines;
}

std::string last_line(Result const& result, ConsoleOptions const& options)
{
    Ink const ink(options.colour);
    std::string const line = score_line(result, options.lang);
    auto const& summary = result.summary;
    if (results::exit_code(result) == 0 && summary.score_passed == summary.score_applicable)
        return ink.good(line) + "\n";
    return (results::exit_code(result) == 1 ? ink.loud(line) : ink.doubtful(line)) + "\n";
}

} // namespace

} // namespace mqttspec::reports
