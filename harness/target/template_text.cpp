// SPDX-License-Identifier: Apache-2.0
#include "target/template_text.hpp"

#include <algorithm>
#include <array>

namespace mqttspec::target {

namespace {

constexpr std::array<std::string_view, 5> certificate_names{"ca", "server_cert", "server_key", "client_cert",
                                                            "client_key"};

constexpr std::array<std::string_view, 12> order_names{
    "host",         "path",     "ca_file", "client_id", "keep_alive", "will_topic",
    "will_payload", "will_qos", "topic",   "payload",   "qos",        "filter"};

using OnText = std::function<void(std::string_view)>;
using OnName = std::function<void(std::string_view)>;

/// Takes the text apart; false if the last placeholder lacks its brace.
bool walk(std::string_view text, OnText const& on_text, OnName const& on_name);

} // namespace

Placeholders placeholders_in(std::string_view text)
{
    Placeholders found;
    auto const note = [&](std::string_view name) { found.names.emplace_back(name); };
    found.is_unterminated = !walk(
        text, [](std::string_view) {}, note);
    return found;
}

std::string fill_in(std::string_view text,
                    std::function<std::optional<std::string>(std::string_view)> const& value_of)
{
    std::string out;
    auto const put = [&](std::string_view name) {
        auto const value = value_of(name);
        out += value ? *value : "${" + std::string(name) + "}";
    };
    walk(
        text, [&](std::string_view literal) { out += literal; }, put);
    return out;
}

bool is_template_name(std::string_view name, TemplateScope scope)
{
    auto const names = template_names(scope);
    return is_port_name(name) || std::ranges::find(names, name) != names.end();
}

bool is_certificate_name(std::string_view name)
{
    return std::ranges::find(certificate_names, name) != certificate_names.end();
}

bool is_port_name(std::string_view name)
{
    return name == "port" || (name.ends_with("_port") && name.size() > 5);
}

std::vector<std::string> template_names(TemplateScope scope)
{
    std::vector<std::string> names{"dir",  "here",     "user",    "user_name", "password",
                                   "port", "tls_port", "ws_port", "wss_port"};
    names.insert(names.end(), certificate_names.begin(), certificate_names.end());
    if (scope == TemplateScope::adapter)
        names.insert(names.end(), {"mqttspec", "build"});
    if (scope == TemplateScope::order)
        names.insert(names.end(), order_names.begin(), order_names.end());
    return names;
}

namespace {

bool walk(std::string_view text, OnText const& on_text, OnName const& on_name)
{
    while (!text.empty()) {
        auto const dollar = text.find("${");
        if (dollar == std::string_view::npos) {
            on_text(text);
            return true;
        }
        if (dollar > 0 && text[dollar - 1] == '$') {
            on_text(text.substr(0, dollar - 1));
            on_text("${");
            text.remove_prefix(dollar + 2);
            continue;
        }
        on_text(text.substr(0, dollar));
        auto const brace = text.find('}', dollar);
        if (brace == std::string_view::npos) {
            on_text(text.substr(dollar));
            return false;
        }
        on_name(text.substr(dollar + 2, brace - dollar - 2));
        text.remove_prefix(brace + 1);
    }
    return true;
}

} // namespace

} // namespace mqttspec::target
