// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scope.hpp"
#include "yaml/cursor.hpp"

#include <string>
#include <vector>

namespace mqttspec::scenario {

/// One way to fill in the variables of `for`.
struct Instance
{
    std::string suffix{}; ///< "@qos=1,clean=0"; empty for a case without `for`.
    Constants values{};
};

/// The instances of a case. Several lists multiply, a list of maps goes in step. At most 2,000.
[[nodiscard]] std::vector<Instance> expand(yaml::Cursor const& at);

} // namespace mqttspec::scenario
