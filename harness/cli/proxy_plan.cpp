// SPDX-License-Identifier: Apache-2.0
#include "cli/proxy_plan.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::cli {

namespace {

/// What it is below its WebSocket.
net::Endpoint without_websocket(Address const& address)
{
    auto endpoint = address.endpoint;
    endpoint.scheme = address.is_secure() ? "mqtts" : "mqtt";
    endpoint.path.clear();
    return endpoint;
}

std::string url_of(net::Endpoint const& endpoint)
{
    auto const place = net::host_and_port(endpoint.host, endpoint.port);
    return endpoint.scheme == "mqtt" ? place : fmt::format("{}://{}", endpoint.scheme, place);
}

std::string trouble_with(ProxyPlan const& plan, ProxyFlags const& flags)
{
    auto const& upstream = plan.upstream;
    if (upstream.takes_any_port)
        return "--upstream: a server has a port";
    if (upstream.endpoint.user_name || upstream.endpoint.password)
        return "--upstream: a proxy changes nothing; user name and password come from the clients";
    bool const has_trust = flags.trusted != net::Security{};
    if (has_trust && !upstream.is_secure())
        return "--cafile, --cert, --key and --insecure are about an upstream with mqtts:// or wss://";
    if (flags.trusted.cert_file.empty() != flags.trusted.key_file.empty())
        return "--cert and --key belong together";
    for (auto const& listen : plan.listen)
        if (listen.is_websocket() && upstream.is_websocket() && (listen.has_path || upstream.has_path) &&
            listen.endpoint.path != upstream.endpoint.path)
            return "a WebSocket goes on to the path that the client asks for: leave the paths out";
    return {};
}

} // namespace

void declare(CLI::App& app, ProxyFlags& flags)
{
    app.add_option("--listen", flags.listen,
                   "ADDRESS:PORT, or a URL for mqtts, ws or wss; port 0 takes a free one (may be repeated)")
        ->required();
    app.add_option("--upstream", flags.upstream, "the broker: HOST:PORT, or a URL for mqtts, ws or wss")
        ->required();
    app.add_option("--tls-cert", flags.shown.certificate, "PEM: the certificate to show, with its chain");
    app.add_option("--tls-key", flags.shown.key, "PEM: the key to it");
    app.add_option("--ca-out", flags.shown.ca_out,
                   "make a certificate for localhost, and write here who vouches for it");
    app.add_option("--cafile", flags.trusted.ca_file, "PEM: who vouches for the broker's certificate");
    app.add_option("--cert", flags.trusted.cert_file, "PEM: our own, for a broker that asks for one");
    app.add_option("--key", flags.trusted.key_file, "PEM: the key to it");
    app.add_flag("--insecure", flags.trusted.is_insecure, "take any certificate of the broker");
    app.add_option("--max-packet", flags.most_packet_bytes,
                   "the memory for judging one direction of a connection (1M): larger packets pass unjudged")
        ->transform(CLI::AsSizeValue(false))
        ->check(CLI::Range(std::uint64_t{1024}, std::uint64_t{1} << 28U));
    app.add_flag("--whole", flags.is_whole,
                 "the broker is new, and all its clients come this way: judge what it keeps of them");
}

std::string ProxyPlan::upstream_name() const
{
    return url_of(upstream.endpoint);
}

std::variant<ProxyPlan, std::string> make_plan(ProxyFlags const& flags)
{
    ProxyPlan plan;
    for (auto const& text : flags.listen) {
        auto address = parse_address("--listen", text);
        if (auto* const trouble = std::get_if<std::string>(&address))
            return std::move(*trouble);
        plan.listen.push_back(std::get<Address>(std::move(address)));
    }
    auto upstream = parse_address("--upstream", flags.upstream);
    if (auto* const trouble = std::get_if<std::string>(&upstream))
        return std::move(*trouble);
    plan.upstream = std::get<Address>(std::move(upstream));
    plan.trusted = flags.trusted;
    if (auto trouble = trouble_with(plan, flags); !trouble.empty())
        return trouble;
    if (!std::ranges::any_of(plan.listen, &Address::is_secure))
        return plan;
    auto security = security_of(flags.shown);
    if (auto* const trouble = std::get_if<std::string>(&security))
        return std::move(*trouble);
    plan.shown.security = std::get<net::ServerSecurity>(std::move(security));
    return plan;
}

std::variant<OpenGate, std::string> open_gate(boost::asio::any_io_executor const& executor,
                                              Address const& listen, ProxyPlan const& plan)
{
    bool const is_tunnel = listen.is_websocket() && plan.upstream.is_websocket();
    auto near = listen;
    if (is_tunnel)
        near.endpoint = without_websocket(listen);
    auto door = open_door(executor, near, plan.shown);
    if (auto* const trouble = std::get_if<std::string>(&door))
        return std::move(*trouble);
    auto const far = is_tunnel ? without_websocket(plan.upstream) : plan.upstream.endpoint;
    auto connector = net::make_connector(far, plan.trusted);
    if (auto* const trouble = std::get_if<std::string>(&connector))
        return std::move(*trouble);
    OpenGate gate;
    gate.door = std::get<Door>(std::move(door));
    gate.upstream = std::get<std::unique_ptr<net::Connector>>(std::move(connector));
    if (is_tunnel) {
        auto const at = gate.door.url.find("://");
        auto const place = at == std::string::npos ? gate.door.url : gate.door.url.substr(at + 3);
        gate.door.url = fmt::format("{}://{}", listen.endpoint.scheme, place);
    }
    return gate;
}

} // namespace mqttspec::cli
