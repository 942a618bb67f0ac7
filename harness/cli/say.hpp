// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <cstdio>
#include <string>

namespace mqttspec::cli {

/// Prints a line to standard error, if it can: a terminal that is gone is no reason to lose a run's reports.
inline void say(std::string const& line)
{
    std::fputs(("mqttspec: " + line + "\n").c_str(), stderr);
}

/// What only prints has nothing to lose: it ends as other tools do when nobody reads it any more.
inline void end_with_reader()
{
    std::signal(SIGPIPE, SIG_DFL);
}

} // namespace mqttspec::cli
