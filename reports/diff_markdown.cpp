// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.hpp"

#include "reports/diff_words.hpp"
#include "reports/markdown_text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mqttspec::reports {

namespace {

// A comment on a pull request holds 65,536 characters; what is left out is counted.
constexpr std::array<std::size_t, change_kinds> most_of_a_kind{30, 30, 20, 20, 20, 20, 20, 20};

std::string section(ChangeKind kind, Comparison const& comparison, Language lang);
std::string item(Change const& change, Language lang);
std::string from_to(Change const& change, Language lang);

} // namespace

std::string diff_markdown(Comparison const& comparison, Language lang)
{
    std::array<std::string_view, 4> constexpr marks{"✅", "❌", "", "⚠️"};
    std::string text = fmt::format("### {} {}\n\n", marks.at(static_cast<std::size_t>(exit_code(comparison))),
                                   totals_in_words(comparison, lang));
    text += fmt::format("- OLD {}\n- NEW {}\n", md_prose(side_in_words(*comparison.before, lang), 400),
                        md_prose(side_in_words(*comparison.after, lang), 400));
    for (Remark const& remark : comparison.remarks)
        text += "\n> ⚠️ " + md_prose(in_words(remark, lang), 600) + "\n";
    for (std::size_t i = 0; i < change_kinds; ++i)
        text += section(static_cast<ChangeKind>(i), comparison, lang);
    return text;
}

namespace {

/// What nobody has to act on is folded away.
std::string section(ChangeKind kind, Comparison const& comparison, Language lang)
{
    auto const changes = comparison.of(kind);
    if (changes.empty())
        return {};
    std::string const title = fmt::format("{} ({})", title_of(kind, lang), changes.size());
    bool const is_urgent = kind == ChangeKind::regression || kind == ChangeKind::untold;
    std::string text = is_urgent ? fmt::format("\n#### {}\n\n", title)
                                 : fmt::format("\n<details><summary>{}</summary>\n\n", title);
    std::size_t const shown = std::min(changes.size(), most_of_a_kind.at(static_cast<std::size_t>(kind)));
    for (std::size_t i = 0; i < shown; ++i)
        text += item(*changes[i], lang);
    if (changes.size() > shown)
        text +=
            fmt::format("- {}\n", fmt::format(fmt::runtime(words(lang).and_more), changes.size() - shown));
    return text + (is_urgent ? "" : "\n</details>\n");
}

std::string item(Change const& change, Language lang)
{
    std::string text = "- ";
    if (!change.statement.empty())
        text += fmt::format("**{}** ", md_prose(change.statement, 80));
    text += md_code(change.subject, 100) + std::string(words(lang).colon) + from_to(change, lang);
    if (change.was_rewritten)
        text += fmt::format(fmt::runtime(words(lang).parentheses), rewritten(lang));
    text += "\n";
    if (!change.detail.empty())
        text += fmt::format("  <br>{}\n", md_code(change.detail, 240));
    if (change.kind == ChangeKind::regression && !change.replay.empty())
        text += fmt::format("  <br>{}\n", md_code(change.replay, 160));
    return text;
}

std::string from_to(Change const& change, Language lang)
{
    bool const is_verdict = change.kind != ChangeKind::alternative && change.kind != ChangeKind::behaviour;
    auto const told = [&](std::string const& text) {
        if (is_verdict)
            return md_prose(verdict_in(text, lang));
        return text.empty() ? std::string("–") : md_code(text, 80);
    };
    if (change.kind == ChangeKind::fresh)
        return told(change.after);
    if (change.kind == ChangeKind::gone)
        return told(change.before);
    return fmt::format("{} → {}", told(change.before), told(change.after));
}

} // namespace

} // namespace mqttspec::reports
