// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_coverage.hpp"

#include "prove/fault.hpp"
#include "results/result.hpp"
#include "rules/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mqttspec::cli {

namespace {

using normative::Method;
using normative::Role;
using rules::Rule;

std::string in_words(Rule const& rule)
{
    return fmt::format("{} ({}, {})", rule.name, rule.clause, normative::name_of(rule.role));
}

bool has_rule(normative::Statement const& statement, Role role)
{
    return std::ranges::any_of(rules::all_rules(), [&](Rule const& rule) {
        return rule.role == role && results::is_of_statement(rule.clause, statement.id);
    });
}

/// That the catalogue knows its clause, and that it is one by which that role is examined. Where cases do
/// that, a rule may watch what else shows of it.
bool is_in_place(Rule const& rule, normative::Catalogue const& catalogue)
{
    auto const reference = catalogue.find(rule.clause);
    if (!reference)
        return false;
    auto const& examination = reference->statement->examination(rule.role);
    return examination &&
           std::ranges::any_of(std::array{Method::passive, Method::active, Method::conditional},
                               [&](Method method) { return examination->uses(method); });
}

bool has_deviation(Rule const& rule)
{
    return std::ranges::any_of(prove::all_faults(), [&](prove::Fault const& fault) {
        return fault.role == rule.role && (fault.clause == rule.clause || rule.follows_from == fault.clause);
    });
}

} // namespace

RuleCoverage cover_by_rules(normative::Catalogue const& catalogue)
{
    RuleCoverage coverage;
    for (auto const& statement : catalogue.statements())
        for (auto const role : {Role::server, Role::client}) {
            auto const& examination = statement.examination(role);
            if (!examination || !examination->uses(Method::passive))
                continue;
            ++coverage.statements;
            if (!has_rule(statement, role))
                coverage.without_rule.push_back(
                    fmt::format("{} ({})", statement.id, normative::name_of(role)));
        }
    for (auto const& rule : rules::all_rules()) {
        ++coverage.rules;
        if (rule.clause.empty())
            continue;
        if (!is_in_place(rule, catalogue))
            coverage.misplaced.push_back(in_words(rule));
        if (!has_deviation(rule))
            coverage.without_deviation.push_back(in_words(rule));
    }
    return coverage;
}

} // namespace mqttspec::cli
