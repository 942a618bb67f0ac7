// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/find_deviations.hpp"
#include "cli/say.hpp"
#include "driving/adapter.hpp"
#include "driving/stdio_stream.hpp"
#include "net/nursery.hpp"
#include "reference/client_deviation.hpp"
#include "yaml/diagnostic.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

namespace {

struct ClientFlags
{
    std::vector<std::string> deviations;
    bool lists_deviations = false;
};

using Faults = std::vector<reference::ClientDeviationInfo const*>;

int list_deviations()
{
    for (auto const& deviation : reference::client_deviations())
        fmt::print("{}  {}: it {}\n", deviation.clause, deviation.name, deviation.about);
    return ExitCode::ok;
}

driving::Hello hello()
{
    return {.name = "mqttspec reference client",
            .version = std::string(suite_version),
            .features = {"abort", "qos1", "qos2", "will", "credentials", "persistent_session", "tls",
                         "websocket"}};
}

int drive(Faults const& faults)
{
    for (auto const* fault : faults)
        say(fmt::format("{}: it {} ({})", fault->name, fault->about, fault->clause));
    boost::asio::io_context context{1};
    reference::DeviatingClient client{faults};
    driving::AdapterOptions options;
    options.hello = hello();
    options.driver.manners = client.manners();
    driving::Adapter adapter{context.get_executor(),
                             [&client](reference::ClientEvent const& event) { return client.handle(event); },
                             options};
    auto const harness = driving::make_stdio_stream(context.get_executor());
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&adapter](boost::system::error_code ec, int) {
        if (!ec)
            adapter.stop();
    });
    net::Nursery nursery{context.get_executor()};
    nursery.spawn(adapter.serve(*harness));
    while (nursery.children() > 0)
        context.run_one();
    return ExitCode::ok;
}

int act(ClientFlags const& flags)
{
    if (flags.lists_deviations)
        return list_deviations();
    auto const faults =
        find_deviations(flags.deviations, reference::client_deviations(), "mqttspec client --list");
    if (auto const* trouble = std::get_if<std::string>(&faults)) {
        say(*trouble);
        return ExitCode::usage;
    }
    return drive(std::get<Faults>(faults));
}

} // namespace

void add_client(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<ClientFlags>();
    auto* command = app.add_subcommand(
        "client", "Be the built-in reference client, driven through standard input and output by the adapter "
                  "protocol (docs/adapter-protocol.md)");
    command->add_option("--deviate", flags->deviations, "a fault that it shall have (may be repeated)");
    command->add_flag("--list", flags->lists_deviations, "show all faults that it can have, and exit");
    command->callback([flags, &invocation] { invocation.action = [flags] { return act(*flags); }; });
}

} // namespace mqttspec::cli
