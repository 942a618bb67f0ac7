// SPDX-License-Identifier: Apache-2.0
#include "target/client_fields.hpp"

#include "target/fields.hpp"
#include "target/load.hpp"
#include "target/program_fields.hpp"
#include "target/version_probe.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace mqttspec::target {

using yaml::Cursor;

namespace {

void refuse_brokers_keys(Cursor const& root);
void read_reference(Cursor const& value, TargetSpec& spec);
Adapter read_adapter(Cursor const& root);
void read_build(Cursor const& build, Adapter& adapter);
Tools read_tools(Cursor const& root, Cursor const& actions);
Action read_action(Cursor const& map);
std::map<std::string, std::vector<std::string>> read_options(Cursor const& map);
ToolEvent read_event(Cursor const& map);

} // namespace

void read_client(Cursor const& root, TargetSpec& spec)
{
    refuse_brokers_keys(root);
    auto const adapter = root.find("adapter");
    auto const actions = root.find("actions");
    auto const reference = root.find("reference");
    if ((adapter ? 1 : 0) + (actions ? 1 : 0) + (reference ? 1 : 0) != 1)
        root.error("a client needs exactly one of `adapter`, `actions` and `reference`");
    if (reference) {
        read_reference(*reference, spec);
        refuse_program_keys(root, "reference");
    } else if (actions) {
        spec.how = read_tools(root, *actions);
    } else {
        spec.how = read_adapter(root);
    }
}

void refuse_clients_keys(Cursor const& root)
{
    for (auto const* const key : {"adapter", "build", "actions", "events"})
        if (auto const value = root.find(key))
            value->error(fmt::format("`{}` belongs to a client", key), "is `role: client` missing?");
}

std::vector<std::string> const& action_options()
{
    static std::vector<std::string> const names{"keep_session", "user_name",   "password",
                                                "will",         "will_retain", "retain",
                                                "filter",       "tls",         "websocket"};
    return names;
}

namespace {

void refuse_brokers_keys(Cursor const& root)
{
    for (auto const* const key : {"command", "url", "endpoints", "credentials", "topic_prefix",
                                  "client_id_prefix", "rate", "variants"})
        if (auto const value = root.find(key))
            value->error(fmt::format("`{}` belongs to a broker, and this is a client", key));
}

void read_reference(Cursor const& value, TargetSpec& spec)
{
    if (value.boolean() == false)
        value.error("can only be `true`");
    auto built_in = reference_client_target();
    spec.how = Reference{};
    spec.features = std::move(built_in.features);
    spec.timing = built_in.timing;
}

Adapter read_adapter(Cursor const& root)
{
    Adapter adapter;
    adapter.program = read_program(root, "adapter", TemplateScope::adapter);
    if (auto const version = root.find("version"))
        version->error("an adapter tells the version itself", "leave it out");
    if (auto const build = root.find("build"))
        read_build(*build, adapter);
    return adapter;
}

void read_build(Cursor const& build, Adapter& adapter)
{
    if (auto const command = build.require("command"))
        adapter.build_command = read_templates(*command, TemplateScope::adapter);
    if (auto const sources = build.require("from"))
        adapter.build_sources = read_templates(*sources);
    if (build.is_map())
        build.finish();
    auto const& command = adapter.program.command;
    if (!command.empty() && !command.front().starts_with("${build}/"))
        build.error("the `adapter` is not in `${build}`", "which is where this is to put it");
}

Tools read_tools(Cursor const& root, Cursor const& actions)
{
    Tools tools;
    tools.program = read_program(root, "");
    for (auto const* const name : {"connect", "publish", "subscribe", "unsubscribe"})
        if (auto const action = actions.find(name))
            tools.actions.emplace(name, read_action(*action));
    if (actions.is_map())
        actions.finish();
    if (tools.actions.empty())
        actions.error("is empty");
    if (auto const events = root.find("events"))
        for (auto const& item : events->items())
            tools.events.push_back(read_event(item));
    return tools;
}

Action read_action(Cursor const& map)
{
    Action action;
    if (auto const command = map.require("command"))
        action.command = read_templates(*command, TemplateScope::order);
    if (auto const input = map.find("input"))
        action.input = read_template(*input, TemplateScope::order).value_or("");
    if (auto const ends = map.find("ends")) {
        auto const word = read_word(*ends, {"by_itself", "with_input", "on_signal"});
        action.ends = word == "with_input"  ? ToolEnd::with_input
                      : word == "on_signal" ? ToolEnd::on_signal
                                            : ToolEnd::by_itself;
    }
    if (auto const options = map.find("options"))
        action.options = read_options(*options);
    if (map.is_map())
        map.finish();
    return action;
}

/// An empty list says that nothing need be added.
std::map<std::string, std::vector<std::string>> read_options(Cursor const& map)
{
    std::map<std::string, std::vector<std::string>> options;
    for (auto const& name : action_options()) {
        auto const list = map.find(name);
        if (!list)
            continue;
        auto& arguments = options[name];
        for (auto const& item : list->items())
            if (auto text = read_template(item, TemplateScope::order))
                arguments.push_back(std::move(*text));
    }
    if (map.is_map())
        map.finish();
    return options;
}

ToolEvent read_event(Cursor const& map)
{
    ToolEvent event;
    if (auto const match = map.require("match")) {
        event.match = match->text().value_or("");
        if (auto const trouble = why_no_pattern(event.match))
            match->error(*trouble);
    }
    if (auto const name = map.require("event"))
        event.event = read_word(*name, {"connected", "acknowledged", "subscribed", "unsubscribed", "message"})
                          .value_or("");
    for (auto const* const member :
         {"session_present", "return_code", "granted", "topic", "payload_hex", "qos", "retain", "dup"})
        if (auto const group = map.find(member))
            event.groups[member] = static_cast<int>(group->integer(1, 9).value_or(1));
    if (map.is_map())
        map.finish();
    return event;
}

} // namespace

} // namespace mqttspec::target
