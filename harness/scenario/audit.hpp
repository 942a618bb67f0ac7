// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scenario.hpp"
#include "yaml/diagnostic.hpp"

#include <map>
#include <string>

namespace mqttspec::scenario {

/// Where the statements of a case stand, by their full name.
using StatementPlaces = std::map<std::string, yaml::Location, std::less<>>;

/// Finds what is wrong with a case as a whole, each of its parts being well: that it cannot fail, that one of
/// its statements cannot be blamed, that an actor acts without a connection.
void audit(Scenario const& scenario, StatementPlaces const& places, yaml::Diagnostics& diagnostics);

} // namespace mqttspec::scenario
