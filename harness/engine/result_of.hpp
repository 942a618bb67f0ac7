// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/campaign.hpp"
#include "normative/catalogue.hpp"
#include "results/result.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace mqttspec::engine {

/// What a result says beside what the runner saw.
struct RunFacts
{
    std::string suite_version;
    std::string started; ///< UTC, ISO 8601.
    std::vector<std::string> command;
    std::string selection; ///< In words; empty for the whole suite.
    int shard = 0;         ///< Which part of a run that is split, and into how many; 0: it is not.
    int shards = 0;
    std::string as_of;  ///< The version of the suite that it is pinned to; empty: none.
    std::string replay; ///< The command that runs a single case, up to the case's id.
    double cpu_s = 0;
};

/// Everything that the run produced: verdicts of cases and statements, known failures applied, the score.
/// `all` is the whole suite, of which the campaign may have played a selection.
[[nodiscard]] results::Result result_of(Campaign const& campaign, normative::Catalogue const& catalogue,
                                        std::vector<scenario::Scenario> const& all, RunFacts const& facts);

/// For a shell.
[[nodiscard]] std::string in_single_quotes(std::string const& text);

} // namespace mqttspec::engine
