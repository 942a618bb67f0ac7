// SPDX-License-Identifier: Apache-2.0
#include "target/template_text.hpp"
#include "target/tool_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace mqttspec::target {

namespace {

void add_values(Values& values, reference::ConnectCommand const& connect, Place const& place);
void add_values(Values& values, reference::Command const* work);
std::vector<std::string> options_for(reference::ConnectCommand const& connect, reference::Command const* work,
                                     Place const& place);
std::vector<std::string> filters_of(reference::Command const* work);
std::string trouble_with(reference::Command const* work);
std::string filled(std::string const& text, Values const& values);

std::string text_of(wire::Bytes const& bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace

std::variant<std::vector<std::string>, std::string> arguments_for(Action const& action,
                                                                  reference::ConnectCommand const& connect,
                                                                  reference::Command const* work,
                                                                  Place const& place, Values values)
{
    if (auto trouble = trouble_with(work); !trouble.empty())
        return trouble;
    add_values(values, connect, place);
    add_values(values, work);
    std::vector<std::string> arguments;
    auto const add = [&](std::vector<std::string> const& texts) {
        for (auto const& text : texts)
            arguments.push_back(filled(text, values));
    };
    add(action.command);
    for (auto const& name : options_for(connect, work, place)) {
        auto const option = action.options.find(name);
        if (option == action.options.end())
            return fmt::format("{} has no option for `{}`", action.command.front(), name);
        if (name != "filter")
            add(option->second);
    }
    for (auto const& filter : filters_of(work)) {
        values.insert_or_assign("filter", filter);
        add(action.options.at("filter"));
    }
    for (auto const& argument : arguments)
        if (argument.find('\0') != std::string::npos)
            return std::string("a command line cannot hold U+0000");
    return arguments;
}

std::string input_for(Action const& action, reference::Command const* work)
{
    Values values;
    add_values(values, work);
    return filled(action.input, values);
}

namespace {

void add_values(Values& values, reference::ConnectCommand const& connect, Place const& place)
{
    values["host"] = place.host;
    values["port"] = std::to_string(place.port);
    values["path"] = place.path;
    values["ca_file"] = place.ca_file;
    values["client_id"] = connect.client_id;
    values["keep_alive"] = std::to_string(connect.keep_alive);
    values["user_name"] = connect.user_name.value_or("");
    values["password"] = text_of(connect.password.value_or(wire::Bytes()));
    if (connect.will) {
        values["will_topic"] = connect.will->topic;
        values["will_payload"] = text_of(connect.will->message);
        values["will_qos"] = std::to_string(connect.will->qos);
    }
}

void add_values(Values& values, reference::Command const* work)
{
    if (!work)
        return;
    if (auto const* const publish = std::get_if<reference::PublishCommand>(&work->what)) {
        values["topic"] = publish->topic;
        values["payload"] = text_of(publish->payload);
        values["qos"] = std::to_string(publish->qos);
    }
    auto const* const subscribe = std::get_if<reference::SubscribeCommand>(&work->what);
    if (subscribe && !subscribe->filters.empty())
        values["qos"] = std::to_string(subscribe->filters.front().qos);
}

/// The options that this needs, in the order in which they are put.
std::vector<std::string> options_for(reference::ConnectCommand const& connect, reference::Command const* work,
                                     Place const& place)
{
    std::vector<std::string> names;
    auto const need = [&](bool is_needed, char const* name) {
        if (is_needed)
            names.emplace_back(name);
    };
    auto const* const publish = work ? std::get_if<reference::PublishCommand>(&work->what) : nullptr;
    need(place.transport == "tls" || place.transport == "wss", "tls");
    need(place.transport == "ws" || place.transport == "wss", "websocket");
    need(!connect.clean_session, "keep_session");
    need(connect.user_name.has_value(), "user_name");
    need(connect.password.has_value(), "password");
    need(connect.will.has_value(), "will");
    need(connect.will && connect.will->retain, "will_retain");
    need(publish && publish->retain, "retain");
    need(!filters_of(work).empty(), "filter");
    return names;
}

std::vector<std::string> filters_of(reference::Command const* work)
{
    if (!work)
        return {};
    if (auto const* const unsubscribe = std::get_if<reference::UnsubscribeCommand>(&work->what))
        return unsubscribe->filters;
    std::vector<std::string> filters;
    if (auto const* const subscribe = std::get_if<reference::SubscribeCommand>(&work->what))
        for (auto const& entry : subscribe->filters)
            filters.push_back(entry.filter);
    return filters;
}

std::string trouble_with(reference::Command const* work)
{
    auto const* const subscribe = work ? std::get_if<reference::SubscribeCommand>(&work->what) : nullptr;
    if (!subscribe || subscribe->filters.empty())
        return {};
    auto const qos = subscribe->filters.front().qos;
    bool const is_one =
        std::ranges::all_of(subscribe->filters, [qos](auto const& it) { return it.qos == qos; });
    return is_one ? std::string() : "a command line has one QoS for all filters";
}

std::string filled(std::string const& text, Values const& values)
{
    return fill_in(text, [&](std::string_view name) -> std::optional<std::string> {
        auto const found = values.find(name);
        return found == values.end() ? std::string() : found->second;
    });
}

} // namespace

} // namespace mqttspec::target
