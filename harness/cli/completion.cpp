// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"
#include "cli/commands.hpp"
#include "cli/say.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace mqttspec::cli {

namespace {

std::string completion_for(std::string const& shell, std::vector<Command> const& commands)
{
    if (shell == "zsh")
        return zsh_completion(commands);
    return shell == "fish" ? fish_completion(commands) : bash_completion(commands);
}

} // namespace

void add_completion(CLI::App& app, Invocation& invocation)
{
    auto shell = std::make_shared<std::string>();
    auto* command = app.add_subcommand("completion", "Print what a shell needs to complete command lines");
    command->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command->callback([shell, &app, &invocation] {
        invocation.action = [shell, &app] {
            end_with_reader();
            fmt::print("{}", completion_for(*shell, commands_of(app)));
            return int{ExitCode::ok};
        };
    });
}

} // namespace mqttspec::cli
