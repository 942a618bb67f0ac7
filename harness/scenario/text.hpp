// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/value.hpp"
#include "yaml/cursor.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace mqttspec::scenario {

/// "c3 28".
[[nodiscard]] std::string hex_of(std::string_view bytes);

/// Whether all of it is printable ASCII.
[[nodiscard]] bool is_readable(std::string_view bytes);

void append(Text& text, std::string_view bytes);
void append(Text& text, Text const& more);

/// Turns the digits that were gathered into bytes, and reports what is wrong with them. Blanks may stand
/// anywhere.
bool append_hex(yaml::Cursor const& at, std::string& digits, Text& out);

/// In bytes. A variable counts as much as its name and a bit more, so that repeating it has an end, too.
[[nodiscard]] std::size_t size_of(Text const& text);

} // namespace mqttspec::scenario
