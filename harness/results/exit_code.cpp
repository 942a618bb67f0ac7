// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"

#include <algorithm>

namespace mqttspec::results {

namespace {

bool has_unwelcome_news(Result const& result);
bool selected_nothing(Result const& result);
bool could_not_tell(Result const& result);

} // namespace

int exit_code(Result const& result)
{
    if (result.interrupted)
        return 130;
    if (has_unwelcome_news(result))
        return 1;
    if (selected_nothing(result) || !result.stale_expectations.empty())
        return 4;
    if (could_not_tell(result))
        return 3;
    return 0;
}

namespace {

bool has_unwelcome_news(Result const& result)
{
    auto const is_bad_case = [](CaseResult const& one) {
        return (one.verdict == Verdict::fail && !one.known) ||
               (one.verdict == Verdict::pass && one.unexpected_pass);
    };
    auto const is_bad_statement = [](StatementResult const& one) {
        return one.verdict == StatementVerdict::fail && !one.known;
    };
    auto const is_false_expectation = [](Finding const& one) { return one.kind == "expectation"; };
    return std::any_of(result.cases.begin(), result.cases.end(), is_bad_case) ||
           std::any_of(result.findings.begin(), result.findings.end(), is_false_expectation) ||
           std::any_of(result.statements.begin(), result.statements.end(), is_bad_statement);
}

/// A run that broke off before its first case did select something; of a split run, a part may be empty.
/// Where rules watched traffic that others made, there are no cases.
bool selected_nothing(Result const& result)
{
    bool const has_watched = std::any_of(result.statements.begin(), result.statements.end(),
                                         [](StatementResult const& one) { return !one.rules.empty(); });
    return result.cases.empty() && !has_watched && result.trouble.empty() && result.shards == 0;
}

bool could_not_tell(Result const& result)
{
    auto const is_undecided = [](CaseResult const& one) {
        return (one.verdict == Verdict::inconclusive && !one.known) || one.verdict == Verdict::error;
    };
    auto const is_skipped = [](CaseResult const& one) { return one.verdict == Verdict::skipped; };
    return !result.trouble.empty() || std::any_of(result.cases.begin(), result.cases.end(), is_undecided) ||
           (!result.cases.empty() && result.shards == 0 &&
            std::all_of(result.cases.begin(), result.cases.end(), is_skipped));
}

} // namespace

} // namespace mqttspec::results
