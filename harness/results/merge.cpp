// SPDX-License-Identifier: Apache-2.0
#include "results/merge.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace mqttspec::results {

namespace {

/// What must be the same in all parts of one run.
struct Trait
{
    std::string_view name{};
    std::string (*of)(Result const&) = nullptr;
};

constexpr std::array traits{
    Trait{"versions of MQTT", [](Result const& one) { return one.protocol; }},
    Trait{"versions of mqttspec", [](Result const& one) { return one.suite_version; }},
    Trait{"catalogues", [](Result const& one) { return one.catalogue_hash; }},
    Trait{"targets", [](Result const& one) { return one.target.name; }},
    Trait{"roles", [](Result const& one) { return one.target.role; }},
    Trait{"versions of the target", [](Result const& one) { return one.target.version; }},
    Trait{"transports", [](Result const& one) { return one.target.transport; }},
    Trait{"deliveries", [](Result const& one) { return one.delivery; }},
    Trait{"selections", [](Result const& one) { return one.selection; }},
    Trait{"versions of the suite (--as-of)", [](Result const& one) { return one.as_of; }},
    Trait{"numbers of repetitions", [](Result const& one) { return std::to_string(one.repeat); }},
    Trait{"numbers of shards", [](Result const& one) { return std::to_string(one.shards); }},
};

std::string name_of(Result const& part);
std::string objection(std::vector<Result> const& parts);
std::string trait_objection(Result const& first, Result const& other);
std::vector<CaseResult> dealt_back(std::vector<Result>& parts);
void add_totals(Result& whole, Result const& part);
int sum_of(int one, int other);
void add_behaviour(Result& whole, Result const& part);
void add_findings(Result& whole, Result const& part);
void add_statements(Result& whole, Result const& part);
void add_expectations(Result& whole, Result const& part);
void add_unique(std::vector<std::string>& items, std::vector<std::string> const& more);
void tell_expectations(Result& whole);
void tell_of_cases(Result& whole, Expectation const& expectation);
void tell_of_rules(Result& whole, Expectation const& expectation);

} // namespace

std::variant<Result, std::string> merge(std::vector<Result> parts)
{
    if (auto trouble = objection(parts); !trouble.empty())
        return trouble;
    std::sort(parts.begin(), parts.end(),
              [](Result const& left, Result const& right) { return left.shard < right.shard; });
    std::string const missing = missing_parts(parts);
    auto cases = dealt_back(parts);
    Result whole = parts.front();
    whole.cases = std::move(cases);
    if (!whole.trouble.empty())
        whole.trouble = name_of(whole) + ": " + whole.trouble;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        add_totals(whole, parts[i]);
        add_behaviour(whole, parts[i]);
        add_findings(whole, parts[i]);
        add_statements(whole, parts[i]);
        add_expectations(whole, parts[i]);
    }
    // What was no part of one shard may be one of another: `summarise` finds the words for what is left.
    for (StatementResult& statement : whole.statements) {
        if (statement.reason == not_part_of_this_run)
            statement.reason.clear();
    }
    whole.partial = !whole.selection.empty() || !missing.empty();
    if (!missing.empty())
        whole.selection += (whole.selection.empty() ? "" : ", ") + std::string("without shard ") + missing +
                           " of " + std::to_string(whole.shards);
    else if (!whole.interrupted && whole.trouble.empty())
        tell_expectations(whole);
    whole.shard = whole.shards = 0;
    whole.expectations.clear();
    summarise(whole);
    return whole;
}

std::string missing_parts(std::vector<Result> const& parts)
{
    std::set<int> present;
    for (Result const& part : parts)
        present.insert(part.shard);
    std::string missing;
    for (int number = 1; !parts.empty() && number <= parts.front().shards; ++number) {
        if (!present.contains(number))
            missing += (missing.empty() ? "" : ", ") + std::to_string(number);
    }
    return missing;
}

namespace {

std::string name_of(Result const& part)
{
    return "shard " + std::to_string(part.shard) + "/" + std::to_string(part.shards);
}

std::string objection(std::vector<Result> const& parts)
{
    constexpr int most_shards = 10'000;
    if (parts.empty())
        return "there is no result";
    std::set<int> numbers;
    std::set<std::string> cases;
    for (Result const& part : parts) {
        if (part.shards == 0)
            return "a result of " + part.target.name + " is no shard (--shard) of a run";
        if (part.shard < 1 || part.shard > part.shards || part.shards > most_shards)
            return "there is no " + name_of(part);
        if (auto trouble = trait_objection(parts.front(), part); !trouble.empty())
            return trouble;
        if (!numbers.insert(part.shard).second)
            return name_of(part) + " is there twice";
        for (CaseResult const& one : part.cases) {
            if (!cases.insert(one.id).second)
                return "the case " + one.id + " is in two of them: they are no shards of one run";
        }
    }
    return {};
}

std::string trait_objection(Result const& first, Result const& other)
{
    for (Trait const& trait : traits) {
        if (trait.of(first) != trait.of(other))
            return "they are of different " + std::string(trait.name) + ": " + trait.of(first) + " and " +
                   trait.of(other);
    }
    return {};
}

/// The cases were dealt out in turn.
std::vector<CaseResult> dealt_back(std::vector<Result>& parts)
{
    std::vector<CaseResult> cases;
    for (std::size_t round = 0;; ++round) {
        auto const before = cases.size();
        for (Result& part : parts) {
            if (round < part.cases.size())
                cases.push_back(std::move(part.cases[round]));
        }
        if (cases.size() == before)
            return cases;
    }
}

/// The parts ran at the same time, on processors of their own.
void add_totals(Result& whole, Result const& part)
{
    whole.started = std::min(whole.started, part.started);
    whole.interrupted = whole.interrupted || part.interrupted;
    if (!part.trouble.empty())
        whole.trouble += (whole.trouble.empty() ? "" : "; ") + name_of(part) + ": " + part.trouble;
    whole.summary.wall_s = std::max(whole.summary.wall_s, part.summary.wall_s);
    whole.summary.together_s = std::max(whole.summary.together_s, part.summary.together_s);
    whole.summary.cpu_s += part.summary.cpu_s;
    add_unique(whole.stale_expectations, part.stale_expectations);
}

/// A document can claim any number.
int sum_of(int one, int other)
{
    constexpr int most = 1'000'000'000;
    return std::clamp(one, 0, most) + std::clamp(other, 0, most);
}

void add_behaviour(Result& whole, Result const& part)
{
    for (auto const& [name, value] : part.behaviour) {
        auto const it = std::find_if(whole.behaviour.begin(), whole.behaviour.end(),
                                     [&name = name](auto const& known) { return known.first == name; });
        if (it == whole.behaviour.end())
            whole.behaviour.emplace_back(name, value);
        else if (!is_same_behaviour(it->second, value))
            whole.findings.push_back({.kind = "behaviour",
                                      .text = name + " was not the same in every shard: " + it->second +
                                              ", and " + value + " in " + name_of(part)});
    }
}

/// What a rule objects to, or what was left behind, is told once, however many saw it: as the first of the
/// cases showed it.
void add_findings(Result& whole, Result const& part)
{
    auto const position = [&](std::string const& id) {
        return std::find_if(whole.cases.begin(), whole.cases.end(),
                            [&](CaseResult const& one) { return one.id == id; });
    };
    for (Finding const& finding : part.findings) {
        auto const is_it = [&](Finding const& known) {
            bool const is_same_rule = !finding.rule.empty() && known.rule == finding.rule;
            return known.kind == finding.kind && known.statement == finding.statement &&
                   known.packet == finding.packet && (is_same_rule || known.text == finding.text);
        };
        auto const it = std::find_if(whole.findings.begin(), whole.findings.end(), is_it);
        if (it == whole.findings.end()) {
            whole.findings.push_back(finding);
            continue;
        }
        int const instances = finding.rule.empty() ? 1 : sum_of(it->instances, finding.instances);
        if (position(finding.seen_in) < position(it->seen_in))
            *it = finding;
        it->instances = instances;
    }
}

void add_statements(Result& whole, Result const& part)
{
    for (StatementResult const& statement : part.statements) {
        auto const it =
            std::find_if(whole.statements.begin(), whole.statements.end(), [&](StatementResult const& one) {
                return one.id == statement.id && one.role == statement.role;
            });
        if (it == whole.statements.end()) {
            whole.statements.push_back(statement);
            continue;
        }
        add_unique(it->rules, statement.rules);
        if (it->reason == not_part_of_this_run || statement.verdict != StatementVerdict::not_examined)
            it->reason = statement.reason;
    }
}

void add_expectations(Result& whole, Result const& part)
{
    for (Expectation const& expectation : part.expectations) {
        auto const it =
            std::find_if(whole.expectations.begin(), whole.expectations.end(), [&](Expectation const& known) {
                return known.place == expectation.place && known.known == expectation.known;
            });
        if (it == whole.expectations.end())
            whole.expectations.push_back(expectation);
        else
            add_unique(it->told, expectation.told);
    }
}

void add_unique(std::vector<std::string>& items, std::vector<std::string> const& more)
{
    for (std::string const& item : more) {
        if (std::find(items.begin(), items.end(), item) == items.end())
            items.push_back(item);
    }
}

void tell_expectations(Result& whole)
{
    for (Expectation const& expectation : whole.expectations) {
        bool const is_complete = expectation.expected > 0 && !expectation.is_sporadic &&
                                 static_cast<int>(expectation.told.size()) == expectation.expected;
        if (!is_complete)
            continue;
        if (expectation.known.pattern.starts_with("rule:"))
            tell_of_rules(whole, expectation);
        else
            tell_of_cases(whole, expectation);
    }
}

void tell_of_cases(Result& whole, Expectation const& expectation)
{
    std::set<std::string> const told(expectation.told.begin(), expectation.told.end());
    auto const fails = [&](CaseResult const& one) {
        return told.contains(one.id) && one.verdict != Verdict::pass;
    };
    if (std::any_of(whole.cases.begin(), whole.cases.end(), fails))
        return;
    for (CaseResult& one : whole.cases) {
        if (!told.contains(one.id))
            continue;
        one.unexpected_pass = true;
        one.known = expectation.known;
        one.reason = passes_unexpectedly(expectation);
    }
}

void tell_of_rules(Result& whole, Expectation const& expectation)
{
    std::set<std::string> const told(expectation.told.begin(), expectation.told.end());
    bool const is_broken = std::any_of(whole.findings.begin(), whole.findings.end(), [&](Finding const& one) {
        return one.kind == "rule" && told.contains("rule:" + one.rule);
    });
    if (!is_broken)
        whole.findings.push_back({.kind = "expectation", .text = is_kept_unexpectedly(expectation)});
}

} // namespace

} // namespace mqttspec::results
