// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.hpp"

namespace mqttspec::cli {

/// Stands between clients and their broker, and judges both.
void add_proxy(CLI::App& app, Invocation& invocation);

} // namespace mqttspec::cli
