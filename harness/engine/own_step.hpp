// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scenario.hpp"

#include <string>

namespace mqttspec::engine {

/// A step of alice's that stands in no file: the harness's own chores are scenarios, too.
[[nodiscard]] scenario::Step own_step(std::string verb, scenario::Action action);

/// `connect` with those members of CONNECT.
[[nodiscard]] scenario::Step own_connect(scenario::Template::Members members);

} // namespace mqttspec::engine
