// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery.hpp"

#include <algorithm>

namespace mqttspec::engine {

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
