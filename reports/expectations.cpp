// SPDX-License-Identifier: Apache-2.0
#include "reports/expectations.hpp"

#include "reports/case_in_full.hpp"
#include "reports/failure_groups.hpp"
#include "reports/score_line.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;

/// What one entry is about: a case, and the statement that it fails; empty where there are several.
using Subject = std::pair<std::string, std::string>;

std::map<Subject, std::vector<CaseResult const*>> subjects_of(Result const& result);
std::string entry_of(Subject const& subject, std::vector<CaseResult const*> const& cases,
                     Result const& result);
std::string entry_of(results::Finding const& finding);
std::string reason_of(std::string const& hint);
std::string comment(std::string_view label, std::string const& text);
std::string quoted(std::string const& text);
bool fails_everywhere(std::string const& case_id, std::size_t count, Result const& result);

} // namespace

std::string to_expectations(Result const& result)
{
    std::string text = fmt::format(
        "# {}\n# What fails there and was not declared yet: use it with --expect, or under known_failures in "
        "a target file.\n# Say of each why it fails; add `link:`, `until:` or `version:` where "
        "they help.\n",
        one_line(score_line(result, Language::english)));
    std::string entries;
    for (auto const& [subject, cases] : subjects_of(result))
        entries += entry_of(subject, cases, result);
    std::set<std::string> rules;
    for (auto const* const finding : broken_rules(result)) {
        if (rules.insert(finding->rule + finding->statement).second)
            entries += entry_of(*finding);
    }
    return text + (entries.empty() ? "[]\n" : entries);
}

namespace {

std::map<Subject, std::vector<CaseResult const*>> subjects_of(Result const& result)
{
    std::map<Subject, std::vector<CaseResult const*>> subjects;
    for (CaseResult const* const one : undeclared(result, results::Verdict::fail)) {
        auto const blamed = told_under_all(*one);
        subjects[{one->case_id, blamed.size() == 1 ? blamed.front() : ""}].push_back(one);
    }
    return subjects;
}

std::string entry_of(Subject const& subject, std::vector<CaseResult const*> const& cases,
                     Result const& result)
{
    auto const& [case_id, statement] = subject;
    CaseResult const& first = *cases.front();
    std::string text = "\n" + comment("when", first.when) + comment("then", first.then);
    if (first.failure && !first.failure->expected.empty())
        text += comment("expected", first.failure->expected) + comment("received", first.failure->received);
    else
        text += comment("why", first.reason);
    if (fails_everywhere(case_id, cases.size(), result)) {
        text += fmt::format("- case: {}\n", quoted(case_id));
    } else {
        std::string names;
        for (CaseResult const* const one : cases)
            names += (names.empty() ? "" : ", ") + quoted(one->id);
        text += fmt::format("- case: {}\n", cases.size() == 1 ? names : "[" + names + "]");
    }
    if (!statement.empty())
        text += fmt::format("  statement: {}\n", quoted(statement));
    return text + reason_of(first.then);
}

std::string entry_of(results::Finding const& finding)
{
    return "\n" + comment("seen", in_words(finding)) +
           fmt::format("- case: {}\n  statement: {}\n", quoted("rule:" + finding.rule),
                       quoted(finding.statement)) +
           reason_of(finding.text);
}

std::string reason_of(std::string const& hint)
{
    return fmt::format("  reason: {}\n", quoted(fmt::format("{}: why not \"{}\"?", reason_to_be_written,
                                                            cut(one_line(hint), 120, "..."))));
}

std::string comment(std::string_view label, std::string const& text)
{
    return text.empty() ? "" : fmt::format("# {}: {}\n", label, cut(one_line(text), 160, "..."));
}

/// For YAML, in double quotes.
std::string quoted(std::string const& text)
{
    std::string result = "\"";
    for (char const c : one_line(text))
        result += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return result + "\"";
}

bool fails_everywhere(std::string const& case_id, std::size_t count, Result const& result)
{
    auto const is_it = [&](CaseResult const& one) { return one.case_id == case_id; };
    return static_cast<std::size_t>(std::count_if(result.cases.begin(), result.cases.end(), is_it)) == count;
}

} // namespace

} // namespace mqttspec::reports
