// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace mqttspec::tests {

// Loaded steps in one line, with every type visible: a number is 1, a flag true, a variable
// ${x}, a text 'x', with variables in it 'x<y>'.
[[nodiscard]] std::string printed(scenario::Template const& value);
[[nodiscard]] std::string printed(scenario::Matcher const& matcher);
[[nodiscard]] std::string printed(scenario::Pattern const& pattern);
[[nodiscard]] std::string printed(scenario::Allowed const& allowed);
[[nodiscard]] std::string printed(scenario::Need const& need);
[[nodiscard]] std::string printed(scenario::Step const& step);
[[nodiscard]] std::string printed(std::vector<scenario::Step> const& steps);

/// What becomes of a step, given with no indentation; what is wrong with it is returned instead.
[[nodiscard]] std::string printed_step(std::string const& step);

/// The same where a Client is under test.
[[nodiscard]] std::string printed_step_of_client_case(std::string const& step);

/// The scenarios of a text that has no mistakes; with one, the test fails.
[[nodiscard]] std::vector<scenario::Scenario> loaded(std::string const& text);

/// What is said about a text.
[[nodiscard]] std::string said_of(std::string const& text);

/// The head of a case; `more` holds further lines, each indented by two.
[[nodiscard]] std::string case_of(std::string const& steps, std::string const& more = {});

} // namespace mqttspec::tests
