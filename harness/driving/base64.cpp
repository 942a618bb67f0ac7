// SPDX-License-Identifier: Apache-2.0
#include "driving/base64.hpp"

#include <algorithm>

namespace mqttspec::driving {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string to_base64(std::span<std::uint8_t const> bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        auto const count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8U | (j < count ? bytes[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += j <= count ? digits[group >> (18U - 6U * j) & 0x3FU] : '=';
    }
    return text;
}

std::optional<wire::Bytes> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    auto const padding = text.ends_with("==") ? 2U : text.ends_with("=") ? 1U : 0U;
    text.remove_suffix(padding);
    wire::Bytes bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (char const c : text) {
        auto const digit = digits.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(static_cast<std::uint8_t>(bits >> held & 0xFFU));
        }
    }
    bool const has_stray_bits = (bits & ((1U << held) - 1U)) != 0;
    if (has_stray_bits)
        return std::nullopt;
    return bytes;
}

} // namespace mqttspec::driving
