// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// JUnit XML as Jenkins, GitLab and GitHub read it: flat suites, one a section and role, and one for the run
/// itself where that had trouble. docs/reports.md says what each element means.
[[nodiscard]] std::string to_junit(results::Result const& result);

} // namespace mqttspec::reports
