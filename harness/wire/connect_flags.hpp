// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstdint>

namespace mqttspec::wire {

/// The byte of figure 3.4, taken apart.
struct ConnectFlags
{
    std::uint8_t byte = 0;

    [[nodiscard]] constexpr bool reserved() const { return (byte & 0x01U) != 0; }
    [[nodiscard]] constexpr bool clean_session() const { return (byte & 0x02U) != 0; }
    [[nodiscard]] constexpr bool will() const { return (byte & 0x04U) != 0; }
    [[nodiscard]] constexpr std::uint8_t will_qos() const { return (byte >> 3U) & 3U; }
    [[nodiscard]] constexpr bool will_retain() const { return (byte & 0x20U) != 0; }
    [[nodiscard]] constexpr bool password() const { return (byte & 0x40U) != 0; }
    [[nodiscard]] constexpr bool user_name() const { return (byte & 0x80U) != 0; }
};

/// The byte that the members of the packet call for.
inline std::uint8_t connect_flags_for(Connect const& packet)
{
    unsigned flags = packet.clean_session ? 0x02U : 0U;
    if (packet.will)
        flags |= 0x04U | ((packet.will->qos & 3U) << 3U) | (packet.will->retain ? 0x20U : 0U);
    if (packet.password)
        flags |= 0x40U;
    if (packet.user_name)
        flags |= 0x80U;
    return static_cast<std::uint8_t>(flags);
}

} // namespace mqttspec::wire
