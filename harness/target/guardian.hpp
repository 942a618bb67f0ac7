// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <variant>
#include <vector>

namespace mqttspec::target {

// A guardian is a process between us and a program that we run. It sees our end on a pipe even when we are
// killed, and it is the reaper of all that the program starts, so that not even a daemon gets away. A parent
// death signal alone would do neither: a program that changes its user loses it, and its children have none.

/// What the guardian is told, one byte each. The end of the pipe means `abandon`.
enum class Order : char
{
    terminate = 'T', ///< SIGTERM to the program's group.
    kill = 'K',      ///< SIGKILL to all.
};

/// What the guardian tells. When all is gone the pipe ends.
struct Report
{
    enum class Kind : std::int32_t
    {
        ended,
        not_started
    };
    Kind kind{};
    std::int32_t value = 0; ///< The status as waitpid() has it; errno.
};

/// The pipes of a guardian, ours to close.
struct Guardian
{
    pid_t pid = -1;
    int orders = -1;  ///< To write to.
    int reports = -1; ///< To read from.
    int output = -1;  ///< To read from: standard output of the program, and its error where that has no pipe.
    int input = -1;   ///< A socket to write to: standard input, if it is spoken with; else there is none.
    int errors = -1;  ///< To read from: standard error, if it is spoken with.
};

struct GuardianOptions
{
    std::string program; ///< A path.
    std::vector<std::string> arguments;
    std::vector<std::string> environment; ///< All of it, NAME=value.
    std::string folder;                   ///< As in Command.
    bool is_spoken_with = false;          ///< As in Command.
};

/// Returns what is wrong instead, in one line.
[[nodiscard]] std::variant<Guardian, std::string> start_guardian(GuardianOptions const& options);

} // namespace mqttspec::target
