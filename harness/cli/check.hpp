// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.hpp"

namespace mqttspec::cli {

/// Judges the traffic in captures.
void add_check(CLI::App& app, Invocation& invocation);

} // namespace mqttspec::cli
