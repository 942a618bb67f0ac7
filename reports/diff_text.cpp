// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.hpp"

#include "reports/diff_words.hpp"
#include "reports/look.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::reports {

namespace {

/// Writes the kinds of change one below the other.
class Diff
{
public:
    Diff(Comparison const& comparison, ConsoleOptions const& options)
        : comparison_(comparison), options_(options), words_(words(options.lang)),
          symbols_(symbols(options.unicode)), ink_(options.colour)
    {}

    [[nodiscard]] std::string text();

private:
    void add_heading();
    void add(ChangeKind kind);
    void add(Change const& change, int width);
    void add_wrapped(std::string_view label, std::string const& text);
    [[nodiscard]] std::string from_to(Change const& change) const;
    [[nodiscard]] std::string painted(ChangeKind kind, std::string_view text) const;

    Comparison const& comparison_;
    ConsoleOptions const& options_;
    Words const& words_;
    Symbols symbols_;
    Ink ink_;
    std::string text_;
};

std::string name_of(Change const& change);

} // namespace

std::string diff_text(Comparison const& comparison, ConsoleOptions const& options)
{
    return Diff(comparison, options).text();
}

namespace {

std::string Diff::text()
{
    add_heading();
    for (std::size_t i = 0; i < change_kinds; ++i)
        add(static_cast<ChangeKind>(i));
    std::string const totals = totals_in_words(comparison_, options_.lang);
    int const code = exit_code(comparison_);
    text_ += "\n" + (code == 1 ? ink_.loud(totals) : code == 0 ? ink_.good(totals) : ink_.doubtful(totals));
    return std::move(text_) + "\n";
}

void Diff::add_heading()
{
    text_ += "OLD  " + side_in_words(*comparison_.before, options_.lang) + "\n";
    text_ += "NEW  " + side_in_words(*comparison_.after, options_.lang) + "\n";
    for (Remark const& remark : comparison_.remarks) {
        std::string lead = "  ! ";
        for (std::string const& line : wrapped(in_words(remark, options_.lang), options_.width - 4)) {
            text_ += ink_.doubtful(lead + line) + "\n";
            lead = "    ";
        }
    }
}

void Diff::add(ChangeKind kind)
{
    auto const changes = comparison_.of(kind);
    if (changes.empty())
        return;
    text_ += fmt::format(
        "\n{}\n", painted(kind, fmt::format("{} ({})", title_of(kind, options_.lang), changes.size())));
    int width = 0;
    for (Change const* const change : changes)
        width = std::max(width, std::min(60, columns(name_of(*change))));
    for (Change const* const change : changes)
        add(*change, width);
}

void Diff::add(Change const& change, int width)
{
    std::string line = "  " + padded(name_of(change), width) + "  " + from_to(change);
    if (change.was_rewritten)
        line += fmt::format(fmt::runtime(words_.parentheses), rewritten(options_.lang));
    text_ += line + "\n";
    add_wrapped("", change.detail);
    if (!change.replay.empty())
        text_ += "      " + ink_.faint(words_.replay) + "  " + one_line(change.replay) + "\n";
}

void Diff::add_wrapped(std::string_view label, std::string const& text)
{
    if (text.empty())
        return;
    std::string const lead = "      " + std::string(label);
    for (std::string const& line : wrapped(cut(one_line(text), 600, symbols_.ellipsis), options_.width - 6))
        text_ += ink_.faint(lead + line) + "\n";
}

std::string Diff::from_to(Change const& change) const
{
    bool const is_verdict = change.kind != ChangeKind::alternative && change.kind != ChangeKind::behaviour;
    auto const told = [&](std::string const& text) {
        if (is_verdict)
            return verdict_in(text, options_.lang);
        return text.empty() ? std::string(symbols_.skipped) : cut(one_line(text), 60, symbols_.ellipsis);
    };
    if (change.kind == ChangeKind::fresh)
        return told(change.after);
    if (change.kind == ChangeKind::gone)
        return told(change.before);
    return fmt::format("{} {} {}", told(change.before), symbols_.sent, told(change.after));
}

std::string Diff::painted(ChangeKind kind, std::string_view text) const
{
    switch (kind) {
    case ChangeKind::regression: return ink_.loud(text);
    case ChangeKind::fix:
    case ChangeKind::told: return ink_.good(text);
    case ChangeKind::untold: return ink_.doubtful(text);
    default: return ink_.strong(text);
    }
}

std::string name_of(Change const& change)
{
    std::string const statement = one_line(change.statement);
    return statement + (statement.empty() ? "" : "  ") + one_line(change.subject);
}

} // namespace

} // namespace mqttspec::reports
