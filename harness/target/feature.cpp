// SPDX-License-Identifier: Apache-2.0
#include "target/feature.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace mqttspec::target {

using scenario::Scalar;

namespace {

// Name, default (its type is the feature's), least and most of a number, whether it is derived, meaning, and
// whose it is where that is not a broker's.
constexpr std::array table{
    FeatureInfo{"max_qos", std::int64_t{2}, 0, 2, false, "The highest QoS that it grants and forwards"},
    FeatureInfo{"retain", true, 0, 0, false, "It keeps and sends retained messages"},
    FeatureInfo{"wildcards", true, 0, 0, false, "It serves Topic Filters with + and #"},
    FeatureInfo{"persistent_sessions", true, 0, 0, false,
                "It keeps the Session of a client with Clean Session 0"},
    FeatureInfo{"empty_client_id", true, 0, 0, false,
                "It serves an empty Client Identifier with Clean Session 1"},
    FeatureInfo{"long_client_ids", true, 0, 0, false, "It serves Client Identifiers of more than 23 bytes"},
    FeatureInfo{"any_client_id_characters", true, 0, 0, false,
                "It serves Client Identifiers with characters other than 0-9, a-z, A-Z"},
    FeatureInfo{"denied_client_id", std::string_view{}, 0, 0, false,
                "A well-formed Client Identifier that it refuses; empty: none is known"},
    FeatureInfo{"authentication", false, 0, 0, false,
                "It refuses a CONNECT without the right user name and password"},
    FeatureInfo{"denied_publish_topic", std::string_view{}, 0, 0, false,
                "A topic to which our clients may not publish; empty: none is known"},
    FeatureInfo{"denied_subscribe_filter", std::string_view{}, 0, 0, false,
                "A filter to which our clients may not subscribe; empty: none is known"},
    FeatureInfo{"sys_topics", false, 0, 0, false,
                "It sends messages on topics below $SYS/ to those who subscribe to them"},
    FeatureInfo{"dollar_topics", false, 0, 0, false,
                "It delivers what clients publish to topics that begin with $"},
    FeatureInfo{"mqtt_3_1", false, 0, 0, false, "It also serves MQTT 3.1 (protocol name MQIsdp, level 3)"},
    FeatureInfo{"mqtt_5", false, 0, 0, false, "It also serves MQTT 5.0 (protocol level 5)"},
    FeatureInfo{"max_packet_bytes", std::int64_t{268'435'460}, 1024, 268'435'460, false,
                "The size of the largest packet that it takes"},
    FeatureInfo{"max_topic_bytes", std::int64_t{65'535}, 1, 65'535, false,
                "The length of the longest topic that it takes"},
    FeatureInfo{"max_topic_levels", std::int64_t{65'535}, 1, 65'536, false,
                "The most levels that it takes in a topic"},
    FeatureInfo{"max_client_id_bytes", std::int64_t{65'535}, 23, 65'535, false,
                "The length of the longest Client Identifier that it takes"},
    FeatureInfo{"max_keep_alive", std::int64_t{65'535}, 1, 65'535, false,
                "The longest Keep Alive that it takes, in seconds"},
    FeatureInfo{"max_queued_messages", std::int64_t{1000}, 0, 1'000'000'000, false,
                "How many messages above QoS 0 it keeps for a client that is away"},
    FeatureInfo{"max_in_flight", std::int64_t{20}, 1, 65'535, false,
                "How many messages above QoS 0 it has under way to one client at a time"},
    FeatureInfo{"bridge", false, 0, 0, false, "It is connected as a client to another broker of ours"},
    FeatureInfo{"qos1", true, 0, 0, false, "It publishes and receives at QoS 1", Whose::client},
    FeatureInfo{"qos2", true, 0, 0, false, "It publishes and receives at QoS 2", Whose::client},
    FeatureInfo{"persistent_session", true, 0, 0, false,
                "It keeps its Session with Clean Session 0, and goes on with it when it connects again",
                Whose::client},
    FeatureInfo{"will", true, 0, 0, false, "It can be given a Will", Whose::client},
    FeatureInfo{"credentials", true, 0, 0, false, "It can be given a User Name and a Password",
                Whose::client},
    FeatureInfo{"abort", true, 0, 0, false, "It can close its connection without DISCONNECT", Whose::client},
    FeatureInfo{"reconnects", false, 0, 0, false, "It connects again by itself when its connection has ended",
                Whose::client},
    FeatureInfo{"refuses_locally", false, 0, 0, false,
                "It refuses by itself to send what a Client must not send", Whose::client},
    FeatureInfo{
        "separate_actions", true, 0, 0, false,
        "It does one thing after the other; false for a tool, which connects and does all in one call",
        Whose::client},
    FeatureInfo{"least_keep_alive", std::int64_t{2}, 1, 65'535, true,
                "The least Keep Alive that it can be set to, in seconds: `keep_alive` of its timing",
                Whose::client},
    FeatureInfo{"tls", false, 0, 0, true, "The run goes over TLS", Whose::both},
    FeatureInfo{"websocket", false, 0, 0, true, "The run goes over WebSocket", Whose::both},
    FeatureInfo{"restart", false, 0, 0, true, "The harness starts it, and can restart it"},
};

} // namespace

bool FeatureInfo::is_of(std::string_view role) const
{
    return whose == Whose::both || (whose == Whose::client) == (role == "client");
}

std::span<FeatureInfo const> features()
{
    return table;
}

FeatureInfo const* feature_named(std::string_view name)
{
    auto const found = std::ranges::find(table, name, &FeatureInfo::name);
    return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> feature_names()
{
    std::vector<std::string> names;
    for (auto const& feature : table)
        names.emplace_back(feature.name);
    return names;
}

std::vector<std::string> feature_names(std::string_view role)
{
    std::vector<std::string> names;
    for (auto const& feature : table)
        if (feature.is_of(role))
            names.emplace_back(feature.name);
    return names;
}

scenario::Types feature_variables()
{
    scenario::Types types;
    for (auto const& feature : table) {
        if (std::holds_alternative<std::int64_t>(feature.default_value))
            types.emplace(feature.name, scenario::Type::number);
        if (std::holds_alternative<std::string_view>(feature.default_value))
            types.emplace(feature.name, scenario::Type::text);
    }
    return types;
}

Scalar default_of(FeatureInfo const& feature)
{
    return std::visit(
        [](auto const& value) -> Scalar {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string_view>)
                return std::string(value);
            else
                return value;
        },
        feature.default_value);
}

Scalar value_of(Features const& declared, std::string_view name)
{
    if (auto const found = declared.find(name); found != declared.end())
        return found->second;
    auto const* const feature = feature_named(name);
    return feature ? default_of(*feature) : Scalar(false);
}

} // namespace mqttspec::target
