// SPDX-License-Identifier: Apache-2.0
#include "cli/load_result.hpp"

#include "cli/say.hpp"
#include "reports/json.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <variant>

namespace mqttspec::cli {

std::optional<results::Result> load_result(std::string const& path)
{
    std::error_code ec;
    std::ifstream in{path, std::ios::binary};
    if (!in || std::filesystem::is_directory(path, ec)) {
        say(fmt::format("{} cannot be read", path));
        return std::nullopt;
    }
    std::string const text{std::istreambuf_iterator<char>{in}, {}};
    auto parsed = reports::parse_json(text);
    if (auto const* trouble = std::get_if<std::string>(&parsed)) {
        say(fmt::format("{}: {}", path, *trouble));
        return std::nullopt;
    }
    return std::get<results::Result>(std::move(parsed));
}

std::optional<std::vector<results::Result>> load_results(std::vector<std::string> const& paths)
{
    std::vector<results::Result> results;
    bool are_all_fine = true;
    for (auto const& path : paths) {
        if (auto result = load_result(path))
            results.push_back(std::move(*result));
        else
            are_all_fine = false;
    }
    if (!are_all_fine)
        return std::nullopt;
    return results;
}

} // namespace mqttspec::cli
