// SPDX-License-Identifier: Apache-2.0
#include "validator/first_words.hpp"

#include "wire/remaining_length.hpp"

#include <algorithm>
#include <cctype>

namespace mqttspec::validator {

namespace {

/// Whether one text begins with the other: as far as there is one.
bool agree(std::span<std::uint8_t const> bytes, std::string_view text)
{
    auto const size = std::min(bytes.size(), text.size());
    return std::equal(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), bytes.begin(),
                      [](char c, std::uint8_t byte) { return static_cast<std::uint8_t>(c) == byte; });
}

Kind once_there(std::span<std::uint8_t const> bytes, std::size_t enough, Kind kind)
{
    return bytes.size() < enough ? Kind::undecided : kind;
}

Kind kind_of_connect(std::span<std::uint8_t const> bytes)
{
    auto const length = wire::read_remaining_length(bytes.subspan(1));
    if (length.state == wire::RemainingLength::State::cut_off)
        return Kind::undecided;
    if (length.state == wire::RemainingLength::State::unending)
        return Kind::other;
    auto const rest = bytes.subspan(1 + length.size_bytes);
    for (auto const name : {std::string_view{"\0\4MQTT", 6}, std::string_view{"\0\6MQIsdp", 8}})
        if (agree(rest, name))
            return once_there(rest, name.size(), Kind::mqtt);
    return Kind::other;
}

std::string in_lower_case(std::string_view text)
{
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
}

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace

Kind kind_of(std::span<std::uint8_t const> bytes)
{
    if (bytes.empty())
        return Kind::undecided;
    if (bytes[0] == 0x10)
        return kind_of_connect(bytes);
    if (agree(bytes, "GET "))
        return once_there(bytes, 4, Kind::websocket);
    if (agree(bytes, "\x16\x03"))
        return once_there(bytes, 2, Kind::tls);
    return Kind::other;
}

bool looks_like_tls(std::span<std::uint8_t const> bytes)
{
    return bytes.size() >= 5 && bytes[0] >= 0x14 && bytes[0] <= 0x17 && bytes[1] == 3 && bytes[2] <= 4;
}

std::string header_of(std::string_view head, std::string_view name)
{
    std::string value;
    for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        auto const line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        auto const colon = line.find(':');
        if (colon == std::string_view::npos || in_lower_case(line.substr(0, colon)) != name)
            continue;
        value += (value.empty() ? "" : ",") + in_lower_case(trimmed(line.substr(colon + 1)));
    }
    return value;
}

} // namespace mqttspec::validator
