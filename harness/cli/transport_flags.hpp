// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/spec.hpp"

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace mqttspec::cli {

/// What the call says about the way to the target.
struct TransportFlags
{
    std::string transport;
    std::string ca_file;
    std::string cert_file;
    std::string key_file;
    std::string path;
    bool is_insecure = false;
};

void declare(CLI::App& app, TransportFlags& flags);

/// On top of what the target's file says; returns what is wrong with them, in one line.
[[nodiscard]] std::string apply(target::TargetSpec& spec, TransportFlags const& flags);

/// The flags that were given, with their values, for a command that does the same again.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> given(TransportFlags const& flags);

} // namespace mqttspec::cli
