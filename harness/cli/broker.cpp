// SPDX-License-Identifier: Apache-2.0
#include "reference/broker.hpp"
#include "cli/commands.hpp"
#include "net/endpoint.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "net/tcp.hpp"
#include "serving/broker_server.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <memory>

namespace mqttspec::cli {

namespace {

struct BrokerFlags
{
    std::string listen = "127.0.0.1:1883";
};

int serve(BrokerFlags const& flags)
{
    auto const endpoint = net::parse_endpoint("mqtt://" + flags.listen);
    if (auto const* trouble = std::get_if<std::string>(&endpoint)) {
        fmt::print(stderr, "mqttspec: --listen {}: {}\n", flags.listen, *trouble);
        return ExitCode::usage;
    }
    auto const& where = std::get<net::Endpoint>(endpoint);
    net::raise_descriptor_limit();
    boost::asio::io_context context{1};
    auto listening = net::listen_tcp(context.get_executor(), where.host, where.port);
    if (auto const* trouble = std::get_if<std::string>(&listening)) {
        fmt::print(stderr, "mqttspec: {}\n", *trouble);
        return ExitCode::could_not_tell;
    }
    auto& listener = *std::get<std::unique_ptr<net::TcpListener>>(listening);
    reference::Broker broker;
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
    command->callback([flags, &invocation] { invocation.action = [flags] { return serve(*flags); }; });
}

} // namespace mqttspec::cli
