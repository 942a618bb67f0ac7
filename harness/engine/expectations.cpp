// SPDX-License-Identifier: Apache-2.0
#include "engine/expectations.hpp"

#include "rules/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::engine {

namespace {

bool has_watched(results::Result const& result, std::string_view rule)
{
    return std::ranges::any_of(result.statements, [&](results::StatementResult const& statement) {
        return std::ranges::find(statement.rules, rule) != statement.rules.end();
    });
}

void tell_of_rules(results::Expectation& expectation, results::Result const& result,
                   target::KnownFailure const& entry, target::Circumstances const& circumstances)
{
    auto const judged = results::judged_role(result.target);
    for (auto const& rule : rules::all_rules()) {
        auto const name = fmt::format("rule:{}", rule.name);
        bool const is_meant = normative::name_of(rule.role) == judged && !rule.clause.empty() &&
                              target::matches(entry, name, {std::string{rule.clause}}, circumstances);
        if (!is_meant)
            continue;
        ++expectation.expected;
        if (has_watched(result, rule.name))
            expectation.told.push_back(name);
    }
}

void tell_of_cases(results::Expectation& expectation, results::Result const& result,
                   std::vector<scenario::Scenario> const& all, target::KnownFailure const& entry,
                   target::Circumstances const& circumstances)
{
    for (auto const& scenario : all) {
        std::vector<std::string> names;
        for (auto const& statement : scenario.statements)
            names.push_back(statement.full());
        expectation.expected += target::matches(entry, scenario.id, names, circumstances) ? 1 : 0;
    }
    for (auto const& one : result.cases)
        if (target::matches(entry, one.id, one.statements, circumstances))
            expectation.told.push_back(one.id);
}

} // namespace

void add_expectations(results::Result& result, std::vector<scenario::Scenario> const& all,
                      std::vector<target::KnownFailure> const& known,
                      target::Circumstances const& circumstances)
{
    for (auto const& entry : known) {
        if (!target::applies(entry, circumstances))
            continue;
        results::Expectation expectation;
        expectation.known = {.reason = entry.reason, .link = entry.link, .pattern = entry.pattern()};
        expectation.place = fmt::format("{}:{}", entry.where.file, entry.where.line);
        expectation.is_sporadic = entry.is_sporadic;
        if (target::names_rule(entry))
            tell_of_rules(expectation, result, entry, circumstances);
        else
            tell_of_cases(expectation, result, all, entry, circumstances);
        result.expectations.push_back(std::move(expectation));
    }
}

} // namespace mqttspec::engine
