// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace mqttspec::cli {

/// What stands behind a flag, or without one.
struct Value
{
    std::string name{};                 ///< "TEXT", "TARGET"; empty: none.
    std::vector<std::string> choices{}; ///< All that it can be; empty: anything.
    std::string_view listed{};          ///< What `mqttspec list` shows of it: "cases", "targets", ...
    bool is_number = false;
};

struct Flag
{
    std::vector<std::string> names{}; ///< As they are typed: "-v", "--verbose".
    Value value{};
    std::string about{};

    [[nodiscard]] bool takes_value() const { return !value.name.empty(); }
};

struct Operand
{
    Value value{};
    std::string about{};
    bool is_required = false;
    bool may_repeat = false;
};

struct Command
{
    std::string name{};
    std::string about{};
    std::vector<Flag> flags{};
    std::vector<Operand> operands{};
    std::string footer{};
};

/// The subcommands as the command line declares them, in that order; for completions and the manual.
[[nodiscard]] std::vector<Command> commands_of(CLI::App const& app);

/// The flags that the program takes before a subcommand.
[[nodiscard]] std::vector<Flag> flags_of(CLI::App const& app);

} // namespace mqttspec::cli
