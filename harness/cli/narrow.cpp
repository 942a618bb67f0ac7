// SPDX-License-Identifier: Apache-2.0
#include "cli/narrow.hpp"

#include "cli/load_result.hpp"
#include "cli/say.hpp"

#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace mqttspec::cli {

namespace {

/// "0.10.2" as its numbers; nothing if it is no version.
std::optional<std::vector<int>> numbers_of(std::string const& version)
{
    std::vector<int> numbers;
    char const* at = version.data();
    char const* const end = at + version.size();
    while (true) {
        int number = 0;
        auto const [last, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || number < 0)
            return std::nullopt;
        numbers.push_back(number);
        if (last == end)
            break;
        if (*last != '.')
            return std::nullopt;
        at = last + 1;
    }
    while (!numbers.empty() && numbers.back() == 0)
        numbers.pop_back(); // 1.0 is 1.
    return numbers;
}

/// What would turn a run red, or leaves it open: news, not what was declared.
bool is_worth_another_try(results::CaseResult const& one)
{
    switch (one.verdict) {
    case results::Verdict::fail:
    case results::Verdict::inconclusive: return !one.known;
    case results::Verdict::error: return true;
    default: return one.unexpected_pass;
    }
}

std::set<std::string> ids_that_failed(results::Result const& result)
{
    std::set<std::string> ids;
    for (auto const& one : result.cases)
        if (is_worth_another_try(one))
            ids.insert(one.id);
    for (auto const& finding : result.findings)
        if (finding.kind == "rule" && !finding.known && !finding.seen_in.empty())
            ids.insert(finding.seen_in);
    return ids;
}

void keep_what_failed(Narrowed& narrowed, std::string const& path)
{
    auto const result = load_result(path);
    if (!result) {
        narrowed.trouble = "--rerun needs a JSON result";
        return;
    }
    auto const failed = ids_that_failed(*result);
    std::erase_if(narrowed.cases, [&](auto const& scenario) { return !failed.contains(scenario.id); });
    if (failed.empty())
        say(fmt::format("nothing failed in {}", path));
    else if (narrowed.cases.size() < failed.size())
        say(fmt::format("of {} cases that failed in {}, {} are not in this suite or selection", failed.size(),
                        path, failed.size() - narrowed.cases.size()));
    narrowed.selection += fmt::format("{}what failed in {}", narrowed.selection.empty() ? "" : ", ", path);
}

void keep_as_of(Narrowed& narrowed, std::string const& version)
{
    if (!numbers_of(version)) {
        narrowed.trouble = fmt::format("--as-of {}: that is no version; use one such as 0.1.0", version);
    } else if (!is_as_of(version, std::string{suite_version})) {
        narrowed.trouble = fmt::format("--as-of {}: this is mqttspec {}, which cannot know its cases",
                                       version, suite_version);
    } else {
        std::erase_if(narrowed.cases,
                      [&](auto const& scenario) { return !is_as_of(scenario.since, version); });
        narrowed.as_of = version;
    }
}

} // namespace

Narrowed narrow(std::vector<scenario::Scenario> cases, std::string const& selection, NarrowFlags const& flags)
{
    Narrowed narrowed;
    narrowed.cases = std::move(cases);
    narrowed.selection = selection;
    auto const shard = parse_shard(flags.shard, variable);
    if (auto const* trouble = std::get_if<std::string>(&shard)) {
        narrowed.trouble = *trouble;
        return narrowed;
    }
    if (!flags.as_of.empty())
        keep_as_of(narrowed, flags.as_of);
    if (!flags.rerun.empty() && narrowed.trouble.empty())
        keep_what_failed(narrowed, flags.rerun);
    narrowed.shard = std::get<Shard>(shard);
    if (narrowed.shard.total > 0)
        acknowledge_shards(variable);
    narrowed.cases = part_of(std::move(narrowed.cases), narrowed.shard);
    return narrowed;
}

bool is_as_of(std::string const& since, std::string const& version)
{
    auto const left = numbers_of(since);
    auto const right = numbers_of(version);
    return !left || !right || *left <= *right;
}

} // namespace mqttspec::cli
