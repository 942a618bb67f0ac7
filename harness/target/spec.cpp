// SPDX-License-Identifier: Apache-2.0
#include "target/spec.hpp"

#include "target/template_text.hpp"

#include <algorithm>
#include <cstdint>

namespace mqttspec::target {

namespace {

using Named = std::vector<std::pair<std::string, std::string>>;

bool is_loopback_host(std::string_view host);
bool is_loopback_url(EndpointTemplate const& endpoint);
void replace(Named& entries, Named const& by);

} // namespace

bool TargetSpec::is_loopback() const
{
    if (auto const* const url = std::get_if<Url>(&how); url && !is_loopback_host(url->endpoint.host))
        return false;
    return std::ranges::all_of(endpoints, [](auto const& entry) { return is_loopback_url(entry.second); });
}

bool TargetSpec::is_ours() const
{
    return !std::holds_alternative<Url>(how);
}

TargetSpec TargetSpec::with(Variant const& chosen) const
{
    auto spec = *this;
    spec.variants.clear();
    spec.variant = chosen.name;
    for (auto const& [feature, value] : chosen.features)
        spec.features.insert_or_assign(feature, value);
    if (chosen.credentials)
        spec.credentials = chosen.credentials;
    if (chosen.timing)
        spec.timing = *chosen.timing;
    if (!chosen.transport.empty())
        spec.transport = chosen.transport;
    if (!chosen.client_id_prefix.empty())
        spec.client_id_prefix = chosen.client_id_prefix;
    if (auto* const spawn = std::get_if<Spawn>(&spec.how)) {
        if (!chosen.command.empty())
            spawn->command = chosen.command;
        replace(spawn->files, chosen.files);
        replace(spawn->environment, chosen.environment);
    }
    return spec;
}

Features features_of(TargetSpec const& spec)
{
    auto all = spec.features;
    all.insert_or_assign("tls", spec.transport == "tls" || spec.transport == "wss");
    all.insert_or_assign("websocket", spec.transport == "ws" || spec.transport == "wss");
    if (spec.role == "client")
        all.insert_or_assign("least_keep_alive", std::int64_t{spec.timing.keep_alive});
    else
        all.insert_or_assign("restart", spec.is_ours());
    return all;
}

namespace {

/// By its spelling alone: a name may lead anywhere, save the one that RFC 6761 reserves.
bool is_loopback_host(std::string_view host)
{
    if (host.starts_with("::ffff:"))
        host.remove_prefix(7);
    bool const is_numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host == "localhost" || host == "::1" || (is_numeric && host.starts_with("127."));
}

bool is_loopback_url(EndpointTemplate const& endpoint)
{
    auto const url = fill_in(endpoint.url, [](std::string_view) { return std::string("1"); });
    auto const parsed = net::parse_endpoint(url);
    auto const* const place = std::get_if<net::Endpoint>(&parsed);
    return place && is_loopback_host(place->host);
}

void replace(Named& entries, Named const& by)
{
    for (auto const& [name, value] : by) {
        auto const found = std::ranges::find(entries, name, &Named::value_type::first);
        if (found == entries.end())
            entries.emplace_back(name, value);
        else
            found->second = value;
    }
}

} // namespace

} // namespace mqttspec::target
