// SPDX-License-Identifier: Apache-2.0
#include "reference/admission.hpp"

#include "reference/topic.hpp"

#include <algorithm>
#include <string>
#include <variant>

namespace mqttspec::reference {
namespace {

bool is_assured_client_id(std::string_view client_id);
ReturnCode examine_client_id(wire::Connect const& connect, BrokerOptions const& options);
ReturnCode examine_credentials(wire::Connect const& connect, BrokerOptions const& options);

constexpr std::string_view assured_characters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t assured_length_bytes = 23;

} // namespace

bool is_of_other_level(wire::Packet const& packet)
{
    auto const* connect = std::get_if<wire::Connect>(&packet);
    return connect != nullptr && connect->flags == 0 && connect->protocol_name == "MQTT" &&
           connect->protocol_level != 4;
}

bool conforms(wire::Connect const& connect)
{
    // [MQTT-3.1.2-1] Who speaks another protocol is at the wrong door.
    if (connect.protocol_name != "MQTT") {
        return false;
    }
    // [MQTT-4.7.1-1] [MQTT-4.7.3-1] Nothing could ever be published to such a Will Topic.
    return !connect.will || is_topic_name(connect.will->topic);
}

ReturnCode examine(wire::Connect const& connect, BrokerOptions const& options)
{
    if (auto const code = examine_client_id(connect, options); code != ReturnCode::accepted) {
        return code;
    }
    if (auto const code = examine_credentials(connect, options); code != ReturnCode::accepted) {
        return code;
    }
    // A Will that may not be published is refused now: once accepted, it must be published [MQTT-3.1.2-8].
    if (connect.will && !may_publish(connect.will->topic, options)) {
        return ReturnCode::not_authorized;
    }
    return ReturnCode::accepted;
}

bool may_publish(std::string_view topic, BrokerOptions const& options)
{
    if (is_reserved_topic(topic) && (options.reserves_dollar_topics || matches("$SYS/#", topic))) {
        return false;
    }
    return std::ranges::none_of(options.denied_to_publish,
                                [topic](std::string const& denied) { return matches(denied, topic); });
}

bool may_subscribe(std::string_view filter, BrokerOptions const& options)
{
    if (!options.allows_wildcards && has_wildcard(filter)) { // [MQTT-3.8.3-2]
        return false;
    }
    return std::ranges::none_of(options.denied_to_subscribe,
                                [filter](std::string const& denied) { return overlaps(denied, filter); });
}

namespace {

bool is_assured_client_id(std::string_view client_id)
{
    return !client_id.empty() && client_id.size() <= assured_length_bytes &&
           client_id.find_first_not_of(assured_characters) == std::string_view::npos;
}

ReturnCode examine_client_id(wire::Connect const& connect, BrokerOptions const& options)
{
    if (connect.client_id.empty()) {
        bool const can_be_assigned = connect.clean_session && options.assigns_client_ids;
        return can_be_assigned ? ReturnCode::accepted : ReturnCode::identifier_rejected; // [MQTT-3.1.3-8]
    }
    bool const is_allowed =
        options.client_ids == ClientIds::any || is_assured_client_id(connect.client_id); // [MQTT-3.1.3-5]
    return is_allowed ? ReturnCode::accepted : ReturnCode::identifier_rejected;          // [MQTT-3.1.3-9]
}

ReturnCode examine_credentials(wire::Connect const& connect, BrokerOptions const& options)
{
    if (!options.credentials) {
        return ReturnCode::accepted;
    }
    if (!connect.user_name) {
        return ReturnCode::not_authorized;
    }
    auto const known = options.credentials->find(*connect.user_name);
    bool const is_right = known != options.credentials->end() && connect.password &&
                          std::ranges::equal(*connect.password, known->second, {}, {},
                                             [](char c) { return static_cast<std::uint8_t>(c); });
    return is_right ? ReturnCode::accepted : ReturnCode::bad_user_name_or_password;
}

} // namespace
} // namespace mqttspec::reference
