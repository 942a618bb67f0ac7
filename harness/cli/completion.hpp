// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_table.hpp"

#include <string>
#include <vector>

namespace mqttspec::cli {

// What each shell reads to complete a command line: the subcommands, their flags, and what stands behind
// them.
[[nodiscard]] std::string bash_completion(std::vector<Command> const& commands);
[[nodiscard]] std::string zsh_completion(std::vector<Command> const& commands);
[[nodiscard]] std::string fish_completion(std::vector<Command> const& commands);

} // namespace mqttspec::cli
