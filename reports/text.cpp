// SPDX-License-Identifier: Apache-2.0
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace mqttspec::reports {

namespace {

struct Range
{
    char32_t first = 0;
    char32_t last = 0;
};

/// What is legal in XML but harms or hides on a terminal: C1 controls, marks of direction, zero-width
/// characters, line separators, the byte order mark, non-characters.
constexpr std::array unsafe_ranges{Range{0x00, 0x09},      Range{0x0b, 0x1f},     Range{0x7f, 0x9f},
                                   Range{0xad, 0xad},      Range{0x61c, 0x61c},   Range{0x180e, 0x180e},
                                   Range{0x200b, 0x200f},  Range{0x2028, 0x202e}, Range{0x2060, 0x206f},
                                   Range{0xfdd0, 0xfdef},  Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb},
                                   Range{0xe0000, 0xe0fff}};

/// East Asian Wide and Fullwidth, and emoji.
constexpr std::array wide_ranges{
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x2329, 0x232a},   Range{0x23e9, 0x23ec},
    Range{0x25fd, 0x25fe},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x267f, 0x267f},
    Range{0x26a1, 0x26a1},   Range{0x26d4, 0x26d4},   Range{0x2705, 0x2705},   Range{0x274c, 0x274c},
    Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},   Range{0x2b1b, 0x2b1c},
    Range{0x2e80, 0x303e},   Range{0x3041, 0x33ff},   Range{0x3400, 0x4dbf},   Range{0x4e00, 0x9fff},
    Range{0xa000, 0xa4cf},   Range{0xa960, 0xa97f},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe30, 0xfe6f},   Range{0xff01, 0xff60},   Range{0xffe0, 0xffe6},   Range{0x16fe0, 0x18cff},
    Range{0x1b000, 0x1b2ff}, Range{0x1f004, 0x1f004}, Range{0x1f18e, 0x1f19a}, Range{0x1f200, 0x1f320},
    Range{0x1f32d, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f7e0, 0x1f7eb}, Range{0x1f90c, 0x1f9ff},
    Range{0x1fa70, 0x1faff}, Range{0x20000, 0x3fffd}};

constexpr std::array combining_ranges{Range{0x300, 0x36f},   Range{0x483, 0x489},   Range{0x591, 0x5bd},
                                      Range{0x610, 0x61a},   Range{0x64b, 0x65f},   Range{0x900, 0x902},
                                      Range{0x93c, 0x93c},   Range{0x94d, 0x94d},   Range{0xe31, 0xe31},
                                      Range{0xe34, 0xe3a},   Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff},
                                      Range{0x20d0, 0x20ff}, Range{0x302a, 0x302d}, Range{0x3099, 0x309a},
                                      Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}};

std::size_t sequence_length(std::uint8_t lead);
bool is_in(char32_t code, auto const& ranges);
bool is_unsafe(char32_t code);
std::string escaped(std::string_view bytes, Glyph const& glyph);
int columns_of(Glyph const& glyph);
std::string_view first_word(std::string_view text, int width);
void wrap_line(std::vector<std::string>& lines, std::string_view text, int width);

} // namespace

Glyph first_glyph(std::string_view text)
{
    auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    std::size_t const length = sequence_length(byte(0));
    if (length == 0 || length > text.size())
        return {.code = byte(0)};
    if (length == 1)
        return {.code = byte(0), .is_valid = true};

    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    char32_t code = byte(0) & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80)
            return {.code = byte(0)};
        code = (code << 6U) | (byte(i) & 0x3fU);
    }
    bool const is_surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < least[length] || code > 0x10ffff || is_surrogate)
        return {.code = byte(0)};
    return {.code = code, .length = length, .is_valid = true};
}

std::string sanitised(std::string_view text)
{
    std::string clean;
    while (!text.empty()) {
        Glyph const glyph = first_glyph(text);
        bool const is_fine = glyph.is_valid && !is_unsafe(glyph.code);
        clean += is_fine ? std::string(text.substr(0, glyph.length)) : escaped(text, glyph);
        text.remove_prefix(glyph.length);
    }
    return clean;
}

std::string one_line(std::string_view text)
{
    std::string line;
    for (char const c : sanitised(text)) {
        bool const ends_in_space = line.empty() || line.back() == ' ';
        if (c == '\n' && !ends_in_space)
            line += line.ends_with(";") || line.ends_with(":") || line.ends_with(".") ? " " : "; ";
        else if (c != ' ' && c != '\n')
            line += c;
        else if (!ends_in_space)
            line += ' ';
    }
    while (line.ends_with(' ') || line.ends_with(';'))
        line.pop_back();
    return line;
}

std::string valid_utf8(std::string_view text)
{
    std::string clean;
    while (!text.empty()) {
        Glyph const glyph = first_glyph(text);
        clean += glyph.is_valid ? std::string(text.substr(0, glyph.length)) : escaped(text, glyph);
        text.remove_prefix(glyph.length);
    }
    return clean;
}

int columns(std::string_view text)
{
    int sum = 0;
    while (!text.empty()) {
        Glyph const glyph = first_glyph(text);
        sum += columns_of(glyph);
        text.remove_prefix(glyph.length);
    }
    return sum;
}

std::string padded(std::string_view text, int width)
{
    int const missing = std::max(0, width - columns(text));
    return std::string(text) + std::string(static_cast<std::size_t>(missing), ' ');
}

std::string padded_left(std::string_view text, int width)
{
    int const missing = std::max(0, width - columns(text));
    return std::string(static_cast<std::size_t>(missing), ' ') + std::string(text);
}

std::string cut(std::string_view text, int width, std::string_view ellipsis)
{
    if (columns(text) <= width)
        return std::string(text);
    int const room = width - columns(ellipsis);
    if (room < 0)
        return {};
    std::string_view const kept = text;
    int used = 0;
    while (!text.empty()) {
        Glyph const glyph = first_glyph(text);
        used += columns_of(glyph);
        if (used > room)
            break;
        text.remove_prefix(glyph.length);
    }
    return std::string(kept.substr(0, kept.size() - text.size())) + std::string(ellipsis);
}

std::vector<std::string> wrapped(std::string_view text, int width)
{
    std::vector<std::string> lines;
    while (true) {
        std::size_t const end = text.find('\n');
        wrap_line(lines, text.substr(0, end), std::max(2, width)); // A wide character needs two.
        if (end == std::string_view::npos)
            return lines;
        text.remove_prefix(end + 1);
    }
}

std::string spaced_hex(std::string_view bytes, std::size_t limit)
{
    std::string hex;
    for (char const c : bytes.substr(0, limit))
        hex += fmt::format("{}{:02x}", hex.empty() ? "" : " ", static_cast<std::uint8_t>(c));
    if (bytes.size() > limit)
        hex += " ..";
    return hex;
}

std::string duration(double seconds)
{
    // Half a unit below each border, so that rounding never prints "1000.0 ms" or "60.00 s".
    if (!std::isfinite(seconds))
        return "?";
    if (seconds < 0.09995)
        return fmt::format("{:.1f} ms", seconds * 1e3);
    if (seconds < 0.9995)
        return fmt::format("{:.0f} ms", seconds * 1e3);
    if (seconds < 59.995)
        return fmt::format("{:.2f} s", seconds);
    auto const whole = std::llround(std::min(seconds, 1e12));
    return fmt::format("{} min {} s", whole / 60, whole % 60);
}

namespace {

std::size_t sequence_length(std::uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead < 0xe0)
        return 2;
    if (lead >= 0xe0 && lead < 0xf0)
        return 3;
    if (lead >= 0xf0 && lead < 0xf5)
        return 4;
    return 0;
}

bool is_in(char32_t code, auto const& ranges)
{
    auto const it = std::lower_bound(ranges.begin(), ranges.end(), code,
                                     [](Range const& range, char32_t c) { return range.last < c; });
    return it != ranges.end() && it->first <= code;
}

bool is_unsafe(char32_t code)
{
    bool const is_last_of_plane = (code & 0xfffeU) == 0xfffe;
    return is_last_of_plane || is_in(code, unsafe_ranges);
}

std::string escaped(std::string_view bytes, Glyph const& glyph)
{
    if (!glyph.is_valid || glyph.code < 0x80)
        return fmt::format("\\x{:02x}", static_cast<std::uint8_t>(bytes.front()));
    if (glyph.code > 0xffff)
        return fmt::format("\\U{:08x}", static_cast<std::uint32_t>(glyph.code));
    return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(glyph.code));
}

int columns_of(Glyph const& glyph)
{
    if (glyph.code < 0x300)
        return 1;
    if (is_in(glyph.code, combining_ranges))
        return 0;
    return is_in(glyph.code, wide_ranges) ? 2 : 1;
}

/// Up to and including the spaces behind it. A wide character is a word by itself; one too long for a line is
/// cut.
std::string_view first_word(std::string_view text, int width)
{
    std::size_t length = 0;
    int used = 0;
    while (length < text.size() && text[length] != ' ') {
        Glyph const glyph = first_glyph(text.substr(length));
        bool const is_wide = columns_of(glyph) == 2;
        if (length > 0 && (is_wide || used + columns_of(glyph) > width))
            return text.substr(0, length);
        length += glyph.length;
        used += columns_of(glyph);
        if (is_wide)
            break;
    }
    while (length < text.size() && text[length] == ' ')
        ++length;
    return text.substr(0, length);
}

void wrap_line(std::vector<std::string>& lines, std::string_view text, int width)
{
    auto const without_end = [](std::string line) {
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    };
    std::string line;
    while (!text.empty()) {
        std::string_view const word = first_word(text, width);
        bool const fits = columns(without_end(line + std::string(word))) <= width;
        if (!fits && !line.empty()) {
            lines.push_back(without_end(line));
            line.clear();
        }
        line += word;
        text.remove_prefix(word.size());
    }
    lines.push_back(without_end(line));
}

} // namespace

} // namespace mqttspec::reports
