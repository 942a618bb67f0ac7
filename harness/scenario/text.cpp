// SPDX-License-Identifier: Apache-2.0
#include "scenario/text.hpp"

#include "scenario/words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace mqttspec::scenario {

namespace {

std::optional<unsigned> digit_of(char letter);

} // namespace

std::string hex_of(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (auto const byte : bytes) {
        auto const value = static_cast<unsigned char>(byte);
        out += out.empty() ? "" : " ";
        out += digits[value >> 4U];
        out += digits[value & 15U];
    }
    return out;
}

bool is_readable(std::string_view bytes)
{
    return std::ranges::all_of(bytes, [](char byte) { return byte >= ' ' && byte <= '~'; });
}

void append(Text& text, std::string_view bytes)
{
    if (bytes.empty())
        return;
    auto* last = text.parts.empty() ? nullptr : std::get_if<std::string>(&text.parts.back());
    if (last != nullptr)
        *last += bytes;
    else
        text.parts.emplace_back(std::string(bytes));
}

void append(Text& text, Text const& more)
{
    for (auto const& part : more.parts) {
        if (auto const* bytes = std::get_if<std::string>(&part))
            append(text, *bytes);
        else
            text.parts.push_back(part);
    }
}

bool append_hex(yaml::Cursor const& at, std::string& digits, Text& out)
{
    std::string bytes;
    std::optional<unsigned> high;
    for (char const letter : std::exchange(digits, {})) {
        if (letter == ' ' || letter == '\n' || letter == '\t')
            continue;
        auto const digit = digit_of(letter);
        if (!digit) {
            at.error(ticked(std::string(1, letter)) + " is no hex digit",
                     "bytes are written as pairs of digits: `c3 28`");
            return false;
        }
        if (high)
            bytes += static_cast<char>(*high << 4U | *digit);
        high = high ? std::nullopt : digit;
    }
    if (high)
        at.error("an odd number of hex digits", "bytes are written as pairs of digits: `0a`");
    append(out, bytes);
    return !high;
}

std::size_t size_of(Text const& text)
{
    std::size_t bytes = 0;
    for (auto const& part : text.parts) {
        auto const* literal = std::get_if<std::string>(&part);
        bytes += literal != nullptr ? literal->size() : std::get<Variable>(part).name.size() + 32;
    }
    return bytes;
}

namespace {

std::optional<unsigned> digit_of(char letter)
{
    if (letter >= '0' && letter <= '9')
        return static_cast<unsigned>(letter - '0');
    if (letter >= 'a' && letter <= 'f')
        return static_cast<unsigned>(letter - 'a') + 10;
    if (letter >= 'A' && letter <= 'F')
        return static_cast<unsigned>(letter - 'A') + 10;
    return std::nullopt;
}

} // namespace

} // namespace mqttspec::scenario
