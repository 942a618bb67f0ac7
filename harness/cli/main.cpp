// SPDX-License-Identifier: Apache-2.0
#include "cli/check.hpp"
#include "cli/commands.hpp"
#include "cli/proxy.hpp"
#include "cli/say.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

int run(int argc, char** argv)
{
    using namespace mqttspec::cli;
    CLI::App app{"Tells whether an MQTT broker keeps to the standard.", "mqttspec"};
    app.set_version_flag("--version", fmt::format("mqttspec {}", mqttspec::suite_version));
    app.require_subcommand(1);
    app.fallthrough(false);
    Invocation invocation{.arguments = {argv + 1, argv + argc}, .action = {}};
    add_run(app, invocation);
    add_list(app, invocation);
    add_explain(app, invocation);
    add_lint(app, invocation);
    add_broker(app, invocation);
    add_client(app, invocation);
    add_adapter_check(app, invocation);
    add_prove(app, invocation);
    add_check(app, invocation);
    add_proxy(app, invocation);
    add_report(app, invocation);
    add_diff(app, invocation);
    add_matrix(app, invocation);
    add_merge(app, invocation);
    add_completion(app, invocation);
    add_manual(app, invocation);
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        int const code = app.exit(error);
        return code == 0 ? ExitCode::ok : ExitCode::usage;
    }
    return invocation.action();
}

} // namespace

int main(int argc, char** argv)
{
    // A reader of our output that goes away must not end a run: its reports are still to be written.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return run(argc, argv);
    } catch (std::exception const& exception) {
        mqttspec::cli::say(exception.what());
    }
    return mqttspec::cli::ExitCode::could_not_tell;
}
