// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstdint>

namespace mqttspec::wire {

// The lower half of the first byte (2.2.2), taken apart and put together.

template <class P>
constexpr unsigned flags_of(P const& packet)
{
    return packet.flags;
}

constexpr unsigned flags_of(Publish const& packet)
{
    return (packet.dup ? 8U : 0U) | (unsigned{packet.qos} << 1U) | (packet.retain ? 1U : 0U);
}

template <class P>
constexpr void take_flags(P& packet, std::uint8_t flags)
{
    packet.flags = flags;
}

constexpr void take_flags(Publish& packet, std::uint8_t flags)
{
    packet.dup = (flags & 8U) != 0;
    packet.qos = (flags >> 1U) & 3U;
    packet.retain = (flags & 1U) != 0;
}

} // namespace mqttspec::wire
