// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// Text from outside within a line of GitHub's Markdown: nothing in it is interpreted, links to anything, or
/// calls anybody. At most `width` columns of it.
[[nodiscard]] std::string md_prose(std::string_view text, int width = 300);

/// The same as a code span. Nothing for no text.
[[nodiscard]] std::string md_code(std::string_view text, int width = 200);
[[nodiscard]] std::string md_code_in_table(std::string_view text, int width = 200);

/// Lines in a fence that they cannot close; `language` colours them. At most `limit` columns of each of the
/// first `lines` lines.
[[nodiscard]] std::string md_block(std::string_view text, std::string_view language, int limit = 400,
                                   int lines = 20);

/// A link that shows its address; what is no plain http(s) address becomes a code span.
[[nodiscard]] std::string md_link(std::string_view address);

} // namespace mqttspec::reports
