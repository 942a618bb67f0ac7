// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outcome.hpp"
#include "engine/rule_check.hpp"
#include "engine/stage.hpp"
#include "engine/surroundings.hpp"
#include "results/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <utility>
#include <vector>

namespace mqttspec::engine {

/// One attempt at a case.
struct CaseRun
{
    Outcome outcome;
    std::vector<results::WireEvent> wire;
    std::vector<std::string> notes;
    std::vector<std::pair<std::string, std::string>> client_ids;
    net::TimePoint started{};
    net::Duration duration{};
    Remains remains;
    RuleCheck rules;
    bool is_crash = false; ///< It took the target down, all by itself.
};

/// Plays the scenario once, with an upper bound on its time, and closes its connections. `live` holds the
/// stage while it plays, so that it can be broken off.
[[nodiscard]] boost::asio::awaitable<CaseRun> play_once(scenario::Scenario const& scenario,
                                                        Surroundings const& surroundings, int attempt,
                                                        std::vector<Stage*>& live);

/// No step waits without bound; together they may take this long.
[[nodiscard]] net::Duration bound_of(scenario::Scenario const& scenario, target::Timing const& timing,
                                     target::Features const& features = {});

/// Whether the case makes, or may make, the target close a connection.
[[nodiscard]] bool is_destructive(scenario::Scenario const& scenario);

} // namespace mqttspec::engine
