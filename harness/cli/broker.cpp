// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "net/endpoint.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "net/tcp.hpp"
#include "reference/deviation.hpp"
#include "serving/broker_server.hpp"
#include "yaml/diagnostic.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

namespace {

struct BrokerFlags
{
    std::string listen = "127.0.0.1:1883";
    std::vector<std::string> deviations;
};

/// Those with the names, or what is wrong with a name.
std::variant<std::vector<reference::DeviationInfo const*>, std::string>
find_all(std::vector<std::string> const& names)
{
    std::vector<reference::DeviationInfo const*> found;
    for (auto const& name : names) {
        found.push_back(reference::find_deviation(name));
        if (found.back() != nullptr)
            continue;
        std::vector<std::string> known;
        for (auto const& deviation : reference::deviations())
            known.emplace_back(deviation.name);
        auto const near = yaml::nearest(name, known);
        return fmt::format("--deviate {}: there is no such deviation{}; `mqttspec list deviations` shows all",
                           name, near.empty() ? std::string{} : fmt::format(" (did you mean {}?)", near));
    }
    return found;
}

int serve(BrokerFlags const& flags)
{
    // A URL has no port 0.
    bool const takes_any_port = flags.listen.ends_with(":0");
    auto const address = takes_any_port ? flags.listen.substr(0, flags.listen.size() - 2) : flags.listen;
    auto const endpoint = net::parse_endpoint("mqtt://" + address);
    if (auto const* trouble = std::get_if<std::string>(&endpoint)) {
        fmt::print(stderr, "mqttspec: --listen {}: {}\n", flags.listen, *trouble);
        return ExitCode::usage;
    }
    auto const deviations = find_all(flags.deviations);
    if (auto const* trouble = std::get_if<std::string>(&deviations)) {
        fmt::print(stderr, "mqttspec: {}\n", *trouble);
        return ExitCode::usage;
    }
    auto const& faults = std::get<std::vector<reference::DeviationInfo const*>>(deviations);
    auto const& where = std::get<net::Endpoint>(endpoint);
    auto const port = takes_any_port ? std::uint16_t{0} : where.port;
    net::raise_descriptor_limit();
    boost::asio::io_context context{1};
    auto listening = net::listen_tcp(context.get_executor(), where.host, port);
    if (auto const* trouble = std::get_if<std::string>(&listening)) {
        fmt::print(stderr, "mqttspec: {}\n", *trouble);
        return ExitCode::could_not_tell;
    }
    auto& listener = *std::get<std::unique_ptr<net::TcpListener>>(listening);
    reference::DeviatingBroker broker{faults};
    serving::BrokerServer server{context.get_executor(),
                                 [&broker](reference::Event const& event) { return broker.handle(event); }};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&server](boost::system::error_code ec, int) {
        if (!ec)
            server.stop();
    });
    net::Nursery nursery{context.get_executor()};
    nursery.spawn(server.serve(listener));
    fmt::print("mqttspec broker: MQTT 3.1.1 on {}, until Ctrl-C\n",
               net::host_and_port(where.host, listener.port()));
    for (auto const* fault : faults)
        fmt::print("  {}: it {} ({})\n", fault->name, fault->about, fault->clause);
    std::fflush(stdout);
    context.run();
    return ExitCode::ok;
}

} // namespace

void add_broker(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<BrokerFlags>();
    auto* command =
        app.add_subcommand("broker", "Serve the built-in reference broker, a strict MQTT 3.1.1 broker");
    command->add_option("--listen", flags->listen, "ADDRESS:PORT (127.0.0.1:1883); port 0 takes a free one");
    command->add_option(
        "--deviate", flags->deviations,
        "a fault that it shall have; `mqttspec list deviations` shows them (may be repeated)");
    command->callback([flags, &invocation] { invocation.action = [flags] { return serve(*flags); }; });
}

} // namespace mqttspec::cli
