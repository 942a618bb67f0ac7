// SPDX-License-Identifier: Apache-2.0
#include "reports/case_lists.hpp"

#include "reports/look.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using results::Verdict;

constexpr std::size_t lines_shown = 2;

/// Cases that share a reason.
struct ReasonGroup
{
    std::string reason{};
    int count = 0;
    std::vector<std::pair<std::string, int>> cases{}; ///< Case id and how many of its instances.
};

/// Why a case is in its list; empty if it is not.
using Reason = std::string (*)(CaseResult const&, Words const&);

std::string reason_of_known(CaseResult const& one, Words const& w);
std::string reason_of_unexpected(CaseResult const& one, Words const& w);
std::string reason_of_skipped(CaseResult const& one, Words const& w);
std::string reason_of_inconclusive(CaseResult const& one, Words const& w);
std::string reason_of_error(CaseResult const& one, Words const& w);
std::string reason_or(CaseResult const& one, std::string_view otherwise);
std::vector<ReasonGroup> group(Result const& result, Reason reason, Words const& w);
void add(std::vector<ReasonGroup>& groups, std::string const& reason, CaseResult const& one);

/// Writes lists under their titles.
class Lists
{
public:
    explicit Lists(ConsoleOptions const& options)
        : options_(options), words_(words(options.lang)), symbols_(symbols(options.unicode)),
          ink_(options.colour)
    {}

    void add_cases(std::string_view title, std::string const& mark, std::vector<ReasonGroup> const& groups);
    void add_findings(Result const& result);
    void add_behaviour(Result const& result);

    [[nodiscard]] std::string text() { return std::move(text_); }
    [[nodiscard]] Words const& w() const { return words_; }
    [[nodiscard]] Symbols const& s() const { return symbols_; }
    [[nodiscard]] Ink const& ink() const { return ink_; }

private:
    void add_title(std::string_view title, std::size_t count);
    void add_item(std::string const& mark, std::string const& text);
    [[nodiscard]] std::string names(ReasonGroup const& group) const;

    ConsoleOptions const& options_;
    Words const& words_;
    Symbols symbols_;
    Ink ink_;
    std::string text_;
};

} // namespace

std::string brief_lists(Result const& result, ConsoleOptions const& options)
{
    Lists lists(options);
    Words const& w = lists.w();
    Symbols const& s = lists.s();
    Ink const& ink = lists.ink();
    lists.add_cases(w.skipped_cases, ink.faint(s.skipped), group(result, reason_of_skipped, w));
    lists.add_cases(w.known_failures, ink.doubtful(s.known), group(result, reason_of_known, w));
    lists.add_findings(result);
    if (options.verbosity > 0)
        lists.add_behaviour(result);
    lists.add_cases(w.inconclusive_cases, ink.doubtful(s.inconclusive),
                    group(result, reason_of_inconclusive, w));
    lists.add_cases(w.errors, ink.bad(s.inconclusive), group(result, reason_of_error, w));
    lists.add_cases(w.unexpected_passes, ink.loud(s.fail), group(result, reason_of_unexpected, w));
    return lists.text();
}

namespace {

std::string reason_of_known(CaseResult const& one, Words const& w)
{
    if (one.verdict != Verdict::fail || !one.known)
        return {};
    std::string const reason = one.known->reason.empty() ? std::string(w.known_failure) : one.known->reason;
    return one.known->link.empty() ? reason : reason + "  " + one.known->link;
}

std::string reason_of_unexpected(CaseResult const& one, Words const& w)
{
    if (one.verdict != Verdict::pass || !one.unexpected_pass)
        return {};
    if (!one.known)
        return std::string(w.unexpected_pass);
    return fmt::format(fmt::runtime(w.remove_entry), one.known->pattern) +
           fmt::format(fmt::runtime(w.parentheses), one.known->reason);
}

std::string reason_of_skipped(CaseResult const& one, Words const& w)
{
    return one.verdict == Verdict::skipped ? reason_or(one, w.skipped) : "";
}

std::string reason_of_inconclusive(CaseResult const& one, Words const& w)
{
    return one.verdict == Verdict::inconclusive ? reason_or(one, w.inconclusive) : "";
}

std::string reason_of_error(CaseResult const& one, Words const& w)
{
    return one.verdict == Verdict::error ? reason_or(one, w.error) : "";
}

std::string reason_or(CaseResult const& one, std::string_view otherwise)
{
    return one.reason.empty() ? std::string(otherwise) : one.reason;
}

/// The largest group first; the order of the cases within.
std::vector<ReasonGroup> group(Result const& result, Reason reason, Words const& w)
{
    std::vector<ReasonGroup> groups;
    for (CaseResult const& one : result.cases) {
        if (std::string const text = one_line(reason(one, w)); !text.empty())
            add(groups, text, one);
    }
    std::stable_sort(groups.begin(), groups.end(), [](ReasonGroup const& left, ReasonGroup const& right) {
        return left.count > right.count;
    });
    return groups;
}

void add(std::vector<ReasonGroup>& groups, std::string const& reason, CaseResult const& one)
{
    auto const has_reason = [&](ReasonGroup const& each) { return each.reason == reason; };
    auto const it = std::find_if(groups.begin(), groups.end(), has_reason);
    ReasonGroup& group = it == groups.end() ? groups.emplace_back() : *it;
    group.reason = reason;
    ++group.count;

    std::string const& id = one.case_id.empty() ? one.id : one.case_id;
    auto const is_it = [&](auto const& each) { return each.first == id; };
    auto const known = std::find_if(group.cases.begin(), group.cases.end(), is_it);
    if (known == group.cases.end())
        group.cases.emplace_back(id, 1);
    else
        ++known->second;
}

void Lists::add_cases(std::string_view title, std::string const& mark, std::vector<ReasonGroup> const& groups)
{
    if (groups.empty())
        return;
    std::size_t total = 0;
    for (ReasonGroup const& group : groups)
        total += static_cast<std::size_t>(group.count);
    add_title(title, total);
    for (ReasonGroup const& group : groups) {
        add_item(mark, group.reason);
        auto const lines = wrapped(names(group), options_.width - 6);
        bool const is_long = options_.verbosity == 0 && lines.size() > lines_shown;
        for (std::size_t i = 0; i < (is_long ? lines_shown : lines.size()); ++i) {
            bool const breaks_off = is_long && i + 1 == lines_shown;
            text_ +=
                "      " + ink_.faint(lines[i] + (breaks_off ? std::string(symbols_.ellipsis) : "")) + "\n";
        }
    }
}

void Lists::add_findings(Result const& result)
{
    if (result.findings.empty())
        return;
    add_title(words_.findings, result.findings.size());
    for (results::Finding const& finding : result.findings) {
        std::string text = one_line(finding.kind) + ": " + one_line(in_words(finding));
        if (!finding.rule.empty())
            text = fmt::format("{}:{}: {}", one_line(finding.kind), one_line(finding.rule),
                               one_line(in_words(finding)));
        if (!finding.statement.empty())
            text = one_line(finding.statement) + " " + text;
        if (!finding.seen_in.empty())
            text += fmt::format(" ({})", one_line(finding.seen_in));
        bool const is_violation = finding.kind == "rule" && !finding.known;
        add_item(is_violation ? ink_.loud(symbols_.fail) : ink_.doubtful(symbols_.known), text);
    }
}

void Lists::add_behaviour(Result const& result)
{
    if (result.behaviour.empty())
        return;
    add_title(words_.behaviour, result.behaviour.size());
    for (auto const& [name, value] : result.behaviour)
        add_item(ink_.faint(symbols_.dot), one_line(name) + ": " + one_line(value));
}

void Lists::add_title(std::string_view title, std::size_t count)
{
    text_ += (text_.empty() ? "" : "\n") + ink_.strong(fmt::format("{} ({})", title, count)) + "\n";
}

void Lists::add_item(std::string const& mark, std::string const& text)
{
    std::string lead = "  " + mark + " ";
    for (std::string const& line : wrapped(text, options_.width - 4)) {
        text_ += lead + line + "\n";
        lead = "    ";
    }
}

std::string Lists::names(ReasonGroup const& group) const
{
    std::string text;
    for (auto const& [id, count] : group.cases) {
        text += (text.empty() ? "" : ", ") + one_line(id);
        if (count > 1)
            text += fmt::format(" {}{}", symbols_.times, count);
    }
    return text;
}

} // namespace

} // namespace mqttspec::reports
