// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"

#include <algorithm>

namespace mqttspec::results {

std::string_view name_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::inconclusive: return "inconclusive";
    case Verdict::skipped: return "skipped";
    case Verdict::error: return "error";
    }
    return "error";
}

std::string_view name_of(StatementVerdict verdict)
{
    switch (verdict) {
    case StatementVerdict::pass: return "pass";
    case StatementVerdict::fail: return "fail";
    case StatementVerdict::inconclusive: return "inconclusive";
    case StatementVerdict::skipped: return "skipped";
    case StatementVerdict::not_examined: return "not_examined";
    }
    return "not_examined";
}

std::string_view judged_role(Target const& target)
{
    return target.role == "client" ? "client" : "server";
}

bool is_of_statement(std::string_view name, std::string_view statement)
{
    if (!name.starts_with(statement))
        return false;
    return name.size() == statement.size() || name[statement.size()] == '.';
}

bool blames(CaseResult const& failed, std::string_view statement)
{
    auto const is_it = [&](std::string const& name) { return is_of_statement(name, statement); };
    auto const any_in = [&](auto const& names) { return std::any_of(names.begin(), names.end(), is_it); };
    bool const blames_none =
        !failed.failure || (failed.failure->statement.empty() && failed.failure->blamed.empty());
    if (blames_none)
        return any_in(failed.statements);
    return is_it(failed.failure->statement) || any_in(failed.failure->blamed);
}

} // namespace mqttspec::results
