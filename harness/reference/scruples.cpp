// SPDX-License-Identifier: Apache-2.0
#include "reference/scruples.hpp"

#include "reference/topic.hpp"
#include "wire/utf8.hpp"

#include <algorithm>

namespace mqttspec::reference {
namespace {

using Objections = std::vector<Objection>;

constexpr std::size_t longest_field_bytes = 65'535;       ///< 1.5.3
constexpr std::size_t longest_packet_bytes = 268'435'455; ///< 2.2.3

/// The statements that demand UTF-8 of a field, beside [MQTT-1.5.3-1].
struct TextRules
{
    std::string_view name{};
    std::string_view utf8{};
};

void examine_text(Objections& objections, std::string_view text, TextRules const& rules);
void examine_topic_name(Objections& objections, std::string_view topic, TextRules const& rules);
void examine_filter(Objections& objections, std::string_view filter, TextRules const& rules);
void examine_qos(Objections& objections, std::uint8_t qos, std::string_view statement);
void examine_size(Objections& objections, std::size_t size_bytes, std::size_t limit, std::string_view what);

Objections examine(ConnectCommand const& command);
Objections examine(PublishCommand const& command);
Objections examine(SubscribeCommand const& command);
Objections examine(UnsubscribeCommand const& command);
Objections examine(DisconnectCommand const&);
Objections examine(AbortCommand const&);

} // namespace

std::vector<Objection> objections_to(Command const& command)
{
    return std::visit([](auto const& what) { return examine(what); }, command.what);
}

namespace {

Objections examine(ConnectCommand const& command)
{
    Objections objections;
    examine_text(objections, command.client_id, {.name = "the Client Identifier", .utf8 = "MQTT-3.1.3-4"});
    if (command.client_id.empty() && !command.clean_session) {
        objections.push_back({"MQTT-3.1.3-7", "without a Client Identifier, Clean Session has to be 1"});
    }
    if (command.will) {
        examine_topic_name(objections, command.will->topic,
                           {.name = "the Will Topic", .utf8 = "MQTT-3.1.3-10"});
        examine_qos(objections, command.will->qos, "MQTT-3.1.2-14");
        examine_size(objections, command.will->message.size(), longest_field_bytes, "the Will Message");
    }
    if (command.user_name) {
        examine_text(objections, *command.user_name, {.name = "the User Name", .utf8 = "MQTT-3.1.3-11"});
    }
    if (command.password) {
        examine_size(objections, command.password->size(), longest_field_bytes, "the Password");
    }
    if (command.password && !command.user_name) {
        objections.push_back({"MQTT-3.1.2-22", "there is no Password without a User Name"});
    }
    return objections;
}

Objections examine(PublishCommand const& command)
{
    Objections objections;
    examine_topic_name(objections, command.topic, {.name = "the Topic Name", .utf8 = "MQTT-3.3.2-1"});
    examine_qos(objections, command.qos, "MQTT-3.3.1-4");
    auto const size_bytes = 2 + command.topic.size() + 2 + command.payload.size();
    examine_size(objections, size_bytes, longest_packet_bytes, "the packet");
    return objections;
}

Objections examine(SubscribeCommand const& command)
{
    Objections objections;
    if (command.filters.empty()) {
        objections.push_back({"MQTT-3.8.3-3", "a SUBSCRIBE has at least one Topic Filter"});
    }
    for (auto const& subscription : command.filters) {
        examine_filter(objections, subscription.filter, {.name = "a Topic Filter", .utf8 = "MQTT-3.8.3-1"});
        examine_qos(objections, subscription.qos, "MQTT-3.8.3-4");
    }
    return objections;
}

Objections examine(UnsubscribeCommand const& command)
{
    Objections objections;
    if (command.filters.empty()) {
        objections.push_back({"MQTT-3.10.3-2", "an UNSUBSCRIBE has at least one Topic Filter"});
    }
    for (auto const& filter : command.filters) {
        examine_filter(objections, filter, {.name = "a Topic Filter", .utf8 = "MQTT-3.10.3-1"});
    }
    return objections;
}

Objections examine(DisconnectCommand const&)
{
    return {};
}

Objections examine(AbortCommand const&)
{
    return {};
}

void examine_text(Objections& objections, std::string_view text, TextRules const& rules)
{
    auto const name = std::string(rules.name);
    if (auto const offset = wire::ill_formed_utf8(text)) { // [MQTT-1.5.3-1]
        objections.push_back(
            {rules.utf8, name + " is not UTF-8: " + wire::explain_ill_formed_utf8(text, *offset)});
    }
    if (text.find('\0') != std::string_view::npos) { // [MQTT-4.7.3-2]
        objections.push_back({"MQTT-1.5.3-2", name + " has the null character in it"});
    }
    examine_size(objections, text.size(), longest_field_bytes, rules.name); // [MQTT-4.7.3-3]
}

void examine_topic_name(Objections& objections, std::string_view topic, TextRules const& rules)
{
    examine_text(objections, topic, rules);
    if (topic.empty()) {
        objections.push_back({"MQTT-4.7.3-1", std::string(rules.name) + " is empty"});
    }
    if (has_wildcard(topic)) { // [MQTT-4.7.1-1]
        objections.push_back({"MQTT-3.3.2-2", std::string(rules.name) + " has a wildcard in it"});
    }
}

void examine_filter(Objections& objections, std::string_view filter, TextRules const& rules)
{
    examine_text(objections, filter, rules);
    if (filter.empty()) {
        objections.push_back({"MQTT-4.7.3-1", std::string(rules.name) + " is empty"});
        return;
    }
    auto const levels = levels_of(filter);
    auto const misuses = [](char wildcard) {
        return [wildcard](std::string_view level) {
            return level.size() > 1 && level.find(wildcard) != std::string_view::npos;
        };
    };
    bool const ends_early = std::find(levels.begin(), levels.end() - 1, "#") != levels.end() - 1;
    if (ends_early || std::ranges::any_of(levels, misuses('#'))) {
        objections.push_back({"MQTT-4.7.1-2", "'#' stands for whole levels, and last"});
    }
    if (std::ranges::any_of(levels, misuses('+'))) {
        objections.push_back({"MQTT-4.7.1-3", "'+' stands for a whole level"});
    }
}

void examine_qos(Objections& objections, std::uint8_t qos, std::string_view statement)
{
    if (qos > 2) {
        objections.push_back({statement, "there is no QoS above 2"});
    }
}

void examine_size(Objections& objections, std::size_t size_bytes, std::size_t limit, std::string_view what)
{
    if (size_bytes > limit) {
        objections.push_back({"", std::string(what) + " has more than " + std::to_string(limit) + " bytes"});
    }
}

} // namespace
} // namespace mqttspec::reference
