// SPDX-License-Identifier: Apache-2.0
#include "rules/rule.hpp"

#include "rules/tables.hpp"

#include "normative/catalogue.hpp"

#include <algorithm>
#include <iterator>

namespace mqttspec::rules {

namespace {

bool precedes(Rule const& left, Rule const& right)
{
    if (left.role != right.role)
        return left.role == Role::server;
    if (left.clause.empty() || right.clause.empty())
        return !left.clause.empty() && right.clause.empty();
    if (normative::comes_before(left.clause, right.clause))
        return true;
    return !normative::comes_before(right.clause, left.clause) && left.clause < right.clause;
}

std::vector<Rule> all_tables()
{
    std::vector<Rule> all;
    for (auto* const table : {packet_rules, connect_rules, connection_rules, message_rules, order_rules,
                              subscription_rules, delivery_rules, answer_rules, unnumbered_rules})
        std::ranges::move(table(), std::back_inserter(all));
    std::ranges::stable_sort(all, precedes);
    return all;
}

} // namespace

std::span<Rule const> all_rules()
{
    static auto const all = all_tables();
    return all;
}

Rule const* find_rule(std::string_view name, normative::Role role)
{
    auto const found = std::ranges::find_if(
        all_rules(), [&](Rule const& rule) { return rule.name == name && rule.role == role; });
    return found == all_rules().end() ? nullptr : &*found;
}

} // namespace mqttspec::rules
