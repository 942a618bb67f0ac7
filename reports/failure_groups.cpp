// SPDX-License-Identifier: Apache-2.0
#include "reports/failure_groups.hpp"

#include "reports/case_in_full.hpp"
#include "reports/section_tree.hpp"

#include <algorithm>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Finding;

bool are_alike(CaseResult const& one, CaseResult const& other);

} // namespace

std::vector<FailureGroup> failure_groups(results::Result const& result)
{
    std::vector<FailureGroup> groups;
    for (CaseResult const* const one : undeclared(result, results::Verdict::fail)) {
        auto const it = std::find_if(groups.begin(), groups.end(), [&](FailureGroup const& group) {
            return are_alike(*group.first, *one);
        });
        if (it == groups.end())
            groups.push_back({.first = one, .others = {}});
        else
            it->others.push_back(one);
    }
    std::stable_sort(groups.begin(), groups.end(), [](FailureGroup const& left, FailureGroup const& right) {
        if (left.first->is_crash != right.first->is_crash)
            return left.first->is_crash;
        return comes_before(told_under(*left.first), told_under(*right.first));
    });
    return groups;
}

std::vector<Finding const*> broken_rules(results::Result const& result)
{
    std::vector<Finding const*> broken;
    for (Finding const& finding : result.findings) {
        if (finding.kind == "rule" && !finding.known)
            broken.push_back(&finding);
    }
    std::stable_sort(broken.begin(), broken.end(), [](Finding const* left, Finding const* right) {
        return comes_before(left->statement, right->statement);
    });
    return broken;
}

std::vector<CaseResult const*> undeclared(results::Result const& result, results::Verdict verdict)
{
    std::vector<CaseResult const*> cases;
    for (CaseResult const& one : result.cases) {
        if (one.verdict == verdict && !one.known && !one.unexpected_pass)
            cases.push_back(&one);
    }
    return cases;
}

namespace {

bool are_alike(CaseResult const& one, CaseResult const& other)
{
    auto const line_of = [](CaseResult const& each) { return each.failure ? each.failure->line : 0; };
    return one.case_id == other.case_id && one.is_crash == other.is_crash && line_of(one) == line_of(other) &&
           told_under(one) == told_under(other);
}

} // namespace

} // namespace mqttspec::reports
