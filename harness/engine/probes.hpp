// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/probe.hpp"
#include "scenario/scenario.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::engine {

/// One question, asked by a scenario; the way that it takes, or what stands in its wire log, is the answer.
struct Probe
{
    std::string_view id;   ///< Of its scenario.
    std::string_view name; ///< As reports show it.
    Pace pace = Pace::quick;
    std::string_view feature{};                        ///< That the answer decides; may be empty.
    std::function<std::string(CaseRun const&)> read{}; ///< Of the wire log; none: the way that was taken.
};

[[nodiscard]] std::vector<Probe> const& probes();

/// The scenarios of all probes, in their order.
[[nodiscard]] std::vector<scenario::Scenario> const& probe_scenarios();

} // namespace mqttspec::engine
