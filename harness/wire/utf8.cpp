// SPDX-License-Identifier: Apache-2.0
#include "wire/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace mqttspec::wire {
namespace {

/// A row of the Unicode Standard's table 3-7: how long a form with this first byte is, and which second byte
/// it allows; length 0 where no form begins so.
struct Form
{
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
};

constexpr Form form_of(std::uint8_t first);
constexpr std::uint8_t byte_at(std::string_view text, std::size_t offset);
bool is_continuation(std::uint8_t byte);
std::size_t skip_ascii(std::string_view text, std::size_t offset);
std::size_t well_formed_length(std::string_view text, std::size_t offset);
std::string_view fault_at(std::string_view text, std::size_t offset);

} // namespace

std::optional<std::size_t> ill_formed_utf8(std::string_view text)
{
    for (std::size_t offset = skip_ascii(text, 0); offset < text.size(); offset = skip_ascii(text, offset)) {
        auto const length = well_formed_length(text, offset);
        if (length == 0)
            return offset;
        offset += length;
    }
    return std::nullopt;
}

std::string explain_ill_formed_utf8(std::string_view text, std::size_t offset)
{
    // As many bytes as the first one announces, as far as they go on from it.
    auto const first = byte_at(text, offset);
    std::size_t const announced = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    std::size_t end = offset + 1;
    while (end < text.size() && end < offset + announced && is_continuation(byte_at(text, end)))
        ++end;

    std::string bytes;
    for (auto at = offset; at < end; ++at)
        bytes += fmt::format(" {:02X}", byte_at(text, at));
    return fmt::format("{}{} at byte {}", fault_at(text, offset), bytes, offset);
}

namespace {

constexpr Form form_of(std::uint8_t first)
{
    if (first < 0x80)
        return {.length = 1};
    if (first >= 0xC2 && first <= 0xDF)
        return {.length = 2};
    if (first == 0xE0)
        return {.length = 3, .low = 0xA0};
    if (first == 0xED)
        return {.length = 3, .high = 0x9F};
    if (first >= 0xE1 && first <= 0xEF)
        return {.length = 3};
    if (first == 0xF0)
        return {.length = 4, .low = 0x90};
    if (first >= 0xF1 && first <= 0xF3)
        return {.length = 4};
    if (first == 0xF4)
        return {.length = 4, .high = 0x8F};
    return {};
}

constexpr std::uint8_t byte_at(std::string_view text, std::size_t offset)
{
    return static_cast<std::uint8_t>(text[offset]);
}

bool is_continuation(std::uint8_t byte)
{
    return (byte & 0xC0U) == 0x80U;
}

std::size_t skip_ascii(std::string_view text, std::size_t offset)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    while (text.size() - offset >= sizeof high_bits) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + offset, sizeof eight);
        if ((eight & high_bits) != 0)
            break;
        offset += sizeof eight;
    }
    while (offset < text.size() && byte_at(text, offset) < 0x80)
        ++offset;
    return offset;
}

/// 0 if what begins at the offset is no well-formed character.
std::size_t well_formed_length(std::string_view text, std::size_t offset)
{
    auto const form = form_of(byte_at(text, offset));
    if (form.length < 2 || text.size() - offset < form.length)
        return form.length == 1 ? 1 : 0;
    auto const second = byte_at(text, offset + 1);
    if (second < form.low || second > form.high)
        return 0;
    auto const tail = text.substr(offset + 2, form.length - 2);
    bool const continues = std::all_of(tail.begin(), tail.end(),
                                       [](char c) { return is_continuation(static_cast<std::uint8_t>(c)); });
    return continues ? form.length : 0;
}

std::string_view fault_at(std::string_view text, std::size_t offset)
{
    auto const first = byte_at(text, offset);
    if (is_continuation(first))
        return "stray continuation byte";
    if (first == 0xC0 || first == 0xC1)
        return "overlong form";
    if (first >= 0xF5)
        return "byte that no character begins with";
    if (offset + 1 == text.size() || !is_continuation(byte_at(text, offset + 1)))
        return "cut-off character";
    auto const second = byte_at(text, offset + 1);
    if (second < form_of(first).low)
        return "overlong form";
    if (second > form_of(first).high)
        return first == 0xED ? "surrogate" : "code point above U+10FFFF";
    return "cut-off character";
}

} // namespace
} // namespace mqttspec::wire
