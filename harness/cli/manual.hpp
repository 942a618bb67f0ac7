// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::cli {

/// The manual page, as `man` reads it: mqttspec(1) with every subcommand and flag.
[[nodiscard]] std::string manual(std::vector<Command> const& commands, std::string_view version);

} // namespace mqttspec::cli
