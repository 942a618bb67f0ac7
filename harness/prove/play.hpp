// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prove/fault.hpp"
#include "results/result.hpp"
#include "rules/rule.hpp"
#include "scenario/scenario.hpp"
#include "target/target.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mqttspec::prove {

/// A rule that spoke, and in which instance.
struct Objection
{
    rules::Rule const* rule = nullptr;
    std::string instance{};
    std::string text{};
};

/// How cases ended that were played against one broker or client.
struct Performance
{
    std::vector<results::CaseResult> cases{}; ///< Those that were played or skipped, in their order.
    std::vector<Objection> on_target{};       ///< What rules found on the broker or client.
    std::vector<Objection> on_us{};           ///< What they found on the harness itself.
    std::string trouble{};                    ///< Why it could not be finished; empty if it could.
};

/// Plays the cases against the reference broker, or client, with that fault, or with none, over streams in
/// memory and in virtual time. All of them are about the role that has the fault, or the same one. Every
/// failure counts, the first time. A hang is trouble.
[[nodiscard]] Performance play(std::vector<scenario::Scenario> const& cases, Fault const* fault);

/// Puts something between a broker or client and those who play with it.
using Wrap = std::function<std::unique_ptr<target::Target>(boost::asio::any_io_executor executor,
                                                           std::unique_ptr<target::Target> target)>;

/// The same with whatever is put round each target.
[[nodiscard]] Performance play(std::vector<scenario::Scenario> const& cases, Fault const* fault,
                               Wrap const& wrap);

} // namespace mqttspec::prove
