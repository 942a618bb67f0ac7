// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/door.hpp"
#include "cli/find_deviations.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "reference/deviation.hpp"
#include "serving/broker_server.hpp"
#include "yaml/diagnostic.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

namespace {

struct BrokerFlags
{
    std::vector<std::string> listen{"127.0.0.1:1883"};
    CertificateFlags security;
    std::vector<std::string> deviations;
};

int complain(std::string const& trouble, int code)
{
    fmt::print(stderr, "mqttspec: {}\n", trouble);
    return code;
}

int serve(std::vector<Address> const& addresses, net::ListenerOptions options,
          std::vector<reference::DeviationInfo const*> const& faults)
{
    net::raise_descriptor_limit();
    boost::asio::io_context context{1};
    reference::DeviatingBroker broker{faults};
    serving::ServerOptions how;
    how.websocket = broker.manners();
    options.service.subprotocol = how.websocket.subprotocol;
    std::vector<Door> doors;
    for (auto const& address : addresses) {
        auto door = open_door(context.get_executor(), address, options);
        if (auto const* trouble = std::get_if<std::string>(&door))
            return complain(*trouble, ExitCode::could_not_tell);
        doors.push_back(std::get<Door>(std::move(door)));
    }
    serving::BrokerServer server{context.get_executor(),
                                 [&broker](reference::Event const& event) { return broker.handle(event); },
                                 how};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&server](boost::system::error_code ec, int) {
        if (!ec)
            server.stop();
    });
    net::Nursery nursery{context.get_executor()};
    for (auto const& door : doors) {
        nursery.spawn(server.serve(*door.listener));
        fmt::print("mqttspec broker: MQTT 3.1.1 on {}, until Ctrl-C\n", door.url);
    }
    for (auto const* fault : faults)
        fmt::print("  {}: it {} ({})\n", fault->name, fault->about, fault->clause);
    std::fflush(stdout);
    context.run();
    return ExitCode::ok;
}

int serve(BrokerFlags const& flags)
{
    std::vector<Address> addresses;
    for (auto const& text : flags.listen) {
        auto address = parse_address("--listen", text);
        if (auto const* trouble = std::get_if<std::string>(&address))
            return complain(*trouble, ExitCode::usage);
        addresses.push_back(std::get<Address>(std::move(address)));
    }
    auto const deviations =
        find_deviations(flags.deviations, reference::deviations(), "mqttspec list deviations");
    if (auto const* trouble = std::get_if<std::string>(&deviations))
        return complain(*trouble, ExitCode::usage);
    net::ListenerOptions options;
    if (std::ranges::any_of(addresses, &Address::is_secure)) {
        auto security = security_of(flags.security);
        if (auto const* trouble = std::get_if<std::string>(&security))
            return complain(*trouble, ExitCode::usage);
        options.security = std::get<net::ServerSecurity>(std::move(security));
    }
    return serve(addresses, options, std::get<std::vector<reference::DeviationInfo const*>>(deviations));
}

} // namespace

void add_broker(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<BrokerFlags>();
    auto* command =
        app.add_subcommand("broker", "Serve the built-in reference broker, a strict MQTT 3.1.1 broker");
    command->add_option(
        "--listen", flags->listen,
        "ADDRESS:PORT (127.0.0.1:1883), or a URL for mqtts, ws or wss; port 0 takes a free one "
        "(may be repeated)");
    command->add_option("--tls-cert", flags->security.certificate,
                        "PEM: the certificate to show, with its chain");
    command->add_option("--tls-key", flags->security.key, "PEM: the key to it");
    command->add_option("--ca-out", flags->security.ca_out,
                        "make a certificate for localhost, and write here who vouches for it");
    command->add_option(
        "--deviate", flags->deviations,
        "a fault that it shall have; `mqttspec list deviations` shows them (may be repeated)");
    command->callback([flags, &invocation] { invocation.action = [flags] { return serve(*flags); }; });
}

} // namespace mqttspec::cli
