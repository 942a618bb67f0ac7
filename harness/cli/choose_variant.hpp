// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/spec.hpp"

#include <string>

namespace mqttspec::cli {

/// Leaves of the spec the one configuration of that name, the plain target for `plain`; all of it for an
/// empty name. Returns what is wrong with the name.
[[nodiscard]] std::string choose_variant(target::TargetSpec& spec, std::string const& name);

} // namespace mqttspec::cli
