// SPDX-License-Identifier: Apache-2.0
#include "cli/coverage.hpp"

#include "prove/fault.hpp"

#include <fmt/format.h>

#include <set>

namespace mqttspec::cli {

namespace {

using normative::Role;

bool wants_cases(normative::Statement const& statement, Role role)
{
    auto const& examination = statement.examination(role);
    return statement.obliges(role) && examination && examination->takes_cases();
}

/// The clauses that oblige that role; the statement itself where it has no letters.
std::vector<std::string> clauses_of(normative::Statement const& statement, Role role)
{
    std::vector<std::string> names;
    for (auto const& clause : statement.clauses)
        if (clause.obliges(role))
            names.push_back(fmt::format("{}.{}", statement.id, clause.letter));
    if (statement.clauses.empty())
        names.push_back(statement.id);
    return names;
}

std::set<std::string> claimed_by_cases(std::vector<scenario::Scenario> const& cases, Role role)
{
    std::set<std::string> names;
    for (auto const& scenario : cases)
        if (scenario.is_about_client() == (role == Role::client))
            for (auto const& reference : scenario.statements)
                names.insert(reference.full());
    return names;
}

std::set<std::string> broken_by_deviations(Role role)
{
    std::set<std::string> names;
    for (auto const& fault : prove::all_faults())
        if (fault.role == role)
            names.emplace(fault.clause);
    return names;
}

} // namespace

Coverage cover(Suite const& suite, Role role)
{
    Coverage coverage;
    auto const claimed = claimed_by_cases(suite.cases, role);
    auto const broken = broken_by_deviations(role);
    for (auto const& statement : suite.catalogue.statements()) {
        if (!wants_cases(statement, role))
            continue;
        ++coverage.statements;
        auto const before = coverage.without_case.size();
        for (auto const& name : clauses_of(statement, role)) {
            ++coverage.clauses;
            if (!claimed.contains(name))
                coverage.without_case.push_back(name);
            if (!broken.contains(name))
                coverage.without_deviation.push_back(name);
        }
        coverage.covered += coverage.without_case.size() == before ? 1 : 0;
    }
    return coverage;
}

} // namespace mqttspec::cli
