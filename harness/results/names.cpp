// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"

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

} // namespace mqttspec::results
