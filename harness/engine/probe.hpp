// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case_run.hpp"
#include "engine/surroundings.hpp"
#include "target/feature.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <utility>
#include <vector>

namespace mqttspec::engine {

/// How the target behaves where the standard leaves it the choice, as far as it could be seen.
struct Behaviour
{
    std::vector<std::pair<std::string, std::string>> seen{}; ///< {"granted QoS", "2"}.
    target::Features features{};                             ///< What that says of its features.
    std::string version{}; ///< As it tells below $SYS; empty if it does not.
};

/// When a probe is made.
enum class Pace
{
    quick, ///< Before the cases: takes as long as the target does.
    slow,  ///< Beside the cases: waits.
};

/// Makes the probes of that pace, all at the same time, and adds to `behaviour` what they show. One that
/// fails shows nothing. Never judges.
[[nodiscard]] boost::asio::awaitable<void> probe(Pace pace, Surroundings const& surroundings,
                                                 std::vector<Stage*>& live, Behaviour& behaviour);

/// Where the declared features differ from those that were seen, in words.
[[nodiscard]] std::vector<std::string> contradictions(target::Features const& declared,
                                                      Behaviour const& behaviour);

} // namespace mqttspec::engine
