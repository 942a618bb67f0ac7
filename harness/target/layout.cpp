// SPDX-License-Identifier: Apache-2.0
#include "target/layout.hpp"

#include "target/template_text.hpp"

#include <algorithm>
#include <filesystem>
#include <pwd.h>
#include <unistd.h>
#include <utility>

namespace mqttspec::target {

namespace {

std::string folder_of(std::string const& file);
std::string user();

} // namespace

Layout::Layout(TargetSpec const& spec, std::string dir, PortChooser choose_port)
    : choose_port_(std::move(choose_port))
{
    auto const credentials = spec.credentials.value_or(Credentials{});
    values_ = {{"dir", std::move(dir)},
               {"here", folder_of(spec.where.file)},
               {"user", user()},
               {"user_name", credentials.user_name},
               {"password", credentials.password.value_or("")}};
}

void Layout::set(std::string const& name, std::string value)
{
    values_.insert_or_assign(name, std::move(value));
}

std::string Layout::fill(std::string_view text)
{
    return fill_in(text, [this](std::string_view name) -> std::optional<std::string> {
        if (auto const value = values_.find(name); value != values_.end())
            return value->second;
        if (!is_port_name(name))
            return std::nullopt;
        auto const [entry, is_new] = ports_.try_emplace(std::string(name));
        if (is_new)
            entry->second = choose_port_();
        return std::to_string(entry->second);
    });
}

std::vector<std::string> Layout::fill(std::vector<std::string> const& texts)
{
    std::vector<std::string> filled;
    for (auto const& text : texts)
        filled.push_back(fill(text));
    return filled;
}

std::vector<std::pair<std::string, std::string>>
Layout::fill(std::vector<std::pair<std::string, std::string>> const& named)
{
    std::vector<std::pair<std::string, std::string>> filled;
    for (auto const& [name, text] : named)
        filled.emplace_back(name, fill(text));
    return filled;
}

bool wants_certificates(TargetSpec const& spec)
{
    auto const* const spawn = std::get_if<Spawn>(&spec.how);
    if (!spawn)
        return false;
    auto const is_named = [](std::string const& text) {
        auto const names = placeholders_in(text).names;
        return std::ranges::any_of(names, is_certificate_name);
    };
    auto const is_named_behind = [&](auto const& entry) { return is_named(entry.second); };
    return std::ranges::any_of(spawn->command, is_named) ||
           std::ranges::any_of(spawn->files, is_named_behind) ||
           std::ranges::any_of(spawn->environment, is_named_behind);
}

namespace {

std::string folder_of(std::string const& file)
{
    return std::filesystem::absolute(file.empty() ? "." : file).parent_path().string();
}

std::string user()
{
    auto const* const entry = ::getpwuid(::geteuid());
    return entry ? entry->pw_name : std::to_string(::geteuid());
}

} // namespace

} // namespace mqttspec::target
