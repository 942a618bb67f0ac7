// SPDX-License-Identifier: Apache-2.0
#include "engine/judge.hpp"

#include "rules/rule.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <compare>
#include <utility>

namespace mqttspec::engine {

namespace {

using results::Verdict;

std::size_t count(Judgement const& judgement, Verdict verdict)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        judgement.runs, [&](CaseRun const& run) { return run.outcome.verdict == verdict; }));
}

/// The attempt that stands for all: the first that failed, else the last.
CaseRun const& representative(Judgement const& judgement)
{
    auto const failed = std::ranges::find_if(
        judgement.runs, [](CaseRun const& run) { return run.outcome.verdict == Verdict::fail; });
    return failed == judgement.runs.end() ? judgement.runs.back() : *failed;
}

std::vector<std::string> full_names(std::vector<scenario::StatementRef> const& references)
{
    std::vector<std::string> names;
    for (auto const& reference : references)
        names.push_back(reference.full());
    return names;
}

results::CaseResult describe(scenario::Scenario const& scenario)
{
    results::CaseResult result;
    result.id = scenario.id;
    result.case_id = scenario.case_id;
    for (auto const& value : scenario.values)
        std::visit([&](auto const& held) { result.values.emplace_back(value.first, results::Scalar{held}); },
                   value.second);
    result.hash = scenario.hash;
    result.file = scenario.where.file;
    result.line = scenario.where.line;
    result.section = normative::section_of(scenario.statements.front().id);
    result.when = scenario.when;
    result.then = scenario.then;
    result.statements = full_names(scenario.statements);
    result.provokes = full_names(scenario.provokes);
    return result;
}

results::Failure to_failure(Outcome const& outcome)
{
    results::Failure failure;
    if (!outcome.statements.empty())
        failure.statement = outcome.statements.front();
    failure.blamed = outcome.statements;
    failure.file = outcome.where.file;
    failure.line = outcome.where.line;
    failure.step = outcome.step;
    failure.expected = outcome.expected;
    failure.received = outcome.received;
    return failure;
}

void adopt(results::CaseResult& result, CaseRun const& run)
{
    result.verdict = run.outcome.verdict;
    result.reason = run.outcome.reason;
    result.is_crash = run.is_crash;
    result.notes = run.notes;
    result.client_ids = run.client_ids;
    result.wire = run.wire;
    if (!run.outcome.has_passed())
        result.failure = to_failure(run.outcome);
}

results::Known to_known(target::KnownFailure const& entry)
{
    return {.reason = entry.reason, .link = entry.link, .pattern = entry.pattern()};
}

bool compares(std::partial_ordering order, scenario::Need::Comparison comparison)
{
    using enum scenario::Need::Comparison;
    switch (comparison) {
    case equal: return std::is_eq(order);
    case not_equal: return std::is_neq(order);
    case less: return std::is_lt(order);
    case at_most: return std::is_lteq(order);
    case greater: return std::is_gt(order);
    case at_least: return std::is_gteq(order);
    case is_true:
    case is_false: break;
    }
    return false;
}

/// A text is if it is not empty, a number if it is not 0.
bool is_offered(scenario::Scalar const& value)
{
    if (auto const* flag = std::get_if<bool>(&value))
        return *flag;
    if (auto const* number = std::get_if<std::int64_t>(&value))
        return *number != 0;
    return !std::get<std::string>(value).empty();
}

bool is_met(scenario::Need const& need, scenario::Scalar const& value)
{
    using enum scenario::Need::Comparison;
    if (need.comparison == is_true || need.comparison == is_false) {
        return is_offered(value) == (need.comparison == is_true);
    }
    return value.index() == need.literal.index() && compares(value <=> need.literal, need.comparison);
}

bool is_late_each_time(Judgement const& judgement)
{
    return judgement.was_played() &&
           std::ranges::any_of(judgement.runs.front().rules.on_target, [&](rules::Finding const& finding) {
               return finding.rule->is_timed && speaks_each_time(judgement, *finding.rule);
           });
}

} // namespace

bool needs_another_run(Judgement const& judgement, bool is_known)
{
    constexpr std::size_t most = 3;
    auto const failures = count(judgement, Verdict::fail);
    if (judgement.runs.size() >= most)
        return false;
    if (is_late_each_time(judgement))
        return true;
    if (failures > 0)
        return !is_known;
    if (count(judgement, Verdict::skipped) > 0)
        return false;
    return count(judgement, Verdict::pass) == 0 && judgement.runs.size() < 2;
}

bool speaks_each_time(Judgement const& judgement, rules::Rule const& rule)
{
    return std::ranges::all_of(judgement.runs, [&](CaseRun const& run) {
        return std::ranges::any_of(run.rules.on_target,
                                   [&](rules::Finding const& finding) { return finding.rule == &rule; });
    });
}

results::CaseResult judge(Judgement const& judgement)
{
    auto result = describe(*judgement.scenario);
    if (!judgement.was_played()) {
        result.verdict = Verdict::skipped;
        result.reason = judgement.skipped;
        return result;
    }
    auto const& shown = representative(judgement);
    adopt(result, shown);
    result.attempts = static_cast<int>(judgement.runs.size());
    result.duration_s = std::chrono::duration<double>(judgement.runs.front().duration).count();
    auto const failures = count(judgement, Verdict::fail);
    auto const passes = count(judgement, Verdict::pass);
    if (failures > 0 && failures < judgement.runs.size()) {
        result.verdict = Verdict::inconclusive;
        result.reason =
            fmt::format("flaky: failed {} of {}; {}", failures, judgement.runs.size(), shown.outcome.reason);
    }
    if (failures == 0 && passes > 0 && judgement.runs.size() > passes)
        result.notes.push_back(fmt::format("could not be told at first ({}); repeated alone",
                                           judgement.runs.front().outcome.reason));
    for (auto const& run : judgement.runs)
        if (&run != &shown && run.outcome.verdict != shown.outcome.verdict)
            result.other_attempts.push_back(run.wire);
    return result;
}

target::KnownFailure const* find_known(Judgement const& judgement,
                                       std::vector<target::KnownFailure> const& known,
                                       target::Circumstances const& circumstances)
{
    for (auto const& entry : known)
        for (auto const& run : judgement.runs)
            if (run.outcome.verdict == Verdict::fail &&
                target::matches(entry, judgement.scenario->id, run.outcome.statements, circumstances))
                return &entry;
    return nullptr;
}

bool is_untold_as_declared(Judgement const& judgement, std::vector<target::KnownFailure> const& known,
                           target::Circumstances const& circumstances)
{
    auto const& scenario = *judgement.scenario;
    auto const names_it = [&](target::KnownFailure const& entry) {
        return !entry.case_pattern.empty() &&
               target::matches(entry, scenario.id, full_names(scenario.statements), circumstances);
    };
    return count(judgement, Verdict::fail) == 0 && std::ranges::any_of(known, names_it);
}

void apply_known(std::vector<results::CaseResult>& cases, std::vector<scenario::Scenario> const& all,
                 std::vector<target::KnownFailure> const& known, target::Circumstances const& circumstances)
{
    for (auto const& entry : known) {
        std::vector<results::CaseResult*> matched;
        for (auto& result : cases) {
            if (!target::matches(entry, result.id, result.statements, circumstances))
                continue;
            matched.push_back(&result);
            bool const is_failed = result.verdict == Verdict::fail && result.failure;
            if (is_failed && !result.known &&
                target::matches(entry, result.id, result.failure->blamed, circumstances))
                result.known = to_known(entry);
            // What a declared fault keeps from being told is no news, either.
            if (result.verdict == Verdict::inconclusive && !result.known && !entry.case_pattern.empty()) {
                result.known = to_known(entry);
                result.reason += fmt::format("; as expected: {}", entry.reason);
            }
        }
        auto const expected = std::ranges::count_if(all, [&](scenario::Scenario const& scenario) {
            return target::matches(entry, scenario.id, full_names(scenario.statements), circumstances);
        });
        bool const all_passed =
            !matched.empty() && static_cast<std::ptrdiff_t>(matched.size()) == expected &&
            std::ranges::all_of(matched, [](auto const* result) { return result->verdict == Verdict::pass; });
        if (!all_passed || entry.is_sporadic)
            continue;
        for (auto* result : matched) {
            result->unexpected_pass = true;
            result->known = to_known(entry);
            result->reason = fmt::format("expected to fail ({}:{}: {}), and passes now: take the entry out",
                                         entry.where.file, entry.where.line, entry.reason);
        }
    }
}

std::string unmet_need(scenario::Scenario const& scenario, target::Features const& features)
{
    for (auto const& need : scenario.needs)
        if (!is_met(need, target::value_of(features, need.feature)))
            return fmt::format(
                "needs {}; the target has {} {}", need.text, need.feature,
                describe(wire::Value{std::visit([](auto const& held) { return wire::Value{held}; },
                                                target::value_of(features, need.feature))}));
    return {};
}

std::string burden(scenario::Scenario const& scenario, target::TargetSpec const& spec)
{
    bool const is_heavy = scenario.is_load || scenario.is_exclusive;
    if (!is_heavy || spec.is_loopback())
        return {};
    return fmt::format("a case of the kind `{}` on a target beyond this machine needs --intrusive",
                       scenario.is_load ? "load" : "exclusive");
}

} // namespace mqttspec::engine
