// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mqttspec::wire {

constexpr std::size_t max_remaining_length = 268'435'455;

/// The length field of the fixed header (2.2.3) as read from the bytes behind the first one.
struct RemainingLength
{
    enum class State
    {
        whole,
        cut_off,
        unending
    };
    State state = State::cut_off;
    std::size_t value = 0;
    std::size_t size_bytes = 0; ///< The bytes that it takes, or as many of them as are there.
};

constexpr RemainingLength read_remaining_length(std::span<std::uint8_t const> bytes)
{
    RemainingLength length;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        if (length.size_bytes == bytes.size())
            return length;
        auto const byte = bytes[length.size_bytes++];
        length.value |= static_cast<std::size_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            length.state = RemainingLength::State::whole;
            return length;
        }
    }
    length.state = RemainingLength::State::unending;
    return length;
}

/// Appends the shortest form; `value` is at most max_remaining_length.
template <class ByteSink>
constexpr void append_remaining_length(ByteSink& bytes, std::size_t value)
{
    while (value > 0x7F) {
        bytes.push_back(static_cast<std::uint8_t>(0x80U | (value & 0x7FU)));
        value >>= 7U;
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
}

} // namespace mqttspec::wire
