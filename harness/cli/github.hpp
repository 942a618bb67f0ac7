// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>

namespace mqttspec::cli {

/// What we owe GitHub Actions, where we run in it (GITHUB_ACTIONS is `true`); elsewhere this does nothing.
/// A runner takes any line of our output that begins with `::` for a command, so what a target sends could
/// command it: from the beginning to `annotate`, it is told to look away.
class GithubActions
{
public:
    /// `owns_output`: standard output is for people, not for a report that somebody reads.
    explicit GithubActions(bool owns_output);
    ~GithubActions();
    GithubActions(GithubActions const&) = delete;
    GithubActions& operator=(GithubActions const&) = delete;

    /// The annotations to standard output.
    void annotate(results::Result const& result, reports::Language lang);

private:
    void look_again();

    std::string token_; ///< Ends the looking away; empty: it looks.
};

/// Adds the Markdown report to the job's summary, where GITHUB_STEP_SUMMARY names its file. A file that
/// cannot be written is said, and no more: it is none of what was asked for.
void add_to_job_summary(results::Result const& result, reports::Language lang);

} // namespace mqttspec::cli
