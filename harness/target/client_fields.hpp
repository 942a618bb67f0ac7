// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/spec.hpp"
#include "yaml/cursor.hpp"

#include <string>
#include <vector>

namespace mqttspec::target {

/// How a client is driven, into a spec whose role is known: exactly one of `adapter`, `actions` and
/// `reference`.
void read_client(yaml::Cursor const& root, TargetSpec& spec);

/// Complains about what belongs to a client, where the target is a broker.
void refuse_clients_keys(yaml::Cursor const& root);

/// What an action's options can be for: "keep_session", "retain", ...
[[nodiscard]] std::vector<std::string> const& action_options();

} // namespace mqttspec::target
