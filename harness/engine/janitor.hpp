// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/stage.hpp"
#include "engine/surroundings.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace mqttspec::engine {

/// Removes what a case left in the target: sessions by a CONNECT with Clean Session 1, retained messages by
/// an empty one. Returns in words what could not be removed.
[[nodiscard]] boost::asio::awaitable<std::vector<std::string>>
clean_up(Remains remains, scenario::Scenario const& scenario, Surroundings const& surroundings);

} // namespace mqttspec::engine
