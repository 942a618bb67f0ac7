// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace mqttspec::cli {

/// What narrows a run beside the choice of cases by their names.
struct NarrowFlags
{
    std::string rerun; ///< A result, of which only what failed is played.
};

/// What is left to play.
struct Narrowed
{
    std::vector<scenario::Scenario> cases;
    std::string selection; ///< What was said before, and what narrows a run to a selection, in words.
    std::string trouble;   ///< What is wrong with the flags; empty if nothing is.
};

/// `selection` says in words how the cases were chosen; empty if they are all there are.
[[nodiscard]] Narrowed narrow(std::vector<scenario::Scenario> cases, std::string const& selection,
                              NarrowFlags const& flags);

} // namespace mqttspec::cli
