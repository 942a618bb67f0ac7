// SPDX-License-Identifier: Apache-2.0
#include "driving/adapter_line.hpp"

#include "driving/base64.hpp"
#include "driving/members.hpp"

#include <nlohmann/json.hpp>

#include <limits>

namespace mqttspec::driving {
namespace {

using nlohmann::json;
using reference::CommandId;

reference::ConnectCommand read_connect(Members& members, json const& object, std::string& why);
void read_place(Members& members, Request& request, std::string& why);
reference::SubscribeCommand read_subscribe(Members& members, std::string& why);
reference::UnsubscribeCommand read_unsubscribe(Members& members, std::string& why);

json object_of(reference::Connected const& report);
json object_of(reference::MessageArrived const& report);
json object_of(reference::Acknowledged const& report);
json object_of(reference::Subscribed const& report);
json object_of(reference::Unsubscribed const& report);
json object_of(reference::Closed const& report);
json object_of(reference::Failed const& report);
std::string printed(json const& object);

} // namespace

std::variant<Request, BadLine> read_request(std::string_view line)
{
    auto const object = json::parse(line, nullptr, false);
    if (!object.is_object())
        return BadLine{.why = "the line is no JSON object"};
    std::string why;
    Members members(object, why);
    Request request;
    request.command.id = members.number("id", std::numeric_limits<std::int64_t>::max());
    if (!why.empty())
        return BadLine{.why = why};
    auto const command = members.text("command");
    if (command == "connect") {
        request.command.what = read_connect(members, object, why);
        read_place(members, request, why);
    } else if (command == "publish") {
        request.command.what = reference::PublishCommand{.topic = members.text("topic"),
                                                         .payload = members.bytes("payload"),
                                                         .qos = members.byte("qos"),
                                                         .retain = members.boolean("retain")};
    } else if (command == "subscribe") {
        request.command.what = read_subscribe(members, why);
    } else if (command == "unsubscribe") {
        request.command.what = read_unsubscribe(members, why);
    } else if (command == "disconnect") {
        request.command.what = reference::DisconnectCommand{};
    } else if (command == "abort") {
        request.command.what = reference::AbortCommand{};
    } else if (why.empty()) {
        return BadLine{
            .id = request.command.id, .why = "there is no command " + command, .is_unknown_command = true};
    }
    if (!why.empty())
        return BadLine{.id = request.command.id, .why = why};
    return request;
}

std::string line_of(Hello const& hello)
{
    return printed(json{{"event", "hello"},
                        {"protocol", adapter_protocol_version},
                        {"name", hello.name},
                        {"version", hello.version},
                        {"features", hello.features}});
}

std::string line_of(reference::Report const& report)
{
    return printed(std::visit([](auto const& it) { return object_of(it); }, report));
}

std::string line_of(BadLine const& bad)
{
    json object{{"event", bad.is_unknown_command ? "unsupported" : "error"}, {"why", bad.why}};
    if (bad.id)
        object["id"] = *bad.id;
    return printed(object);
}

namespace {

reference::ConnectCommand read_connect(Members& members, json const& object, std::string& why)
{
    reference::ConnectCommand command;
    command.client_id = members.text("client_id");
    command.clean_session = members.boolean("clean_session");
    command.keep_alive = static_cast<std::uint16_t>(members.number("keep_alive", 65'535));
    if (members.has("user_name"))
        command.user_name = members.text("user_name");
    if (members.has("password"))
        command.password = members.bytes("password");
    if (members.has("will")) {
        Members will(object["will"], why);
        command.will = wire::Will{.topic = will.text("topic"),
                                  .message = will.bytes("payload"),
                                  .qos = will.byte("qos"),
                                  .retain = will.boolean("retain")};
    }
    return command;
}

void read_place(Members& members, Request& request, std::string& why)
{
    request.endpoint.host = members.text("host");
    request.endpoint.port = static_cast<std::uint16_t>(members.number("port", 65'535));
    auto const transport = members.text("transport");
    if (transport == "tcp")
        request.endpoint.scheme = "mqtt";
    else if (transport == "tls")
        request.endpoint.scheme = "mqtts";
    else if (transport == "ws" || transport == "wss")
        request.endpoint.scheme = transport;
    else if (why.empty())
        why = "\"transport\" is none of tcp, tls, ws, wss";
    if (members.has("path"))
        request.endpoint.path = members.text("path");
    if (members.has("ca_file"))
        request.security.ca_file = members.text("ca_file");
}

reference::SubscribeCommand read_subscribe(Members& members, std::string& why)
{
    reference::SubscribeCommand command;
    for (auto const& filter : members.list("filters")) {
        Members of_filter(filter, why);
        command.filters.push_back({.filter = of_filter.text("filter"), .qos = of_filter.byte("qos")});
    }
    return command;
}

reference::UnsubscribeCommand read_unsubscribe(Members& members, std::string& why)
{
    reference::UnsubscribeCommand command;
    for (auto const& filter : members.list("filters")) {
        if (filter.is_string())
            command.filters.push_back(filter.get<std::string>());
        else if (why.empty())
            why = "\"filters\" holds something other than strings";
    }
    return command;
}

json object_of(reference::Connected const& report)
{
    return {{"event", "connected"},
            {"id", report.command},
            {"session_present", report.session_present},
            {"return_code", report.return_code}};
}

json object_of(reference::MessageArrived const& report)
{
    return {{"event", "message"}, {"topic", report.topic},   {"payload", to_base64(report.payload)},
            {"qos", report.qos},  {"retain", report.retain}, {"dup", report.dup}};
}

json object_of(reference::Acknowledged const& report)
{
    return {{"event", "acknowledged"}, {"id", report.command}};
}

json object_of(reference::Subscribed const& report)
{
    return {{"event", "subscribed"}, {"id", report.command}, {"granted", report.return_codes}};
}

json object_of(reference::Unsubscribed const& report)
{
    return {{"event", "unsubscribed"}, {"id", report.command}};
}

json object_of(reference::Closed const& report)
{
    auto const* const by = report.by == reference::Closer::client   ? "client"
                           : report.by == reference::Closer::server ? "server"
                                                                    : "network";
    json object{{"event", "closed"}, {"by", by}, {"why", report.why}};
    if (report.command)
        object["id"] = *report.command;
    return object;
}

json object_of(reference::Failed const& report)
{
    return {{"event", "error"}, {"id", report.command}, {"why", report.why}};
}

/// What is not UTF-8, which only a faulty client has, is replaced.
std::string printed(json const& object)
{
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace
} // namespace mqttspec::driving
