// SPDX-License-Identifier: Apache-2.0
#include "cli/narrow.hpp"

#include "cli/load_result.hpp"
#include "cli/say.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace mqttspec::cli {

namespace {

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

} // namespace

Narrowed narrow(std::vector<scenario::Scenario> cases, std::string const& selection, NarrowFlags const& flags)
{
    Narrowed narrowed;
    narrowed.cases = std::move(cases);
    narrowed.selection = selection;
    if (!flags.rerun.empty())
        keep_what_failed(narrowed, flags.rerun);
    return narrowed;
}

} // namespace mqttspec::cli
