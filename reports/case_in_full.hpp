// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reports {

/// All that a person needs to understand one case without looking elsewhere: the sentence, the statement, the
/// step, expected and received, the wire log, and the command that plays it again. Ends with a line feed.
[[nodiscard]] std::string case_in_full(results::CaseResult const& one, results::Result const& result,
                                       ConsoleOptions const& options);

/// The statements that a case is told under: the blamed ones, else its first.
[[nodiscard]] std::vector<std::string> told_under_all(results::CaseResult const& one);

/// The same as a list in words.
[[nodiscard]] std::string told_under(results::CaseResult const& one);

/// What a run says about a statement or one of its clauses, for the role that it judges; null if nothing.
[[nodiscard]] results::StatementResult const* find_statement(results::Result const& result,
                                                             std::string_view name);

} // namespace mqttspec::reports
