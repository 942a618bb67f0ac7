// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cctype>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mqttspec::test {

/// The bytes that pairs of hexadecimal digits stand for, with any white space between the pairs.
inline wire::Bytes bytes_of(std::string_view hex)
{
    constexpr std::string_view digits = "0123456789abcdef";
    wire::Bytes bytes;
    for (std::size_t i = 0; i < hex.size(); ++i) {
        if (std::isspace(static_cast<unsigned char>(hex[i])) != 0)
            continue;
        auto const high = digits.find(hex[i]);
        auto const low = i + 1 < hex.size() ? digits.find(hex[i + 1]) : digits.npos;
        if (high == digits.npos || low == digits.npos)
            throw std::invalid_argument("no pairs of hexadecimal digits: " + std::string(hex));
        bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
        ++i;
    }
    return bytes;
}

/// The other way round, for comparing in a form that can be read: "c0 00".
inline std::string hex(std::span<std::uint8_t const> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (auto const byte : bytes) {
        text += text.empty() ? "" : " ";
        text += digits[byte >> 4U];
        text += digits[byte & 0x0FU];
    }
    return text;
}

inline namespace literals {

/// "c0 00"_bytes
inline wire::Bytes operator""_bytes(char const* hex, std::size_t size)
{
    return bytes_of({hex, size});
}

} // namespace literals
} // namespace mqttspec::test
