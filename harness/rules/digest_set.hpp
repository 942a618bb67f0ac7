// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace mqttspec::rules {

/// Remembers the latest digests that it was given, 65,536 at least, in 2 MiB at most.
class DigestSet
{
public:
    /// Whether it is new, or was forgotten.
    bool insert(std::uint64_t digest)
    {
        digest = digest == 0 ? 1 : digest; // 0 marks a free place.
        bool const is_known = holds(earlier_, digest) || holds(latest_, digest);
        if (!holds(latest_, digest))
            add(digest);
        return !is_known;
    }

private:
    static constexpr std::size_t least_places = 64;
    static constexpr std::size_t most_places = 131'072; ///< Half of them are used.

    [[nodiscard]] static std::size_t place_of(std::vector<std::uint64_t> const& places, std::uint64_t digest)
    {
        auto place = (digest ^ (digest >> 32U)) & (places.size() - 1);
        while (places[place] != 0 && places[place] != digest)
            place = (place + 1) & (places.size() - 1);
        return place;
    }

    [[nodiscard]] static bool holds(std::vector<std::uint64_t> const& places, std::uint64_t digest)
    {
        return !places.empty() && places[place_of(places, digest)] == digest;
    }

    void add(std::uint64_t digest)
    {
        if (2 * (used_ + 1) > latest_.size())
            grow();
        latest_[place_of(latest_, digest)] = digest;
        ++used_;
    }

    void grow()
    {
        if (latest_.size() == most_places) {
            earlier_.swap(latest_);
            latest_.assign(most_places, 0);
            used_ = 0;
            return;
        }
        std::vector<std::uint64_t> const old = std::move(latest_);
        latest_.assign(std::max(least_places, 2 * old.size()), 0);
        for (auto const digest : old)
            if (digest != 0)
                latest_[place_of(latest_, digest)] = digest;
    }

    std::vector<std::uint64_t> latest_;
    std::vector<std::uint64_t> earlier_;
    std::size_t used_ = 0; ///< Of the places of `latest_`.
};

} // namespace mqttspec::rules
