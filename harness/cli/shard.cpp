// SPDX-License-Identifier: Apache-2.0
#include "cli/shard.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

namespace mqttspec::cli {

namespace {

constexpr int most_shards = 10'000;

/// How one engine tells a process which part is its own.
struct Engine
{
    char const* index;
    char const* total; ///< Null: it does not say.
    int first;         ///< The lowest index.
};

constexpr std::array engines{
    Engine{"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0}, Engine{"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0},
    Engine{"CI_NODE_INDEX", "CI_NODE_TOTAL", 1}, Engine{"JOB_COMPLETION_INDEX", nullptr, 0}};

std::optional<int> number(std::string_view text)
{
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > most_shards)
        return std::nullopt;
    return value;
}

std::variant<Shard, std::string> checked(int index, int total, std::string const& said)
{
    if (total < 1 || index < 1 || index > total)
        return fmt::format("{}: there is no such shard; they count from 1/N to N/N", said);
    return Shard{.index = index, .total = total};
}

/// `total`: what the flag says, or nothing.
std::variant<Shard, std::string> shard_of(Engine const& engine, std::optional<int> total,
                                          Variables const& variables)
{
    auto const index_text = variables(engine.index);
    auto const total_text = engine.total == nullptr ? std::string{} : variables(engine.total);
    auto said = fmt::format("{}={}", engine.index, index_text);
    if (!total_text.empty())
        said += fmt::format(", {}={}", engine.total, total_text);
    auto const index = number(index_text);
    auto const told = total_text.empty() ? total : number(total_text);
    if (!told && total_text.empty())
        return fmt::format("{}: of how many? Use --shard auto/N", said);
    if (!index || !told)
        return fmt::format("{}: these are no numbers of shards", said);
    if (total && told != total)
        return fmt::format("{}, but --shard says {}", said, *total);
    return checked(*index - engine.first + 1, *told, said);
}

} // namespace

std::string variable(char const* name)
{
    auto const* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing sets it.
    return value == nullptr ? std::string{} : std::string{value};
}

std::variant<Shard, std::string> parse_shard(std::string const& text, Variables const& variables)
{
    if (text.empty())
        return Shard{};
    auto const slash = text.find('/');
    auto const head = text.substr(0, slash);
    auto const total = slash == std::string::npos ? std::nullopt : number(text.substr(slash + 1));
    bool const is_auto = head == "auto" && (slash == std::string::npos || total);
    auto const index = number(head);
    if (!is_auto && (!index || !total))
        return fmt::format("--shard {}: use I/N, auto or auto/N", text);
    if (!is_auto)
        return checked(*index, *total, "--shard " + text);
    for (auto const& engine : engines)
        if (!variables(engine.index).empty())
            return shard_of(engine, total, variables);
    if (total)
        return fmt::format("--shard {}: no variable says which shard this is ({}, {}, {}, {})", text,
                           engines[0].index, engines[1].index, engines[2].index, engines[3].index);
    return Shard{.index = 1, .total = 1};
}

void acknowledge_shards(Variables const& variables)
{
    for (auto const* name : {"TEST_SHARD_STATUS_FILE", "GTEST_SHARD_STATUS_FILE"})
        if (auto const path = variables(name); !path.empty())
            std::ofstream{path, std::ios::app}.flush();
}

std::vector<scenario::Scenario> part_of(std::vector<scenario::Scenario> cases, Shard shard)
{
    if (shard.total == 0)
        return cases;
    std::vector<scenario::Scenario> part;
    auto const step = static_cast<std::size_t>(shard.total);
    for (auto i = static_cast<std::size_t>(shard.index - 1); i < cases.size(); i += step)
        part.push_back(std::move(cases[i]));
    return part;
}

} // namespace mqttspec::cli
