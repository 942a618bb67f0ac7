// SPDX-License-Identifier: Apache-2.0
#include "target/delivery.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::target {

namespace {

constexpr std::array names{std::pair{Delivery::whole, std::string_view{"whole"}},
                           std::pair{Delivery::trickle, std::string_view{"trickle"}},
                           std::pair{Delivery::coalesce, std::string_view{"coalesce"}}};

} // namespace

std::string_view name_of(Delivery delivery)
{
    return std::ranges::find(names, delivery, &decltype(names)::value_type::first)->second;
}

std::optional<Delivery> delivery_named(std::string_view name)
{
    auto const* const found = std::ranges::find(names, name, &decltype(names)::value_type::second);
    return found == names.end() ? std::nullopt : std::optional{found->first};
}

std::vector<std::string> delivery_names()
{
    std::vector<std::string> all;
    for (auto const& [delivery, name] : names)
        all.emplace_back(name);
    return all;
}

} // namespace mqttspec::target
