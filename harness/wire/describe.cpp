// SPDX-License-Identifier: Apache-2.0
#include "wire/utf8.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace mqttspec::wire {
namespace {

constexpr std::size_t max_elements = 8; ///< Of a list, in one line.

std::string words_of(Map const& map);
std::string words_of(std::string_view name, Value const& value);
std::string words_of(List const& list);
std::string element_of(Value const& value);
bool goes_without_saying(std::string_view name, Value const& value);

std::string_view first_character(std::string_view bytes);
bool is_printable(std::string_view character);
std::uint32_t code_point_of(std::string_view character);
std::string escaped(std::string_view bytes);

} // namespace

std::string describe(Packet const& packet)
{
    auto values = to_values(packet);
    if (std::holds_alternative<Publish>(packet)) {
        // The topic leads, before the bits of the first byte: it is what a reader looks for.
        auto const topic = std::ranges::find(values, "topic", &Map::value_type::first);
        std::rotate(values.begin(), topic, std::next(topic));
    }
    auto const words = words_of(values);
    return fmt::format("{}{}{}", name_of(type_of(packet)), words.empty() ? "" : " ", words);
}

std::string quote(std::string_view bytes, std::size_t limit)
{
    std::string text;
    auto left = bytes;
    while (!left.empty()) {
        auto const character = first_character(left);
        auto const shown = is_printable(character) ? std::string(character) : escaped(character);
        auto const columns = is_printable(character) ? 1 : shown.size();
        if (columns > limit)
            return fmt::format("\"{}\"... ({} bytes)", text, bytes.size());
        limit -= columns;
        text += shown;
        left.remove_prefix(character.size());
    }
    return fmt::format("\"{}\"", text);
}

namespace {

std::string words_of(Map const& map)
{
    std::string words;
    for (auto const& [name, value] : map) {
        if (goes_without_saying(name, value))
            continue;
        words += words.empty() ? "" : " ";
        words += words_of(name, value);
    }
    return words;
}

std::string words_of(std::string_view name, Value const& value)
{
    if (auto const* const boolean = std::get_if<bool>(&value.held); boolean != nullptr && *boolean)
        return std::string(name);
    if (auto const* const text = std::get_if<std::string>(&value.held); text != nullptr && name == "password")
        return fmt::format("password ({} bytes)", text->size());
    if (auto const* const number = std::get_if<std::int64_t>(&value.held);
        number != nullptr && name.ends_with("flags"))
        return fmt::format("{} 0x{:02X}", name, *number);
    return fmt::format("{} {}", name, element_of(value));
}

std::string words_of(List const& list)
{
    std::string words;
    for (std::size_t i = 0; i < std::min(list.size(), max_elements); ++i) {
        words += i == 0 ? "" : ", ";
        auto const* const map = std::get_if<Map>(&list[i].held);
        words += map == nullptr ? element_of(list[i]) : words_of(*map);
    }
    if (list.size() > max_elements)
        words += fmt::format(", ... {} in all", list.size());
    return words;
}

std::string element_of(Value const& value)
{
    if (auto const* const boolean = std::get_if<bool>(&value.held))
        return *boolean ? "true" : "false";
    if (auto const* const number = std::get_if<std::int64_t>(&value.held))
        return fmt::format("{}", *number);
    if (auto const* const text = std::get_if<std::string>(&value.held))
        return quote(*text);
    if (auto const* const list = std::get_if<List>(&value.held))
        return fmt::format("[{}]", words_of(*list));
    if (auto const* const map = std::get_if<Map>(&value.held))
        return fmt::format("{{{}}}", words_of(*map));
    return "absent";
}

/// What nearly every packet has, so that naming it would hide the rest.
bool goes_without_saying(std::string_view name, Value const& value)
{
    if (name == "dup" || name == "retain")
        return value == Value{false};
    if (name == "protocol_name")
        return value == Value{std::string("MQTT")};
    if (name == "protocol_level")
        return value == Value{std::int64_t{4}};
    return false;
}

/// A well-formed character, or a single byte that begins none.
std::string_view first_character(std::string_view bytes)
{
    for (std::size_t length = 1; length <= std::min<std::size_t>(4, bytes.size()); ++length) {
        if (!ill_formed_utf8(bytes.substr(0, length)))
            return bytes.substr(0, length);
    }
    return bytes.substr(0, 1);
}

/// Whether a terminal shows it as itself, and changes nothing else by it.
bool is_printable(std::string_view character)
{
    if (ill_formed_utf8(character) || character == "\"" || character == "\\")
        return false;
    struct Range
    {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };
    // C0, DEL and C1; soft hyphen; Arabic letter mark; zero-width and direction marks; line and paragraph
    // separators and bidirectional overrides; invisible operators and isolates; BOM; interlinear marks; tags.
    constexpr std::array unprintable{Range{0x00, 0x1F},      Range{0x7F, 0x9F},     Range{0xAD, 0xAD},
                                     Range{0x61C, 0x61C},    Range{0x200B, 0x200F}, Range{0x2028, 0x202E},
                                     Range{0x2060, 0x206F},  Range{0xFEFF, 0xFEFF}, Range{0xFFF9, 0xFFFB},
                                     Range{0xE0000, 0xE007F}};
    auto const code_point = code_point_of(character);
    return std::ranges::none_of(unprintable, [code_point](Range range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

std::uint32_t code_point_of(std::string_view character)
{
    auto const first = static_cast<std::uint8_t>(character.front());
    if (character.size() == 1)
        return first;
    std::uint32_t code_point = first & (0x7FU >> character.size());
    for (auto const byte : character.substr(1))
        code_point = code_point << 6U | (static_cast<std::uint8_t>(byte) & 0x3FU);
    return code_point;
}

std::string escaped(std::string_view bytes)
{
    if (bytes == "\"" || bytes == "\\")
        return fmt::format("\\{}", bytes);
    std::string text;
    for (auto const byte : bytes)
        text += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(byte));
    return text;
}

} // namespace
} // namespace mqttspec::wire
