// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace mqttspec::results {

namespace {

/// The number at the front, or else one character.
std::string_view take_number(std::string_view& text)
{
    std::size_t const length =
        std::max<std::size_t>(1, std::min(text.find_first_not_of("0123456789."), text.size()));
    std::string_view const taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}

/// Of two numbers with a decimal point, which nobody has counted.
bool are_near(std::string_view one, std::string_view other)
{
    auto const is_measured = [](std::string_view text) {
        auto const point = text.find('.');
        return point != std::string_view::npos && point == text.rfind('.') && point + 1 < text.size();
    };
    if (!is_measured(one) || !is_measured(other))
        return false;
    double const left = std::strtod(std::string(one).c_str(), nullptr);
    double const right = std::strtod(std::string(other).c_str(), nullptr);
    return std::abs(left - right) <= std::max(left, right) / 4;
}

} // namespace

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

std::string in_words(Finding const& finding)
{
    if (finding.instances <= 1)
        return finding.text;
    return finding.text + "; likewise in " + std::to_string(finding.instances - 1) + " more cases";
}

bool is_same_behaviour(std::string_view one, std::string_view other)
{
    while (!one.empty() && !other.empty()) {
        std::string_view const left = take_number(one);
        std::string_view const right = take_number(other);
        if (left != right && !are_near(left, right))
            return false;
    }
    return one.empty() && other.empty();
}

std::string passes_unexpectedly(Expectation const& expectation)
{
    return "expected to fail (" + expectation.place + ": " + expectation.known.reason +
           "), and passes now: take the entry out";
}

std::string is_kept_unexpectedly(Expectation const& expectation)
{
    return "`" + expectation.known.pattern + "` is expected to be broken (" + expectation.place + ": " +
           expectation.known.reason + "), and is kept now: take the entry out";
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
