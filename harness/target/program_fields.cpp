// SPDX-License-Identifier: Apache-2.0
#include "target/program_fields.hpp"

#include "target/fields.hpp"
#include "target/version_probe.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <vector>

namespace mqttspec::target {

using yaml::Cursor;

namespace {

void read_version(Cursor const& version, Spawn& spawn);
std::map<std::string, std::vector<std::string>> read_packages(Cursor const& map);

} // namespace

Spawn read_program(Cursor const& root, std::string const& command_key, TemplateScope scope)
{
    Spawn spawn;
    auto const command = command_key.empty() ? std::nullopt : root.find(command_key);
    if (command)
        spawn.command = read_templates(*command, scope);
    if (auto const files = root.find("files"))
        spawn.files = read_files(*files);
    if (auto const environment = root.find("environment"))
        spawn.environment = read_named_templates(*environment, scope);
    if (auto const version = root.find("version"))
        read_version(*version, spawn);
    if (auto const packages = root.find("package"))
        spawn.packages = read_packages(*packages);
    return spawn;
}

void refuse_program_keys(Cursor const& root, std::string const& because_of)
{
    for (auto const* const key : {"files", "environment", "version", "package"})
        if (auto const value = root.find(key))
            value->error(fmt::format("`{}` belongs to a `command`, and there is `{}`", key, because_of));
}

namespace {

void read_version(Cursor const& version, Spawn& spawn)
{
    if (auto const command = version.require("command"))
        spawn.version_command = read_templates(*command);
    if (auto const match = version.require("match")) {
        spawn.version_pattern = match->text().value_or("");
        if (auto const trouble = why_no_pattern(spawn.version_pattern))
            match->error(*trouble);
    }
    if (version.is_map())
        version.finish();
}

std::map<std::string, std::vector<std::string>> read_packages(Cursor const& map)
{
    std::map<std::string, std::vector<std::string>> packages;
    for (auto const* const manager : {"apt", "npm"})
        if (auto const list = map.find(manager))
            packages[manager] = read_texts(*list);
    if (map.is_map())
        map.finish();
    return packages;
}

} // namespace

} // namespace mqttspec::target
