// SPDX-License-Identifier: Apache-2.0
#include "net/first_bytes.hpp"

#include <algorithm>
#include <string_view>

namespace mqttspec::net {

Language language_of(std::span<std::uint8_t const> first_bytes)
{
    constexpr std::uint8_t alert = 0x15;
    constexpr std::uint8_t handshake = 0x16;
    constexpr std::string_view response = "HTTP/";
    if (first_bytes.empty())
        return Language::unknown;
    // A version of SSL 3.0 or TLS follows the type: 03 00 to 03 04.
    bool const is_record = first_bytes[0] == alert || first_bytes[0] == handshake;
    if (is_record && (first_bytes.size() < 2 || first_bytes[1] == 3))
        return Language::tls;
    bool const is_response =
        first_bytes.size() >= response.size() &&
        std::equal(response.begin(), response.end(), first_bytes.begin(),
                   [](char wanted, std::uint8_t byte) { return static_cast<std::uint8_t>(wanted) == byte; });
    return is_response ? Language::http : Language::unknown;
}

std::string in_hex(std::span<std::uint8_t const> bytes)
{
    constexpr std::size_t most = 8;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (auto const byte : bytes.first(std::min(most, bytes.size()))) {
        text += text.empty() ? "" : " ";
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return bytes.size() > most ? text + " ..." : text;
}

} // namespace mqttspec::net
