// SPDX-License-Identifier: Apache-2.0
#include "target/load.hpp"

#include "target/client_fields.hpp"
#include "target/fields.hpp"
#include "target/program_fields.hpp"
#include "target/template_text.hpp"
#include "target/transport.hpp"
#include "yaml/cursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace mqttspec::target {

namespace {

using yaml::Cursor;

std::optional<TargetSpec> read_target(Cursor const& root);
void read_identity(Cursor const& root, TargetSpec& spec);
void read_dealings(Cursor const& root, TargetSpec& spec);
void read_how(Cursor const& root, TargetSpec& spec);
void read_reference(Cursor const& value, TargetSpec& spec);
void read_url(Cursor const& value, TargetSpec& spec);
void read_endpoints(Cursor const& map, TargetSpec& spec);
void read_endpoint(std::string const& transport, Cursor const& value, TargetSpec& spec);
void read_timing(Cursor const& map, Timing& timing);
std::optional<Credentials> read_credentials(Cursor const& map);
std::optional<std::string> read_password(Cursor const& map);
void read_limits(Cursor const& root, TargetSpec& spec);
std::vector<Variant> read_variants(Cursor const& list, TargetSpec const& spec);
Variant read_variant(Cursor const& entry, TargetSpec const& spec);
void refuse_in_variant(Cursor const& entry, TargetSpec const& spec);

} // namespace

std::optional<TargetSpec> load_target(std::string const& path, yaml::Diagnostics& diagnostics)
{
    auto const errors_before = diagnostics.all().size();
    auto const root = yaml::load_file(path, diagnostics);
    auto spec = root ? read_target(*root) : std::nullopt;
    return diagnostics.all().size() == errors_before ? spec : std::nullopt;
}

std::optional<TargetSpec> load_target_text(std::string const& file, std::string const& text,
                                           yaml::Diagnostics& diagnostics)
{
    auto const errors_before = diagnostics.all().size();
    auto const root = yaml::load_text(file, text, diagnostics);
    auto spec = root ? read_target(*root) : std::nullopt;
    return diagnostics.all().size() == errors_before ? spec : std::nullopt;
}

std::vector<KnownFailure> load_known_failures(std::string const& path, yaml::Diagnostics& diagnostics)
{
    auto const root = yaml::load_file(path, diagnostics);
    if (!root)
        return {};
    if (root->is_list())
        return read_known_failures(*root);
    auto const list = root->require("known_failures");
    if (root->is_map())
        root->finish();
    return list ? read_known_failures(*list) : std::vector<KnownFailure>{};
}

namespace {

std::optional<TargetSpec> read_target(Cursor const& root)
{
    TargetSpec spec;
    spec.where = root.where();
    read_identity(root, spec);
    if (!root.is_map())
        return std::nullopt;
    if (spec.role == "client")
        read_client(root, spec);
    else
        read_how(root, spec);
    if (auto const features = root.find("features"))
        for (auto const& [name, value] : read_features(*features, spec.role))
            spec.features.insert_or_assign(name, value);
    if (auto const timing = root.find("timing"))
        read_timing(*timing, spec.timing);
    if (auto const failures = root.find("known_failures"))
        spec.known_failures = read_known_failures(*failures);
    if (spec.role == "broker")
        read_dealings(root, spec);
    root.finish();
    return spec;
}

/// How one deals with a broker.
void read_dealings(Cursor const& root, TargetSpec& spec)
{
    if (auto const credentials = root.find("credentials"))
        spec.credentials = read_credentials(*credentials);
    read_limits(root, spec);
    if (auto const variants = root.find("variants"))
        spec.variants = read_variants(*variants, spec);
}

void read_identity(Cursor const& root, TargetSpec& spec)
{
    auto const name = root.require("name");
    if (!name)
        return;
    spec.name = name->text().value_or("");
    if (name->is_scalar() && spec.name.empty())
        name->error("is empty");
    if (auto const role = root.find("role"))
        spec.role = read_word(*role, {"broker", "client"}).value_or(spec.role);
    if (auto const about = root.find("about"))
        spec.about = about->text().value_or("");
}

/// Exactly one of `command`, `url` and `reference`.
void read_how(Cursor const& root, TargetSpec& spec)
{
    refuse_clients_keys(root);
    auto const command = root.find("command");
    auto const url = root.find("url");
    auto const reference = root.find("reference");
    if ((command ? 1 : 0) + (url ? 1 : 0) + (reference ? 1 : 0) != 1)
        root.error("needs exactly one of `command`, `url` and `reference`");

    if (command)
        spec.how = read_program(root, "command");
    else
        refuse_program_keys(root, url ? "url" : "reference");
    if (reference)
        read_reference(*reference, spec);
    if (url)
        read_url(*url, spec);
    auto const endpoints = root.find("endpoints");
    if (endpoints && reference)
        endpoints->error("`reference` chooses its own endpoint", "leave it out");
    else if (endpoints)
        read_endpoints(*endpoints, spec);
    else if (command)
        spec.endpoints["tcp"] = {.url = "mqtt://127.0.0.1:${port}", .where = command->where()};
}

void read_reference(Cursor const& value, TargetSpec& spec)
{
    if (value.boolean() == false)
        value.error("can only be `true`");
    auto built_in = reference_target();
    spec.how = Reference{};
    spec.features = std::move(built_in.features);
    spec.variants = std::move(built_in.variants);
    spec.timing = built_in.timing;
}

void read_url(Cursor const& value, TargetSpec& spec)
{
    spec.how = Url{};
    auto const text = value.text();
    if (!text)
        return;
    auto parsed = net::parse_endpoint(*text);
    if (auto const* const trouble = std::get_if<std::string>(&parsed)) {
        value.error(*trouble);
        return;
    }
    auto at_url = target_at(std::get<net::Endpoint>(std::move(parsed)));
    spec.how = std::move(at_url.how);
    spec.transport = std::move(at_url.transport);
    spec.endpoints = std::move(at_url.endpoints);
    spec.credentials = std::move(at_url.credentials);
    spec.timing.start = at_url.timing.start;
}

void read_endpoints(Cursor const& map, TargetSpec& spec)
{
    for (auto const& transport : transports())
        if (auto const value = map.find(transport))
            read_endpoint(transport, *value, spec);
    if (!map.is_map())
        return;
    map.finish();
    if (!spec.endpoints.contains("tcp") && !spec.endpoints.empty())
        spec.transport = spec.endpoints.begin()->first;
}

void read_endpoint(std::string const& transport, Cursor const& value, TargetSpec& spec)
{
    auto const url = read_template(value);
    if (!url)
        return;
    auto const sample = fill_in(*url, [](std::string_view) { return std::string("1"); });
    auto const parsed = net::parse_endpoint(sample);
    if (auto const* const trouble = std::get_if<std::string>(&parsed)) {
        value.error(*trouble);
        return;
    }
    auto const& endpoint = std::get<net::Endpoint>(parsed);
    if (endpoint.scheme != scheme_of(transport))
        value.error(fmt::format("the `{}` endpoint begins with `{}://`", transport, scheme_of(transport)));
    if (endpoint.user_name)
        value.error("user information does not belong here", "write it below `credentials`");
    spec.endpoints[transport] = {.url = *url, .where = value.where()};
}

void read_timing(Cursor const& map, Timing& timing)
{
    struct Entry
    {
        char const* key = nullptr;
        net::Duration* time = nullptr;
    };
    Entry const entries[] = {{"response", &timing.response},
                             {"settle", &timing.settle},
                             {"keep_alive_tolerance", &timing.keep_alive_tolerance},
                             {"client_slack", &timing.client_slack},
                             {"start", &timing.start},
                             {"stop", &timing.stop}};
    for (auto const& entry : entries)
        if (auto const value = map.find(entry.key))
            *entry.time = read_duration(*value).value_or(*entry.time);
    if (timing.response <= net::Duration::zero())
        map.error("the `response` time is zero");
    if (auto const value = map.find("keep_alive")) {
        auto const time = read_duration(*value).value_or(std::chrono::seconds(timing.keep_alive));
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
        if (seconds != time || seconds.count() < 1)
            value->error("expected whole seconds, at least 1 s");
        timing.keep_alive = static_cast<std::uint16_t>(seconds.count());
    }
    if (map.is_map())
        map.finish();
}

std::optional<Credentials> read_credentials(Cursor const& map)
{
    Credentials credentials;
    if (auto const user_name = map.require("user_name"))
        credentials.user_name = user_name->text().value_or("");
    if (!map.is_map())
        return std::nullopt;
    credentials.password = read_password(map);
    map.finish();
    return credentials;
}

/// A password that matters is in the environment; one that is the target's own setting may stand here.
std::optional<std::string> read_password(Cursor const& map)
{
    auto const password = map.find("password");
    auto const variable = map.find("password_env");
    if (password && variable)
        variable->error("there is `password`, too", "leave one of them out");
    if (password)
        return password->text();
    auto const name = variable ? variable->text() : std::nullopt;
    if (!name)
        return std::nullopt;
    auto const* const value = std::getenv(name->c_str());
    if (!value)
        variable->error(fmt::format("the environment has no variable `{}`", *name));
    return value ? std::optional<std::string>(value) : std::nullopt;
}

void read_limits(Cursor const& root, TargetSpec& spec)
{
    if (auto const prefix = root.find("topic_prefix"))
        spec.topic_prefix = prefix->text().value_or("");
    if (auto const prefix = root.find("client_id_prefix"))
        spec.client_id_prefix = prefix->text().value_or("");
    if (auto const rate = root.find("rate")) {
        spec.rate = rate->number().value_or(0);
        if (spec.rate < 0)
            rate->error("is below zero", "connections per second; 0 for no limit");
    }
}

std::vector<Variant> read_variants(Cursor const& list, TargetSpec const& spec)
{
    std::vector<Variant> variants;
    for (auto const& item : list.items()) {
        auto variant = read_variant(item, spec);
        auto const same_name = [&](Variant const& other) { return other.name == variant.name; };
        if (!variant.name.empty() && std::ranges::any_of(variants, same_name))
            item.error(fmt::format("there is another variant `{}`", variant.name));
        variants.push_back(std::move(variant));
    }
    return variants;
}

Variant read_variant(Cursor const& entry, TargetSpec const& spec)
{
    Variant variant;
    variant.where = entry.where();
    if (auto const name = entry.require("name"))
        variant.name = name->text().value_or("");
    if (!entry.is_map())
        return variant;
    if (auto const about = entry.find("about"))
        variant.about = about->text().value_or("");
    if (auto const features = entry.find("features"))
        variant.features = read_features(*features, spec.role);
    if (auto const command = entry.find("command"))
        variant.command = read_templates(*command);
    if (auto const files = entry.find("files"))
        variant.files = read_files(*files);
    if (auto const environment = entry.find("environment"))
        variant.environment = read_named_templates(*environment);
    if (auto const credentials = entry.find("credentials"))
        variant.credentials = read_credentials(*credentials);
    if (auto const timing = entry.find("timing")) {
        variant.timing = spec.timing;
        read_timing(*timing, *variant.timing);
    }
    if (auto const transport = entry.find("transport"))
        variant.transport = read_word(*transport, transports()).value_or("");
    if (auto const prefix = entry.find("client_id_prefix"))
        variant.client_id_prefix = prefix->text().value_or("");
    refuse_in_variant(entry, spec);
    entry.finish();
    return variant;
}

/// What the variant of such a target cannot say.
void refuse_in_variant(Cursor const& entry, TargetSpec const& spec)
{
    if (std::holds_alternative<Url>(spec.how))
        entry.error("a target at a `url` has no variants", "nobody here can configure it otherwise");
    if (!std::holds_alternative<Reference>(spec.how))
        return;
    for (auto const* const key : {"command", "files", "environment"})
        if (auto const value = entry.find(key))
            value->error("does not apply to the reference", "its `features` configure it");
}

} // namespace

} // namespace mqttspec::target
