// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::yaml {

/// One code point of a text, or one byte that belongs to none.
struct Glyph
{
    char32_t code_point = 0;
    std::size_t length_bytes = 1;
    bool is_valid = true;
};

/// Reads the first glyph of a text that is not empty.
[[nodiscard]] Glyph first_glyph(std::string_view text);

/// How many columns of a terminal the glyph takes; a tab counts as one, as it is copied below the line.
[[nodiscard]] int display_width(Glyph const& glyph);

/// Controls, format characters that reorder text, and stray bytes as `\x1b`, `\u202e`; all else as it is.
[[nodiscard]] std::string escaped(std::string_view text);

/// The same for one glyph, given its bytes.
[[nodiscard]] std::string escaped(Glyph const& glyph, std::string_view bytes);

/// Where the first byte stands that YAML does not allow: ill-formed UTF-8 or a control character.
[[nodiscard]] std::optional<std::size_t> first_unreadable(std::string_view text);

/// A text cut into lines.
class Lines
{
public:
    explicit Lines(std::string_view text);

    /// That line, counted from 0, without its end; empty behind the last one.
    [[nodiscard]] std::string_view line(std::size_t index) const;

    /// The line, counted from 0, in which that byte stands, and its place in it.
    [[nodiscard]] std::pair<std::size_t, std::size_t> place(std::size_t offset) const;

private:
    std::string_view text_;
    std::vector<std::size_t> starts_;
};

/// How many glyphs stand before that byte of the line.
[[nodiscard]] int glyphs_before(std::string_view line, std::size_t offset);

} // namespace mqttspec::yaml
