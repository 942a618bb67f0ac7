// SPDX-License-Identifier: Apache-2.0
#include "reports/comparison.hpp"

#include "reports/case_in_full.hpp"
#include "reports/section_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Finding;
using results::Result;
using results::Verdict;

using CaseIndex = std::unordered_map<std::string, CaseResult const*>;

/// Gathers what differs.
class Comparer
{
public:
    Comparer(Result const& before, Result const& after);

    [[nodiscard]] Comparison comparison();

private:
    void remark_on_runs();
    void compare_cases();
    void compare_case(CaseResult const& old_one, CaseResult const& new_one);
    void compare_rules();
    void compare_behaviour();
    void remark(RemarkKind kind, std::string const& old_text, std::string const& new_text);
    void add(ChangeKind kind, CaseResult const& told, std::string before, std::string after);

    Result const& before_;
    Result const& after_;
    CaseIndex old_cases_;
    CaseIndex new_cases_;
    Comparison found_;
};

CaseIndex index_of(Result const& result);
std::optional<ChangeKind> kind_of(CaseResult const& before, CaseResult const& after);
bool is_told(CaseResult const& one);
std::string verdict_in_words(CaseResult const& one);
std::string why(CaseResult const& one);
std::string joined(std::vector<std::string> const& items);
std::string ending(Result const& result);
bool has_finding(Result const& result, Finding const& wanted);
bool watched(Result const& result, Finding const& finding);

} // namespace

std::string_view name_of(ChangeKind kind)
{
    constexpr std::array<std::string_view, change_kinds> names{
        "regression", "fix", "untold", "told", "new", "gone", "changed_alternative", "changed_behaviour"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(RemarkKind kind)
{
    constexpr std::array<std::string_view, 9> names{"targets",     "transports",     "deliveries",
                                                    "catalogues",  "suites",         "old_partial",
                                                    "new_partial", "old_unfinished", "new_unfinished"};
    return names.at(static_cast<std::size_t>(kind));
}

std::vector<Change const*> Comparison::of(ChangeKind kind) const
{
    std::vector<Change const*> some;
    for (Change const& change : changes) {
        if (change.kind == kind)
            some.push_back(&change);
    }
    return some;
}

std::variant<Comparison, std::string> compare(Result const& before, Result const& after)
{
    if (before.protocol != after.protocol)
        return fmt::format(
            "one result is of MQTT {}, the other of MQTT {}: their statements are not the same",
            before.protocol, after.protocol);
    if (before.target.role != after.target.role)
        return fmt::format("one result is of a {}, the other of a {}: their duties are not the same",
                           before.target.role, after.target.role);
    return Comparer(before, after).comparison();
}

int exit_code(Comparison const& comparison)
{
    if (!comparison.of(ChangeKind::regression).empty())
        return 1;
    bool const is_finished = !comparison.after->interrupted && comparison.after->trouble.empty();
    auto const could_not_tell = [](Change const& change) {
        return change.kind == ChangeKind::untold && change.after != "skipped";
    };
    bool const is_open = std::any_of(comparison.changes.begin(), comparison.changes.end(), could_not_tell);
    return is_finished && !is_open ? 0 : 3;
}

std::vector<std::string> alternatives_taken(CaseResult const& one)
{
    constexpr std::string_view mark = ": taken: ";
    std::vector<std::string> ways;
    for (std::string const& note : one.notes) {
        if (auto const at = note.find(mark); at != std::string::npos)
            ways.push_back(note.substr(at + mark.size()));
    }
    return ways;
}

namespace {

Comparer::Comparer(Result const& before, Result const& after)
    : before_(before), after_(after), old_cases_(index_of(before)), new_cases_(index_of(after))
{
    found_.before = &before;
    found_.after = &after;
}

Comparison Comparer::comparison()
{
    remark_on_runs();
    compare_cases();
    compare_rules();
    compare_behaviour();
    std::stable_sort(found_.changes.begin(), found_.changes.end(),
                     [](Change const& one, Change const& other) {
                         if (one.kind != other.kind)
                             return one.kind < other.kind;
                         if (one.statement != other.statement)
                             return comes_before(one.statement, other.statement);
                         return comes_before(one.subject, other.subject);
                     });
    return std::move(found_);
}

void Comparer::remark_on_runs()
{
    remark(RemarkKind::targets, before_.target.name,
           after_.target.name); // Another version is what one compares.
    remark(RemarkKind::transports, before_.target.transport, after_.target.transport);
    remark(RemarkKind::deliveries, before_.delivery, after_.delivery);
    remark(RemarkKind::suites, before_.suite_version, after_.suite_version);
    remark(RemarkKind::catalogues, before_.catalogue_hash, after_.catalogue_hash);
    if (before_.partial)
        found_.remarks.push_back({RemarkKind::old_partial, before_.selection, {}});
    if (after_.partial)
        found_.remarks.push_back({RemarkKind::new_partial, {}, after_.selection});
    if (auto const text = ending(before_); !text.empty())
        found_.remarks.push_back({RemarkKind::old_unfinished, text, {}});
    if (auto const text = ending(after_); !text.empty())
        found_.remarks.push_back({RemarkKind::new_unfinished, {}, text});
}

void Comparer::compare_cases()
{
    for (CaseResult const& one : after_.cases) {
        auto const old_one = old_cases_.find(one.id);
        if (old_one == old_cases_.end())
            add(ChangeKind::fresh, one, "", verdict_in_words(one));
        else
            compare_case(*old_one->second, one);
    }
    // What was not selected, or not reached, is not gone.
    if (after_.partial || !ending(after_).empty())
        return;
    for (CaseResult const& one : before_.cases) {
        if (!new_cases_.contains(one.id))
            add(ChangeKind::gone, one, verdict_in_words(one), "");
    }
}

void Comparer::compare_case(CaseResult const& old_one, CaseResult const& new_one)
{
    if (auto const kind = kind_of(old_one, new_one)) {
        add(*kind, new_one, verdict_in_words(old_one), verdict_in_words(new_one));
    } else if (new_one.verdict == Verdict::pass && old_one.verdict == Verdict::pass) {
        std::string const before = joined(alternatives_taken(old_one));
        std::string const after = joined(alternatives_taken(new_one));
        if (before != after)
            add(ChangeKind::alternative, new_one, before, after);
    } else {
        return;
    }
    if (!found_.changes.empty() && found_.changes.back().subject == new_one.id)
        found_.changes.back().was_rewritten = old_one.hash != new_one.hash;
}

/// A rule that did not watch the old run is news of the suite, not of the target.
void Comparer::compare_rules()
{
    auto const note = [&](ChangeKind kind, Finding const& finding, std::string before, std::string after) {
        bool const fails = after == "fail";
        found_.changes.push_back({.kind = kind,
                                  .subject = "rule:" + finding.rule,
                                  .statement = finding.statement,
                                  .before = std::move(before),
                                  .after = std::move(after),
                                  .detail = fails ? finding.text : ""});
    };
    for (Finding const& finding : after_.findings) {
        if (finding.kind != "rule" || has_finding(before_, finding))
            continue;
        if (watched(before_, finding))
            note(ChangeKind::regression, finding, "pass", "fail");
        else
            note(ChangeKind::fresh, finding, "", "fail");
    }
    for (Finding const& finding : before_.findings) {
        if (finding.kind == "rule" && !has_finding(after_, finding) && watched(after_, finding))
            note(ChangeKind::fix, finding, "fail", "pass");
    }
}

void Comparer::compare_behaviour()
{
    std::unordered_map<std::string, std::string> old_values(before_.behaviour.begin(),
                                                            before_.behaviour.end());
    for (auto const& [name, value] : after_.behaviour) {
        auto const it = old_values.find(name);
        if (it == old_values.end() || results::is_same_behaviour(it->second, value))
            continue;
        found_.changes.push_back(
            {.kind = ChangeKind::behaviour, .subject = name, .before = it->second, .after = value});
    }
}

void Comparer::remark(RemarkKind kind, std::string const& old_text, std::string const& new_text)
{
    if (old_text != new_text)
        found_.remarks.push_back({kind, old_text, new_text});
}

void Comparer::add(ChangeKind kind, CaseResult const& told, std::string before, std::string after)
{
    bool const is_bad = told.verdict != Verdict::pass && kind != ChangeKind::gone;
    found_.changes.push_back({.kind = kind,
                              .subject = told.id,
                              .statement = told_under(told),
                              .before = std::move(before),
                              .after = std::move(after),
                              .detail = is_bad ? why(told) : "",
                              .replay = is_bad ? told.replay : ""});
}

CaseIndex index_of(Result const& result)
{
    CaseIndex index;
    for (CaseResult const& one : result.cases)
        index.emplace(one.id, &one);
    return index;
}

std::optional<ChangeKind> kind_of(CaseResult const& before, CaseResult const& after)
{
    bool const fails = after.verdict == Verdict::fail;
    bool const failed = before.verdict == Verdict::fail;
    if (fails && (!failed || (after.is_crash && !before.is_crash)))
        return ChangeKind::regression;
    if (failed && after.verdict == Verdict::pass)
        return ChangeKind::fix;
    if (is_told(before) && !is_told(after))
        return ChangeKind::untold;
    if (!is_told(before) && is_told(after))
        return ChangeKind::told;
    return std::nullopt;
}

bool is_told(CaseResult const& one)
{
    return one.verdict == Verdict::pass || one.verdict == Verdict::fail;
}

std::string verdict_in_words(CaseResult const& one)
{
    return one.is_crash ? "crash" : std::string(results::name_of(one.verdict));
}

std::string why(CaseResult const& one)
{
    if (one.verdict == Verdict::fail && one.failure && !one.failure->expected.empty())
        return fmt::format("expected {}; received {}", one.failure->expected, one.failure->received);
    return one.reason;
}

std::string joined(std::vector<std::string> const& items)
{
    std::string text;
    for (std::string const& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

std::string ending(Result const& result)
{
    if (!result.trouble.empty())
        return result.trouble;
    return result.interrupted ? "interrupted" : "";
}

bool has_finding(Result const& result, Finding const& wanted)
{
    return std::any_of(result.findings.begin(), result.findings.end(), [&](Finding const& one) {
        return std::tie(one.kind, one.statement, one.rule) ==
               std::tie(wanted.kind, wanted.statement, wanted.rule);
    });
}

bool watched(Result const& result, Finding const& finding)
{
    auto const* const statement = find_statement(result, finding.statement);
    return statement != nullptr && std::find(statement->rules.begin(), statement->rules.end(),
                                             finding.rule) != statement->rules.end();
}

} // namespace

} // namespace mqttspec::reports
