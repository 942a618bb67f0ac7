// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scenario.hpp"
#include "target/spec.hpp"

#include <cstdint>
#include <vector>

namespace mqttspec::engine {

/// The order in which cases are played.
struct Schedule
{
    std::vector<scenario::Scenario const*>
        together;                                 ///< Side by side: the longest first, the others shuffled.
    std::vector<scenario::Scenario const*> apart; ///< One after the other: `load` and `exclusive` cases, and
                                                  ///< those that restart the target.
};

[[nodiscard]] Schedule make_schedule(std::vector<scenario::Scenario const*> cases,
                                     target::Timing const& timing, std::uint64_t seed);

/// How long the case has to wait at least: its waits, and the keep alives that it lets run out.
[[nodiscard]] net::Duration least_duration(scenario::Scenario const& scenario, target::Timing const& timing);

/// Whether a step of the case has the target restarted.
[[nodiscard]] bool restarts_target(scenario::Scenario const& scenario);

} // namespace mqttspec::engine
