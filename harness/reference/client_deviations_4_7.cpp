// SPDX-License-Identifier: Apache-2.0
// Sections 4.7 and 4.8: topics, protocol violations.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"

#include <string_view>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// Sends another filter in the place of each that ends so.
MakeClient writing_filters_otherwise(std::string_view ending, std::string_view other)
{
    return client_sends<wire::Subscribe>([ending, other](wire::Subscribe& packet) {
        for (auto& subscription : packet.filters) {
            auto& filter = subscription.filter;
            if (filter.ends_with(ending)) {
                filter.replace(filter.size() - ending.size(), ending.size(), other);
            }
        }
    });
}

template <class P>
MakeClient ignoring_server()
{
    return client_hears([](ClientEvent& event) {
        if (received<P>(event) != nullptr) {
            ignore(event);
        }
    });
}

std::vector<ClientDeviationInfo> topics();
std::vector<ClientDeviationInfo> violations();

} // namespace

std::vector<ClientDeviationInfo> client_deviations_4_7()
{
    auto all = topics();
    auto const others = violations();
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

namespace {

std::vector<ClientDeviationInfo> topics()
{
    return {
        {"sends-wildcards-in-topic-names", "MQTT-4.7.1-1", "sends wildcards in Topic Names and Will Topics",
         client_without_scruple("MQTT-3.3.2-2")},
        {"joins-hash-to-its-level", "MQTT-4.7.1-2.a", "leaves the separator before '#' out",
         writing_filters_otherwise("/#", "#")},
        {"subscribes-below-hash", "MQTT-4.7.1-2.b", "sends a separator behind '#'",
         writing_filters_otherwise("/#", "/#/")},
        {"allows-hash-anywhere", "MQTT-4.7.1-2.b", "does not mind where '#' stands",
         client_without_scruple("MQTT-4.7.1-2")},
        {"joins-plus-to-its-level", "MQTT-4.7.1-3", "leaves the separator before '+' out",
         writing_filters_otherwise("/+", "+")},
        {"allows-plus-anywhere", "MQTT-4.7.1-3", "does not mind where '+' stands",
         client_without_scruple("MQTT-4.7.1-3")},
        {"sends-empty-topics", "MQTT-4.7.3-1", "does not mind empty topics and filters",
         client_without_scruple("MQTT-4.7.3-1")},
        {"does-not-mind-null-in-names", "MQTT-4.7.3-2", "sends topics and filters with a null character",
         client_without_scruple("MQTT-1.5.3-2")},
        {"ends-topics-with-null", "MQTT-4.7.3-2", "sends the null that ends its topics",
         client_sends<wire::Publish>([](wire::Publish& packet) { packet.topic += '\0'; })},
    };
}

std::vector<ClientDeviationInfo> violations()
{
    return {
        {"stays-after-violations", "MQTT-4.8.0-1", "leaves the connection open that a Server misuses",
         client_does([](ClientEvent const& original, ClientActions& actions) {
             bool const is_answer = std::holds_alternative<Received>(original.what) ||
                                    std::holds_alternative<Garbled>(original.what);
             if (is_answer && received<wire::Connack>(original) == nullptr) {
                 std::erase_if(actions, [](auto const& it) { return std::holds_alternative<Drop>(it); });
             }
         })},
        {"stays-after-bad-connack", "MQTT-4.8.0-1",
         "leaves the connection open whatever is wrong with CONNACK",
         client_does([](ClientEvent const& original, ClientActions& actions) {
             if (received<wire::Connack>(original) != nullptr) {
                 std::erase_if(actions, [](auto const& it) { return std::holds_alternative<Drop>(it); });
             }
         })},
        {"takes-id-0", "MQTT-4.8.0-1", "takes messages with the identifier 0",
         client_forgives(about(zero_packet_id))},
        {"passes-over-bytes-too-many", "MQTT-4.8.0-1", "takes packets with bytes behind their last field",
         client_forgives(about(trailing_bytes))},
        {"passes-over-reserved-types", "MQTT-4.8.0-1", "passes packets of reserved types over",
         client_passes_over(about(reserved_type))},
        {"passes-over-second-connect", "MQTT-4.8.0-1", "passes a CONNECT from a Server over",
         ignoring_server<wire::Connect>()},
        {"passes-over-subscribe", "MQTT-4.8.0-1", "passes a SUBSCRIBE from a Server over",
         ignoring_server<wire::Subscribe>()},
        {"passes-over-pingreq", "MQTT-4.8.0-1", "passes a PINGREQ from a Server over",
         ignoring_server<wire::Pingreq>()},
        {"passes-over-disconnect", "MQTT-4.8.0-1", "passes a DISCONNECT from a Server over",
         ignoring_server<wire::Disconnect>()},
    };
}

} // namespace
} // namespace mqttspec::reference
