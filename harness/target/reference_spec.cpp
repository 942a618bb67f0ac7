// SPDX-License-Identifier: Apache-2.0
#include "target/reference_spec.hpp"

#include "serving/broker_server.hpp"
#include "target/load.hpp"

#include <cstdint>
#include <utility>

namespace mqttspec::target {

namespace {

using reference::BrokerOptions;

constexpr auto password = "open sesame"; // Of a broker that lives as long as a run, on loopback.

std::vector<Variant> make_variants();
Variant make_variant(std::string name, std::string about, BrokerOptions const& options);
std::string first_of(std::vector<std::string> const& filters);
std::vector<std::string> listed(scenario::Scalar const& filter);

} // namespace

TargetSpec reference_target()
{
    auto spec = spec_of({});
    spec.variants = make_variants();
    return spec;
}

TargetSpec reference_client_target()
{
    TargetSpec spec;
    spec.name = "reference-client";
    spec.role = "client";
    spec.about = "The client that is built in";
    spec.how = Reference{};
    spec.timing.keep_alive = 1;
    spec.features = {{"refuses_locally", true}};
    return spec;
}

TargetSpec spec_of(BrokerOptions const& options)
{
    bool const serves_any_id = options.client_ids == reference::ClientIds::any;
    TargetSpec spec;
    spec.name = "reference";
    spec.about = "The broker that is built in";
    spec.how = Reference{};
    spec.timing.keep_alive = 1;
    spec.features = {
        {"max_qos", std::int64_t{options.max_qos}},
        {"wildcards", options.allows_wildcards},
        {"empty_client_id", options.assigns_client_ids},
        {"long_client_ids", serves_any_id},
        {"any_client_id_characters", serves_any_id},
        {"denied_client_id", serves_any_id ? std::string() : "not-of-the-62-characters"},
        {"authentication", options.credentials.has_value()},
        {"denied_publish_topic", first_of(options.denied_to_publish)},
        {"denied_subscribe_filter", first_of(options.denied_to_subscribe)},
        {"sys_topics", options.has_sys_topics},
        {"dollar_topics", !options.reserves_dollar_topics},
        {"max_packet_bytes", static_cast<std::int64_t>(serving::ServerOptions{}.packet_bytes_max)},
        {"max_queued_messages", static_cast<std::int64_t>(options.max_queued)},
        {"max_in_flight", static_cast<std::int64_t>(options.max_in_flight)}};
    if (options.credentials && !options.credentials->empty()) {
        auto const& [user_name, secret] = *options.credentials->begin();
        spec.credentials = Credentials{.user_name = user_name, .password = secret};
    }
    return spec;
}

BrokerOptions options_of(TargetSpec const& spec)
{
    auto const is = [&](std::string_view name) { return std::get<bool>(value_of(spec.features, name)); };
    auto const number = [&](std::string_view name) {
        return std::get<std::int64_t>(value_of(spec.features, name));
    };
    BrokerOptions options;
    options.max_qos = static_cast<std::uint8_t>(number("max_qos"));
    options.allows_wildcards = is("wildcards");
    bool const serves_any_id = is("long_client_ids") && is("any_client_id_characters");
    options.client_ids = serves_any_id ? reference::ClientIds::any : reference::ClientIds::assured;
    options.assigns_client_ids = is("empty_client_id");
    options.denied_to_publish = listed(value_of(spec.features, "denied_publish_topic"));
    options.denied_to_subscribe = listed(value_of(spec.features, "denied_subscribe_filter"));
    options.has_sys_topics = is("sys_topics");
    options.reserves_dollar_topics = !is("dollar_topics");
    options.max_queued = static_cast<std::size_t>(number("max_queued_messages"));
    options.max_in_flight = static_cast<std::size_t>(number("max_in_flight"));
    if (is("authentication"))
        options.credentials.emplace();
    if (is("authentication") && spec.credentials)
        options.credentials->emplace(spec.credentials->user_name, spec.credentials->password.value_or(""));
    return options;
}

namespace {

std::vector<Variant> make_variants()
{
    BrokerOptions with_credentials;
    with_credentials.credentials.emplace().emplace("mqttspec", password);
    BrokerOptions with_lists;
    with_lists.denied_to_publish = {"denied/publish"};
    with_lists.denied_to_subscribe = {"denied/subscribe"};
    BrokerOptions without_wildcards;
    without_wildcards.allows_wildcards = false;
    BrokerOptions with_few_ids;
    with_few_ids.client_ids = reference::ClientIds::assured;
    with_few_ids.assigns_client_ids = false;
    BrokerOptions with_qos_1;
    with_qos_1.max_qos = 1;
    BrokerOptions with_qos_0;
    with_qos_0.max_qos = 0;

    std::vector<Variant> variants;
    variants.push_back(make_variant("credentials", "Lets in one user only", with_credentials));
    variants.push_back(make_variant("acl", "Denies a topic and a filter to everybody", with_lists));
    variants.push_back(make_variant("no-wildcards", "Refuses filters with + and #", without_wildcards));
    variants.push_back(
        make_variant("client-ids", "Serves those ids only that every Server must", with_few_ids));
    variants.push_back(make_variant("max-qos-1", "Grants QoS 1 at most", with_qos_1));
    variants.push_back(make_variant("max-qos-0", "Grants QoS 0 only", with_qos_0));
    return variants;
}

Variant make_variant(std::string name, std::string about, BrokerOptions const& options)
{
    auto const spec = spec_of(options);
    auto const plain = spec_of({});
    Variant variant;
    variant.name = std::move(name);
    variant.about = std::move(about);
    for (auto const& [feature, value] : spec.features)
        if (value != plain.features.find(feature)->second)
            variant.features.emplace(feature, value);
    variant.credentials = spec.credentials;
    return variant;
}

std::string first_of(std::vector<std::string> const& filters)
{
    return filters.empty() ? std::string() : filters.front();
}

std::vector<std::string> listed(scenario::Scalar const& filter)
{
    auto const& text = std::get<std::string>(filter);
    return text.empty() ? std::vector<std::string>() : std::vector<std::string>{text};
}

} // namespace

} // namespace mqttspec::target
