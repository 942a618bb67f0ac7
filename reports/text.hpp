// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reports {

/// The code point at the front of a text; where the bytes are no UTF-8, the first of them.
struct Glyph
{
    char32_t code = 0;
    std::size_t length = 1;
    bool is_valid = false;
};

/// Reads the front of a text that is not empty.
[[nodiscard]] Glyph first_glyph(std::string_view text);

/// The one sanitiser for text from outside: what XML 1.0 forbids, a terminal would obey, or an eye would not
/// see becomes `\xNN` (bytes) or `\uNNNN` (code points). Line feeds stay.
[[nodiscard]] std::string sanitised(std::string_view text);

/// The same on one line: line feeds become "; " and runs of spaces one space.
[[nodiscard]] std::string one_line(std::string_view text);

/// Only what is no UTF-8 becomes `\xNN`.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Columns on a terminal: East Asian wide characters and emoji take two, combining marks none.
[[nodiscard]] int columns(std::string_view text);

/// Filled up with spaces to at least `width` columns.
[[nodiscard]] std::string padded(std::string_view text, int width);
[[nodiscard]] std::string padded_left(std::string_view text, int width);

/// The text, or as much of it as fits in `width` columns with `ellipsis` at its end.
[[nodiscard]] std::string cut(std::string_view text, int width, std::string_view ellipsis);

/// Broken into lines of at most `width` columns: at line feeds, spaces, wide characters, and where nothing
/// else helps. Never empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, int width);

/// "c0 00", at most `limit` bytes of it.
[[nodiscard]] std::string spaced_hex(std::string_view bytes, std::size_t limit);

/// "0.4 ms", "1.23 s", "2 min 5 s".
[[nodiscard]] std::string duration(double seconds);

} // namespace mqttspec::reports
