// SPDX-License-Identifier: Apache-2.0
#include "reports/junit.hpp"

#include "reports/case_in_full.hpp"
#include "reports/junit_suite.hpp"
#include "reports/ladder.hpp"
#include "reports/score_line.hpp"
#include "reports/section_tree.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Finding;
using results::Result;
using results::StatementResult;
using results::Verdict;

/// Sections in the order of the standard; what has none comes first.
struct InOrder
{
    bool operator()(std::string const& left, std::string const& right) const
    {
        return comes_before(left, right);
    }
};
using Suites = std::map<std::string, std::vector<JunitTest>, InOrder>;

constexpr ConsoleOptions plain{.width = 110};

JunitTest test_of(CaseResult const& one, Result const& result);
void add_outcome(JunitTest& test, CaseResult const& one, Result const& result);
std::string what_failed(CaseResult const& one, Result const& result);
std::string known_in_words(results::Known const& known);
std::string wire_log(CaseResult const& one);
void add_broken_rules(Suites& suites, Result const& result);
void add_kept_statements(Suites& suites, Result const& result);
CaseResult const* find_case(Result const& result, std::string const& id);
std::vector<JunitTest> tests_of_run(Result const& result);
JunitTest trouble_test(std::string name, std::string type, std::string const& text);
std::string class_name(Result const& result, std::string const& section);
std::string without_dots(std::string_view text);
std::string joined(std::vector<std::string> const& items);

} // namespace

std::string to_junit(Result const& result)
{
    Suites suites;
    for (CaseResult const& one : result.cases)
        suites[one.section].push_back(test_of(one, result));
    add_broken_rules(suites, result);
    if (result.cases.empty())
        add_kept_statements(suites, result);

    JunitDocument document(result);
    std::string const role(judged_role(result.target));
    for (auto const& [section, tests] : suites) {
        std::string const name = section.empty() ? "no section" : "section " + section;
        document.add_suite(fmt::format("MQTT {} {}, {}", result.protocol, name, role),
                           class_name(result, section), tests);
    }
    if (auto const tests = tests_of_run(result); !tests.empty())
        document.add_suite("the run itself", class_name(result, "run"), tests);
    return document.text(score_line(result, Language::english));
}

namespace {

JunitTest test_of(CaseResult const& one, Result const& result)
{
    JunitTest test;
    test.name = joined(one.statements) + (one.statements.empty() ? "" : " ") + one.id;
    test.file = one.file;
    test.line = one.line;
    test.duration_s = one.duration_s;
    if (one.failure && one.failure->line > 0) {
        test.file = one.failure->file.empty() ? one.file : one.failure->file;
        test.line = one.failure->line;
    }
    add_outcome(test, one, result);
    test.output = wire_log(one);
    return test;
}

void add_outcome(JunitTest& test, CaseResult const& one, Result const& result)
{
    test.body = case_in_full(one, result, plain);
    if (one.verdict == Verdict::fail && one.known) {
        test.outcome = JunitOutcome::skipped;
        test.message = "known failure: " + known_in_words(*one.known) + "; " + what_failed(one, result);
    } else if (one.verdict == Verdict::fail) {
        test.outcome = JunitOutcome::failure;
        test.type = "MUST";
        test.message = what_failed(one, result);
    } else if (one.verdict == Verdict::pass && one.unexpected_pass) {
        test.outcome = JunitOutcome::failure;
        test.type = "unexpected pass";
        test.message = "passes, but is listed as a known failure: ";
        test.message +=
            one.known ? "remove the entry " + one.known->pattern + " (" + known_in_words(*one.known) + ")"
                      : "remove its entry";
    } else if (one.verdict == Verdict::skipped) {
        test.outcome = JunitOutcome::skipped;
        test.message = one.reason;
    } else if (one.verdict != Verdict::pass) {
        test.outcome = JunitOutcome::error;
        test.type = results::name_of(one.verdict);
        test.message = fmt::format("{}: {}", test.type, one.reason);
    }
}

/// As complete as the body, for the readers that show only this.
std::string what_failed(CaseResult const& one, Result const& result)
{
    std::string text;
    auto const add = [&](std::string_view lead, std::string_view part) {
        while (part.ends_with('.') || part.ends_with('\n'))
            part.remove_suffix(1);
        if (!part.empty())
            text += (text.empty() ? "" : "; ") + std::string(lead) + std::string(part);
    };
    std::string const name = told_under(one);
    add(one.is_crash ? "crash: " : "",
        one.when.empty() ? name : name + ": " + one.when + ", then " + one.then);
    for (std::string const& each : told_under_all(one)) {
        if (auto const* const statement = find_statement(result, each))
            add("the statement: ", statement->summary);
    }
    if (one.failure) {
        add("at ", fmt::format("{}:{}, {}", one.failure->file, one.failure->line, one.failure->step));
        add("expected ", one.failure->expected);
        add("received ", one.failure->received);
    }
    add("", one.reason);
    add("again: ", one.replay);
    return text;
}

std::string known_in_words(results::Known const& known)
{
    return known.link.empty() ? known.reason : known.reason + " " + known.link;
}

std::string wire_log(CaseResult const& one)
{
    std::string text = one.wire.empty() ? "" : ladder(one.wire, plain);
    for (auto const& events : one.other_attempts)
        text += "\nanother attempt\n" + ladder(events, plain);
    return text;
}

/// Each statement that a rule saw broken is a test of its own: the case that happened to show it may well
/// pass.
void add_broken_rules(Suites& suites, Result const& result)
{
    std::map<std::string, std::vector<Finding const*>, InOrder> broken;
    for (Finding const& finding : result.findings) {
        if (finding.kind == "rule")
            broken[finding.statement].push_back(&finding);
    }
    for (auto const& [statement, findings] : broken) {
        JunitTest test;
        test.name = statement + " seen in the traffic";
        test.type = "MUST";
        bool const is_known =
            std::all_of(findings.begin(), findings.end(), [](auto* one) { return one->known; });
        test.outcome = is_known ? JunitOutcome::skipped : JunitOutcome::failure;
        test.message = is_known ? "known failure: " + known_in_words(*findings.front()->known) + "; " : "";
        test.message += statement + ": " + in_words(*findings.front());
        for (Finding const* const finding : findings)
            test.body +=
                in_words(*finding) + (finding->seen_in.empty() ? "" : " (" + finding->seen_in + ")") + "\n";
        if (CaseResult const* const seen_in = find_case(result, findings.front()->seen_in)) {
            test.file = seen_in->file;
            test.line = seen_in->line;
        }
        auto const* const found = find_statement(result, statement);
        suites[found == nullptr ? "" : found->section].push_back(std::move(test));
    }
}

/// Where there are no cases, in traffic that others made, these are all that went well.
void add_kept_statements(Suites& suites, Result const& result)
{
    for (StatementResult const& statement : result.statements) {
        if (statement.verdict != results::StatementVerdict::pass)
            continue;
        JunitTest test;
        test.name = statement.id + " seen in the traffic";
        suites[statement.section].push_back(std::move(test));
    }
}

CaseResult const* find_case(Result const& result, std::string const& id)
{
    auto const it = std::find_if(result.cases.begin(), result.cases.end(),
                                 [&](CaseResult const& one) { return one.id == id; });
    return it == result.cases.end() ? nullptr : &*it;
}

/// What concerns no single case, yet must turn the build red.
std::vector<JunitTest> tests_of_run(Result const& result)
{
    std::vector<JunitTest> tests;
    int number = 0;
    for (std::string const& stale : result.stale_expectations)
        tests.push_back(
            trouble_test(fmt::format("stale expectation {}", ++number), "stale expectation", stale));
    if (!result.trouble.empty())
        tests.push_back(trouble_test("the run could not go on", "trouble", result.trouble));
    if (result.interrupted)
        tests.push_back(
            trouble_test("the run was interrupted", "interrupted", "interrupted: not every case ran"));
    bool const has_watched = std::any_of(result.statements.begin(), result.statements.end(),
                                         [](StatementResult const& one) { return !one.rules.empty(); });
    if (result.cases.empty() && !has_watched && result.trouble.empty() && !result.interrupted &&
        result.shards == 0)
        tests.push_back(trouble_test("nothing was selected", "nothing selected", "no case was selected"));
    return tests;
}

JunitTest trouble_test(std::string name, std::string type, std::string const& text)
{
    JunitTest test;
    test.name = std::move(name);
    test.outcome = JunitOutcome::error;
    test.type = std::move(type);
    test.message = text;
    test.body = text;
    return test;
}

/// One dot only: Jenkins takes what stands before the last one for a package. No version, so that the history
/// of a test survives the next release of its target.
std::string class_name(Result const& result, std::string const& section)
{
    std::string target = result.target.name + "-" + result.target.transport;
    if (result.delivery != "whole")
        target += "-" + result.delivery;
    std::string const role(judged_role(result.target));
    return without_dots(target) + "." + without_dots(section.empty() ? role : role + "-" + section);
}

std::string without_dots(std::string_view text)
{
    std::string name;
    for (char const c : one_line(text)) {
        bool const is_plain =
            std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
        if (is_plain || c == '_')
            name += c;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    return name;
}

std::string joined(std::vector<std::string> const& items)
{
    std::string text;
    for (std::string const& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

} // namespace

} // namespace mqttspec::reports
