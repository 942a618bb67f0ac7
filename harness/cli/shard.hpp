// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scenario.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

/// One part of a run that is spread over several processes.
struct Shard
{
    int index = 0; ///< From 1; 0: the run is not split.
    int total = 0;
};

/// The value of an environment variable; empty if it is not set.
using Variables = std::function<std::string(char const*)>;

/// The variables of this process.
[[nodiscard]] std::string variable(char const* name);

/// Reads "2/4", "auto" (what Bazel, GoogleTest or GitLab say of this process), or "auto/4" (where only the
/// index is given, as in an indexed job of Kubernetes). Where nothing is said, `auto` is 1/1. In words, what
/// is wrong with it.
[[nodiscard]] std::variant<Shard, std::string> parse_shard(std::string const& text,
                                                           Variables const& variables);

/// Tells Bazel that we know of shards: it fails a sharded test that does not.
void acknowledge_shards(Variables const& variables);

/// The cases of one part: dealt out in turn, so that the instances of a case are spread.
[[nodiscard]] std::vector<scenario::Scenario> part_of(std::vector<scenario::Scenario> cases, Shard shard);

} // namespace mqttspec::cli
