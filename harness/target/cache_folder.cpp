// SPDX-License-Identifier: Apache-2.0
#include "target/cache_folder.hpp"

#include <cstdlib>
#include <filesystem>

namespace mqttspec::target {

namespace fs = std::filesystem;

std::string cache_folder()
{
    auto const from = [](char const* variable, char const* below) -> std::string {
        auto const* const value = std::getenv(variable);
        return value && *value == '/' ? (fs::path(value) / below).string() : std::string{};
    };
    if (auto own = from("MQTTSPEC_CACHE", ""); !own.empty())
        return own;
    if (auto shared = from("XDG_CACHE_HOME", "mqttspec"); !shared.empty())
        return shared;
    return from("HOME", ".cache/mqttspec");
}

} // namespace mqttspec::target
