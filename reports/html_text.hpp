// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/words.hpp"
#include "results/result.hpp"

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// Sanitised, and cut where a text is longer than anybody would read.
[[nodiscard]] std::string clipped(std::string_view text);

/// A text from anywhere for use in HTML, between tags and in quoted attributes: clipped, and what HTML would
/// interpret escaped.
[[nodiscard]] std::string html_escaped(std::string_view text);

/// The same text in both languages, of which the page shows one. The parts are HTML already.
[[nodiscard]] std::string in_both(std::string_view english, std::string_view chinese);

/// A word of the console report in both languages.
[[nodiscard]] std::string in_both(std::string_view Words::*word);

/// `<a class="id" href="#...">` to a case or statement of this page.
[[nodiscard]] std::string html_link(std::string_view id);

/// What stands behind the # in an address to show a case or statement.
[[nodiscard]] std::string html_fragment(std::string_view id);

/// `<dt>name</dt><dd>text</dd>`, of which the text is escaped here; nothing where it is empty.
[[nodiscard]] std::string html_pair(std::string_view name, std::string_view text);

/// How it is shown, which is the name of a class of the style sheet and of a filter: the verdict, or "known"
/// or "unexpected".
[[nodiscard]] std::string_view look_of(results::CaseResult const& one);
[[nodiscard]] std::string_view look_of(results::StatementResult const& one);

/// The word for a look.
[[nodiscard]] std::string_view Words::*word_of(std::string_view look);

/// `✓` and the like.
[[nodiscard]] std::string_view mark_of(std::string_view look);

/// `<span class="badge fail">fail</span>`.
[[nodiscard]] std::string html_badge(std::string_view look);

/// What the page is called: the target, its version and the share that passes.
[[nodiscard]] std::string html_title(results::Result const& result);

/// What the row of a statement is called: its id, and its role where that is not the one that is judged.
[[nodiscard]] std::string html_row_id(results::StatementResult const& one, results::Target const& target);

[[nodiscard]] std::string base64(std::string_view bytes);

} // namespace mqttspec::reports
