// SPDX-License-Identifier: Apache-2.0
#include "cli/transport_flags.hpp"

#include "target/transport.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <variant>

namespace mqttspec::cli {

namespace {

std::string choose_transport(target::TargetSpec& spec, std::string const& transport);
std::string set_path(target::TargetSpec& spec, std::string const& path);
std::string set_security(target::TargetSpec& spec, TransportFlags const& flags);

} // namespace

void declare(CLI::App& app, TransportFlags& flags)
{
    app.add_option("--transport", flags.transport, "tcp, tls, ws or wss (that of the URL, else tcp)")
        ->check(CLI::IsMember(target::transports()));
    app.add_option("--cafile", flags.ca_file, "PEM: who vouches for the target's certificate");
    app.add_option("--cert", flags.cert_file, "PEM: our own certificate, for a target that asks for one");
    app.add_option("--key", flags.key_file, "PEM: the key to it");
    app.add_flag("--insecure", flags.is_insecure, "take any certificate of the target");
    app.add_option("--ws-path", flags.path, "the path of the WebSocket, where the URL names none");
}

std::string apply(target::TargetSpec& spec, TransportFlags const& flags)
{
    if (auto trouble = choose_transport(spec, flags.transport); !trouble.empty())
        return trouble;
    if (auto trouble = set_path(spec, flags.path); !trouble.empty())
        return trouble;
    return set_security(spec, flags);
}

std::vector<std::pair<std::string, std::string>> given(TransportFlags const& flags)
{
    std::vector<std::pair<std::string, std::string>> all{{"--transport", flags.transport},
                                                         {"--cafile", flags.ca_file},
                                                         {"--cert", flags.cert_file},
                                                         {"--key", flags.key_file},
                                                         {"--ws-path", flags.path}};
    std::erase_if(all, [](auto const& entry) { return entry.second.empty(); });
    return all;
}

namespace {

std::string choose_transport(target::TargetSpec& spec, std::string const& transport)
{
    if (transport.empty() || transport == spec.transport)
        return {};
    // A client says at its start what it can do.
    bool const has_all = std::holds_alternative<target::Reference>(spec.how) || spec.role == "client";
    if (!has_all && !spec.endpoints.contains(transport)) {
        if (std::holds_alternative<target::Url>(spec.how))
            return fmt::format("--transport {}: the URL names another; write {}://...", transport,
                               target::scheme_of(transport));
        return fmt::format("--transport {}: {} has no `{}` endpoint", transport, spec.name, transport);
    }
    spec.transport = transport;
    return {};
}

/// In place of the path of a URL, which begins at the first slash behind the host.
std::string with_path(std::string const& url, std::string const& path)
{
    auto const slash = url.find('/', url.find("://") + 3);
    return url.substr(0, slash) + path;
}

std::string set_path(target::TargetSpec& spec, std::string const& path)
{
    if (path.empty())
        return {};
    if (!path.starts_with('/'))
        return "--ws-path: a path begins with a slash";
    if (spec.transport != "ws" && spec.transport != "wss")
        return fmt::format("--ws-path: the transport is {}, not ws or wss", spec.transport);
    if (spec.role == "client")
        return "--ws-path: a client is told the path";
    if (std::holds_alternative<target::Reference>(spec.how))
        return "--ws-path: the reference is at /mqtt";
    if (auto* const url = std::get_if<target::Url>(&spec.how))
        url->endpoint.path = path;
    if (auto const endpoint = spec.endpoints.find(spec.transport); endpoint != spec.endpoints.end())
        endpoint->second.url = with_path(endpoint->second.url, path);
    return {};
}

std::string set_security(target::TargetSpec& spec, TransportFlags const& flags)
{
    auto const needs_tls = !flags.ca_file.empty()     ? "--cafile"
                           : !flags.cert_file.empty() ? "--cert"
                           : !flags.key_file.empty()  ? "--key"
                           : flags.is_insecure        ? "--insecure"
                                                      : "";
    bool const is_tls = spec.transport == "tls" || spec.transport == "wss";
    if (*needs_tls != '\0' && spec.role == "client")
        return fmt::format("{}: a client is told whom to trust", needs_tls);
    if (*needs_tls != '\0' && !is_tls)
        return fmt::format("{}: the transport is {}, not tls or wss", needs_tls, spec.transport);
    if (flags.cert_file.empty() != flags.key_file.empty())
        return "--cert and --key belong together";
    spec.security.ca_file = flags.ca_file;
    spec.security.cert_file = flags.cert_file;
    spec.security.key_file = flags.key_file;
    spec.security.is_insecure = flags.is_insecure;
    return {};
}

} // namespace

} // namespace mqttspec::cli
