// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace mqttspec::cli {

/// The command line as it was given, and what the chosen subcommand is to do: its exit code.
struct Invocation
{
    std::vector<std::string> arguments;
    std::function<int()> action;
};

// Each declares one subcommand (in the file of its name) and sets the action when it is chosen.
void add_run(CLI::App& app, Invocation& invocation);
void add_list(CLI::App& app, Invocation& invocation);
void add_explain(CLI::App& app, Invocation& invocation);
void add_lint(CLI::App& app, Invocation& invocation);
void add_broker(CLI::App& app, Invocation& invocation);
void add_adapter_check(CLI::App& app, Invocation& invocation);
void add_client(CLI::App& app, Invocation& invocation);
void add_prove(CLI::App& app, Invocation& invocation);
void add_report(CLI::App& app, Invocation& invocation);
void add_diff(CLI::App& app, Invocation& invocation);
void add_matrix(CLI::App& app, Invocation& invocation);
void add_merge(CLI::App& app, Invocation& invocation);
void add_completion(CLI::App& app, Invocation& invocation);
void add_manual(CLI::App& app, Invocation& invocation);

/// The exit codes that are not a verdict (design of the command line: docs/exit-codes in README).
enum ExitCode
{
    ok = 0,
    non_conformant = 1,
    usage = 2,
    could_not_tell = 3,
    nothing_selected = 4,
    interrupted = 130
};

} // namespace mqttspec::cli
