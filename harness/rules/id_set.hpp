// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>

namespace mqttspec::rules {

/// A set of Packet Identifiers that takes 9 KiB at most and little while it is small.
class IdSet
{
public:
    void insert(std::uint16_t id)
    {
        if (pages_ == nullptr)
            pages_ = std::make_unique<Pages>();
        auto& page = (*pages_)[id / page_bits];
        if (page == nullptr)
            page = std::make_unique<Page>();
        page->set(id % page_bits);
    }

    [[nodiscard]] bool contains(std::uint16_t id) const
    {
        auto const* page = pages_ == nullptr ? nullptr : (*pages_)[id / page_bits].get();
        return page != nullptr && page->test(id % page_bits);
    }

private:
    static constexpr std::size_t page_bits = 1024;
    using Page = std::bitset<page_bits>;
    using Pages = std::array<std::unique_ptr<Page>, 65536 / page_bits>;
    std::unique_ptr<Pages> pages_;
};

} // namespace mqttspec::rules
