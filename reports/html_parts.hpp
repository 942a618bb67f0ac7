// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// The parts of the HTML report that stand in it as text, so that they can be read without its script. Each
/// is well-formed HTML in both languages.

/// Target, score, verdict, and how the run was made.
[[nodiscard]] std::string html_scorecard(results::Result const& result);

/// The statements that fail with their cases, then what could not be told.
[[nodiscard]] std::string html_failures(results::Result const& result);

/// A line a section with a square for each of its statements.
[[nodiscard]] std::string html_map(results::Result const& result);

/// A row a statement, to be opened; the script adds its cases.
[[nodiscard]] std::string html_statements(results::Result const& result);

/// How the target behaves, what it offers, findings, and the facts of the run.
[[nodiscard]] std::string html_target(results::Result const& result);

} // namespace mqttspec::reports
