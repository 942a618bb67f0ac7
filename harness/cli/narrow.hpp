// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/shard.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace mqttspec::cli {

/// What narrows a run beside the choice of cases by their names.
struct NarrowFlags
{
    std::string rerun; ///< A result, of which only what failed is played.
    std::string as_of; ///< A version of the suite, of which only the cases are played.
    std::string shard; ///< "2/4", "auto", "auto/4".
};

/// What is left to play.
struct Narrowed
{
    std::vector<scenario::Scenario> cases;
    std::string selection; ///< What was said before, and what narrows a run to a selection, in words.
    std::string as_of;
    Shard shard;
    std::string trouble; ///< What is wrong with the flags; empty if nothing is.
};

/// `selection` says in words how the cases were chosen; empty if they are all there are.
[[nodiscard]] Narrowed narrow(std::vector<scenario::Scenario> cases, std::string const& selection,
                              NarrowFlags const& flags);

/// Whether a version, as `since` of a case has it, is not above another: 0.9 comes before 0.10.
[[nodiscard]] bool is_as_of(std::string const& since, std::string const& version);

} // namespace mqttspec::cli
