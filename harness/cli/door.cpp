// SPDX-License-Identifier: Apache-2.0
#include "cli/door.hpp"

#include "net/certificate.hpp"
#include "net/tcp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace mqttspec::cli {

namespace {

std::string text_of(std::string const& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

std::variant<Address, std::string> parse_address(std::string const& flag, std::string const& text)
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
        return fmt::format("{} {}: {}", flag, text, *trouble);
    address.endpoint = std::get<net::Endpoint>(std::move(parsed));
    address.has_path = address.is_websocket() && (address.endpoint.path != "/" || url.ends_with('/'));
    if (address.is_websocket() && !address.has_path)
        address.endpoint.path = "/mqtt";
    return address;
}

std::variant<net::ServerSecurity, std::string> security_of(CertificateFlags const& flags)
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

} // namespace mqttspec::cli
