// SPDX-License-Identifier: Apache-2.0
#include "driving/harness_line.hpp"

#include "driving/base64.hpp"
#include "driving/members.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <limits>
#include <type_traits>
#include <utility>

namespace mqttspec::driving {

namespace {

using nlohmann::json;
using reference::CommandId;
using What = decltype(reference::Command::what);

constexpr std::uint64_t largest_id = std::numeric_limits<std::int64_t>::max();

AdapterEvent read_hello(Members& members);
AdapterEvent read_error(Members& members);
reference::MessageArrived read_message(Members& members);
reference::Subscribed read_subscribed(Members& members);
reference::Closed read_closed(Members& members);

void write(json& object, reference::ConnectCommand const& command);
void write(json& object, reference::PublishCommand const& command);
void write(json& object, reference::SubscribeCommand const& command);
void write(json& object, reference::UnsubscribeCommand const& command);
void write(json& /*object*/, reference::DisconnectCommand const& /*command*/) {}
void write(json& /*object*/, reference::AbortCommand const& /*command*/) {}
void write_place(json& object, Request const& request);

CommandId id_of(Members& members)
{
    return members.number("id", largest_id);
}

CommandId id_if_any(Members& members)
{
    return members.has("id") ? id_of(members) : 0;
}

} // namespace

AdapterEvent read_event(std::string_view line)
{
    auto const object = json::parse(line, nullptr, false);
    if (!object.is_object())
        return BadEvent{.why = "it is no JSON object"};
    std::string why;
    Members members(object, why);
    auto const name = members.text("event");
    AdapterEvent event = BadEvent{.why = "there is no event `" + name + "`"};
    if (name == "hello")
        event = read_hello(members);
    else if (name == "connected")
        event = reference::Connected{.command = id_if_any(members),
                                     .session_present = members.boolean("session_present"),
                                     .return_code = members.byte("return_code")};
    else if (name == "acknowledged")
        event = reference::Acknowledged{.command = id_of(members)};
    else if (name == "subscribed")
        event = read_subscribed(members);
    else if (name == "unsubscribed")
        event = reference::Unsubscribed{.command = id_of(members)};
    else if (name == "message")
        event = read_message(members);
    else if (name == "closed")
        event = read_closed(members);
    else if (name == "error")
        event = read_error(members);
    else if (name == "unsupported")
        event = Unsupported{.command = id_of(members), .why = members.text("why")};
    return why.empty() ? event : BadEvent{.why = why};
}

std::string line_of(Request const& request)
{
    json object{{"id", request.command.id}, {"command", name_of(request.command)}};
    if (std::holds_alternative<reference::ConnectCommand>(request.command.what))
        write_place(object, request);
    std::visit([&](auto const& what) { write(object, what); }, request.command.what);
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string_view name_of(reference::Command const& command)
{
    constexpr std::array<std::string_view, std::variant_size_v<What>> names{
        "connect", "publish", "subscribe", "unsubscribe", "disconnect", "abort"};
    return names[command.what.index()];
}

std::string_view name_of(reference::Report const& report)
{
    constexpr std::array<std::string_view, std::variant_size_v<reference::Report>> names{
        "connected", "message", "acknowledged", "subscribed", "unsubscribed", "closed", "error"};
    return names[report.index()];
}

std::optional<CommandId> answered_by(reference::Report const& report)
{
    return std::visit(
        [](auto const& it) -> std::optional<CommandId> {
            using Kind = std::decay_t<decltype(it)>;
            if constexpr (std::is_same_v<Kind, reference::MessageArrived>)
                return std::nullopt;
            else if constexpr (std::is_same_v<Kind, reference::Connected>)
                return it.command == 0 ? std::nullopt : std::optional(it.command);
            else
                return it.command;
        },
        report);
}

bool is_answer_to(reference::Report const& report, reference::Command const& command)
{
    // In the order of the commands.
    constexpr std::array<std::string_view, std::variant_size_v<What>> answers{
        "connected", "acknowledged", "subscribed", "unsubscribed", "closed", "closed"};
    return name_of(report) == "error" || name_of(report) == answers[command.what.index()];
}

namespace {

AdapterEvent read_hello(Members& members)
{
    Greeting greeting;
    greeting.protocol = members.number("protocol", largest_id);
    if (greeting.protocol != adapter_protocol_version)
        return greeting;
    greeting.hello.name = members.text("name");
    greeting.hello.version = members.text("version");
    for (auto const& feature : members.list("features")) {
        if (feature.is_string())
            greeting.hello.features.push_back(feature.get<std::string>());
        else
            members.complain("features", "holds something other than strings");
    }
    return greeting;
}

AdapterEvent read_error(Members& members)
{
    auto why = members.text("why");
    if (!members.has("id"))
        return NotUnderstood{.why = std::move(why)};
    return reference::Failed{.command = id_of(members), .why = std::move(why)};
}

reference::MessageArrived read_message(Members& members)
{
    return {.topic = members.text("topic"),
            .payload = members.bytes("payload"),
            .qos = members.byte("qos"),
            .retain = members.boolean("retain"),
            .dup = members.has("dup") && members.boolean("dup")};
}

reference::Subscribed read_subscribed(Members& members)
{
    reference::Subscribed subscribed;
    subscribed.command = id_of(members);
    for (auto const& code : members.list("granted")) {
        if (code.is_number_unsigned() && code.get<std::uint64_t>() <= 255)
            subscribed.return_codes.push_back(code.get<std::uint8_t>());
        else
            members.complain("granted", "holds something other than numbers from 0 to 255");
    }
    return subscribed;
}

reference::Closed read_closed(Members& members)
{
    reference::Closed closed;
    if (members.has("id"))
        closed.command = id_of(members);
    closed.why = members.text("why");
    auto const by = members.text("by");
    if (by == "server")
        closed.by = reference::Closer::server;
    else if (by == "network")
        closed.by = reference::Closer::network;
    else if (by != "client")
        members.complain("by", "is none of client, server, network");
    return closed;
}

void write_place(json& object, Request const& request)
{
    auto const& scheme = request.endpoint.scheme;
    object["host"] = request.endpoint.host;
    object["port"] = request.endpoint.port;
    object["transport"] = scheme == "mqtt" ? "tcp" : scheme == "mqtts" ? "tls" : scheme;
    if (!request.endpoint.path.empty())
        object["path"] = request.endpoint.path;
    if (!request.security.ca_file.empty())
        object["ca_file"] = request.security.ca_file;
}

void write(json& object, reference::ConnectCommand const& command)
{
    object["client_id"] = command.client_id;
    object["clean_session"] = command.clean_session;
    object["keep_alive"] = command.keep_alive;
    if (command.user_name)
        object["user_name"] = *command.user_name;
    if (command.password)
        object["password"] = to_base64(*command.password);
    if (command.will)
        object["will"] = {{"topic", command.will->topic},
                          {"payload", to_base64(command.will->message)},
                          {"qos", command.will->qos},
                          {"retain", command.will->retain}};
}

void write(json& object, reference::PublishCommand const& command)
{
    object["topic"] = command.topic;
    object["payload"] = to_base64(command.payload);
    object["qos"] = command.qos;
    object["retain"] = command.retain;
}

void write(json& object, reference::SubscribeCommand const& command)
{
    object["filters"] = json::array();
    for (auto const& entry : command.filters)
        object["filters"].push_back({{"filter", entry.filter}, {"qos", entry.qos}});
}

void write(json& object, reference::UnsubscribeCommand const& command)
{
    object["filters"] = command.filters;
}

} // namespace

} // namespace mqttspec::driving
