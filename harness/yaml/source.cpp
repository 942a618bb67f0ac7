// SPDX-License-Identifier: Apache-2.0
#include "yaml/source.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

namespace mqttspec::yaml {

namespace {

struct Range
{
    char32_t first = 0;
    char32_t last = 0;
};

/// Blocks that terminals draw two columns wide.
constexpr std::array wide_ranges{
    Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF}, Range{0x3400, 0x4DBF},
    Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xAC00, 0xD7A3}, Range{0xF900, 0xFAFF},
    Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6}, Range{0x1F300, 0x1F64F},
    Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD},
};

/// Combining marks, and characters without a width of their own.
constexpr std::array narrow_ranges{
    Range{0x0300, 0x036F}, Range{0x1AB0, 0x1AFF}, Range{0x200B, 0x200D},
    Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
};

/// What must not reach a terminal as it is: C0, DEL, C1, and the controls of writing direction.
constexpr std::array escaped_ranges{
    Range{0x0000, 0x0008}, Range{0x000A, 0x001F}, Range{0x007F, 0x009F}, Range{0x061C, 0x061C},
    Range{0x200E, 0x200F}, Range{0x2028, 0x202E}, Range{0x2066, 0x2069}, Range{0xFEFF, 0xFEFF},
};

template <std::size_t Size>
bool is_in(std::array<Range, Size> const& ranges, char32_t code_point)
{
    return std::ranges::any_of(
        ranges, [=](Range const& range) { return range.first <= code_point && code_point <= range.last; });
}

std::size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

bool is_well_formed(char32_t code_point, std::size_t length)
{
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    bool const is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return code_point >= least[length] && code_point <= 0x10FFFF && !is_surrogate;
}

std::string hex(char32_t value, int digits)
{
    std::string out;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(value >> shift) & 0xF];
    return out;
}

} // namespace

Glyph first_glyph(std::string_view text)
{
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    auto const stray = Glyph{.code_point = byte(0), .length_bytes = 1, .is_valid = false};

    auto const length = sequence_length(byte(0));
    if (length == 0 || length > text.size())
        return stray;
    if (length == 1)
        return {.code_point = byte(0), .length_bytes = 1, .is_valid = true};

    char32_t code_point = byte(0) & (0x7FU >> length);
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte(at) & 0xC0U) != 0x80U)
            return stray;
        code_point = (code_point << 6U) | (byte(at) & 0x3FU);
    }
    if (!is_well_formed(code_point, length))
        return stray;
    return {.code_point = code_point, .length_bytes = length, .is_valid = true};
}

int display_width(Glyph const& glyph)
{
    if (!glyph.is_valid)
        return 1;
    if (is_in(narrow_ranges, glyph.code_point))
        return 0;
    return is_in(wide_ranges, glyph.code_point) ? 2 : 1;
}

std::string escaped(Glyph const& glyph, std::string_view bytes)
{
    if (!glyph.is_valid || (glyph.code_point < 0x80 && is_in(escaped_ranges, glyph.code_point)))
        return "\\x" + hex(glyph.code_point, 2);
    if (is_in(escaped_ranges, glyph.code_point))
        return "\\u" + hex(glyph.code_point, 4);
    return std::string(bytes);
}

std::string escaped(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        auto const glyph = first_glyph(text);
        out += escaped(glyph, text.substr(0, glyph.length_bytes));
        text.remove_prefix(glyph.length_bytes);
    }
    return out;
}

std::optional<std::size_t> first_unreadable(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        auto const glyph = first_glyph(text.substr(at));
        bool const is_space =
            glyph.code_point == '\t' || glyph.code_point == '\n' || glyph.code_point == '\r';
        bool const is_control = glyph.code_point < 0x20 && !is_space;
        if (!glyph.is_valid || is_control || glyph.code_point == 0x7F)
            return at;
        at += glyph.length_bytes;
    }
    return std::nullopt;
}

Lines::Lines(std::string_view text) : text_(text), starts_{0}
{
    for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] == '\n')
            starts_.push_back(at + 1);
}

std::string_view Lines::line(std::size_t index) const
{
    if (index >= starts_.size())
        return {};
    auto const end = index + 1 < starts_.size() ? starts_[index + 1] - 1 : text_.size();
    auto const whole = text_.substr(starts_[index], end - starts_[index]);
    return whole.substr(0, whole.ends_with('\r') ? whole.size() - 1 : whole.size());
}

std::pair<std::size_t, std::size_t> Lines::place(std::size_t offset) const
{
    auto const behind = std::upper_bound(starts_.begin(), starts_.end(), offset);
    auto const index = static_cast<std::size_t>(std::distance(starts_.begin(), behind)) - 1;
    return {index, offset - starts_[index]};
}

int glyphs_before(std::string_view line, std::size_t offset)
{
    int count = 0;
    for (std::size_t at = 0; at < std::min(offset, line.size()); ++count)
        at += first_glyph(line.substr(at)).length_bytes;
    return count;
}

} // namespace mqttspec::yaml
