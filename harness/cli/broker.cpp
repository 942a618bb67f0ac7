// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/find_deviations.hpp"
#include "net/certificate.hpp"
#include "net/endpoint.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "net/tcp.hpp"
#include "net/transport.hpp"
#include "reference/deviation.hpp"
#include "serving/broker_server.hpp"
#include "yaml/diagnostic.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::cli {

namespace {

struct BrokerFlags
{
    std::vector<std::string> listen{"127.0.0.1:1883"};
    std::string certificate;
    std::string key;
    std::string ca_out;
    std::vector<std::string> deviations;
};

/// An address to listen on: a URL, or a mere ADDRESS:PORT for MQTT over TCP.
struct Address
{
    net::Endpoint endpoint{};
    bool takes_any_port = false; ///< Port 0, which a URL cannot say.
};

std::variant<Address, std::string> parse_address(std::string const& text)
{
    Address address;
    auto url = text.find("://") == std::string::npos ? "mqtt://" + text : text;
    auto const slash = std::min(url.find('/', url.find("://") + 3), url.size());
    auto const place = url.substr(0, slash);
    address.takes_any_port = place.ends_with(":0");
    if (address.takes_any_port)
        url = place.substr(0, place.size() - 2) + url.substr(slash);
    auto parsed = net::parse_endpoint(url);
    if (auto const* trouble = std::get_if<std::string>(&parsed))
        return fmt::format("--listen {}: {}", text, *trouble);
    address.endpoint = std::get<net::Endpoint>(std::move(parsed));
    bool const is_websocket = address.endpoint.scheme == "ws" || address.endpoint.scheme == "wss";
    if (is_websocket && address.endpoint.path == "/" && !url.ends_with('/'))
        address.endpoint.path = "/mqtt";
    return address;
}

bool is_secure(Address const& address)
{
    return address.endpoint.scheme == "mqtts" || address.endpoint.scheme == "wss";
}

std::string text_of(std::string const& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The certificate that was named, or a new one whose authority is written where clients find it.
std::variant<net::ServerSecurity, std::string> security_of(BrokerFlags const& flags)
{
    net::ServerSecurity security;
    if (flags.certificate.empty() != flags.key.empty())
        return "--tls-cert and --tls-key belong together";
    if (!flags.certificate.empty()) {
        security.certificate = text_of(flags.certificate);
        security.key = text_of(flags.key);
        return security;
    }
    if (flags.ca_out.empty())
        return "for TLS give --tls-cert and --tls-key, or --ca-out FILE for a certificate that is made now";
    auto const certificates = net::make_certificates();
    std::ofstream out(flags.ca_out, std::ios::binary | std::ios::trunc);
    if (!(out << certificates.authority.certificate << std::flush))
        return fmt::format("--ca-out: {} cannot be written", flags.ca_out);
    security.certificate = certificates.server.certificate;
    security.key = certificates.server.key;
    return security;
}

/// A listener, and the URL at which it is reached.
struct Door
{
    std::unique_ptr<net::Listener> listener{};
    std::string url{};
};

std::variant<Door, std::string> open_door(boost::asio::any_io_executor const& executor,
                                          Address const& address, net::ListenerOptions options)
{
    auto endpoint = address.endpoint;
    auto listening = net::listen_tcp(executor, endpoint.host, address.takes_any_port ? 0 : endpoint.port);
    if (auto* trouble = std::get_if<std::string>(&listening))
        return std::move(*trouble);
    auto tcp = std::get<std::unique_ptr<net::TcpListener>>(std::move(listening));
    endpoint.port = tcp->port();
    options.service.path = endpoint.path;
    auto dressed = net::dress(std::move(tcp), endpoint.scheme, options);
    if (auto* trouble = std::get_if<std::string>(&dressed))
        return std::move(*trouble);
    auto url = endpoint.scheme == "mqtt" ? net::host_and_port(endpoint.host, endpoint.port)
                                         : net::without_secrets(endpoint);
    return Door{.listener = std::get<std::unique_ptr<net::Listener>>(std::move(dressed)),
                .url = std::move(url)};
}

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
        auto address = parse_address(text);
        if (auto const* trouble = std::get_if<std::string>(&address))
            return complain(*trouble, ExitCode::usage);
        addresses.push_back(std::get<Address>(std::move(address)));
    }
    auto const deviations =
        find_deviations(flags.deviations, reference::deviations(), "mqttspec list deviations");
    if (auto const* trouble = std::get_if<std::string>(&deviations))
        return complain(*trouble, ExitCode::usage);
    net::ListenerOptions options;
    if (std::ranges::any_of(addresses, is_secure)) {
        auto security = security_of(flags);
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
    command->add_option("--tls-cert", flags->certificate, "PEM: the certificate to show, with its chain");
    command->add_option("--tls-key", flags->key, "PEM: the key to it");
    command->add_option("--ca-out", flags->ca_out,
                        "make a certificate for localhost, and write here who vouches for it");
    command->add_option(
        "--deviate", flags->deviations,
        "a fault that it shall have; `mqttspec list deviations` shows them (may be repeated)");
    command->callback([flags, &invocation] { invocation.action = [flags] { return serve(*flags); }; });
}

} // namespace mqttspec::cli
