// SPDX-License-Identifier: Apache-2.0
#include "target/packages.hpp"

#include <fmt/format.h>

#include <utility>

namespace mqttspec::target {

std::string install_advice(std::string_view target, Spawn const& program)
{
    std::string commands;
    for (auto const& [manager, command] : {std::pair{"apt", "apt-get install"}, {"npm", "npm install"}}) {
        auto const packages = program.packages.find(manager);
        if (packages != program.packages.end() && !packages->second.empty())
            commands += fmt::format("{}{} {}", commands.empty() ? "" : ", ", command,
                                    fmt::join(packages->second, " "));
    }
    return commands.empty() ? commands : fmt::format("{} (or ./certify {})", commands, target);
}

std::string not_installed(std::string_view target, Spawn const& program)
{
    auto const advice = install_advice(target, program);
    if (!advice.empty())
        return fmt::format("{} is not installed: {}", target, advice);
    return fmt::format("{} is not installed: there is no program `{}`", target, program.command.front());
}

} // namespace mqttspec::target
