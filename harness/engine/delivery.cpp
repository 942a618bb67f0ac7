// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::engine {

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

std::vector<std::size_t> cuts_of_trickle(std::vector<wire::Bytes> const& images, bool is_heavy)
{
    constexpr std::size_t fine_bytes = 256;
    constexpr std::size_t coarse_bytes = 1024;
    std::vector<std::size_t> cuts;
    std::size_t start = 0;
    for (auto const& image : images) {
        if (start > 0)
            cuts.push_back(start);
        auto const fine_end = std::min(image.size(), is_heavy ? std::size_t{2} : fine_bytes);
        for (std::size_t i = 1; i < fine_end; ++i)
            cuts.push_back(start + i);
        for (std::size_t i = coarse_bytes; i < image.size() && !is_heavy; i += coarse_bytes)
            cuts.push_back(start + i);
        start += image.size();
    }
    return cuts;
}

} // namespace mqttspec::engine
