// SPDX-License-Identifier: Apache-2.0
#include "yaml/diagnostic.hpp"

#include "yaml/source.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace mqttspec::yaml {

namespace {

/// A source that is all errors must not fill the memory; nobody reads more than this.
constexpr std::size_t most_kept = 1000;

/// Longer lines are cut around the caret.
constexpr std::size_t most_shown = 100;

std::string heading(Diagnostic const& diagnostic);
std::string excerpt(std::string_view line, int column);
bool stands_before(Diagnostic const& left, Diagnostic const& right);

} // namespace

void Diagnostics::add(Diagnostic diagnostic)
{
    if (all_.size() >= most_kept) {
        ++dropped_;
        return;
    }
    // An aliased node is read once for each alias, and its fault is still one fault.
    bool const is_known = std::ranges::any_of(all_, [&](Diagnostic const& other) {
        return other.where == diagnostic.where && other.message == diagnostic.message;
    });
    if (!is_known)
        all_.push_back(std::move(diagnostic));
}

void Diagnostics::add_source(std::string file, std::string text)
{
    sources_.insert_or_assign(std::move(file), std::move(text));
}

std::string Diagnostics::render() const
{
    auto sorted = all_;
    std::ranges::stable_sort(sorted, stands_before);

    std::string out;
    for (auto const& diagnostic : sorted) {
        out += heading(diagnostic);
        auto const source = sources_.find(diagnostic.where.file);
        if (diagnostic.where.line > 0 && source != sources_.end()) {
            auto const line = Lines(source->second).line(static_cast<std::size_t>(diagnostic.where.line) - 1);
            out += excerpt(line, diagnostic.where.column);
        }
        if (!diagnostic.hint.empty())
            out += "    hint: " + escaped(diagnostic.hint) + "\n";
    }
    if (dropped_ > 0)
        out += "and " + std::to_string(dropped_) + " more errors\n";
    return out;
}

namespace {

std::string heading(Diagnostic const& diagnostic)
{
    auto out = escaped(diagnostic.where.file);
    if (diagnostic.where.line > 0)
        out += ":" + std::to_string(diagnostic.where.line) + ":" + std::to_string(diagnostic.where.column);
    return out + ": error: " + escaped(diagnostic.message) + "\n";
}

/// The line, and below it a caret under that glyph. Tabs are repeated below themselves, so that both lines
/// move alike whatever the terminal makes of them.
std::string excerpt(std::string_view line, int column)
{
    auto const before = static_cast<std::size_t>(std::max(column - 1, 0));
    auto const skipped = before > most_shown - 20 ? before - (most_shown - 20) : 0;
    std::string shown = skipped > 0 ? "..." : "";
    std::string below(shown.size(), ' ');

    std::size_t index = 0;
    for (; !line.empty() && index < skipped + most_shown; ++index) {
        auto const glyph = first_glyph(line);
        auto const bytes = line.substr(0, glyph.length_bytes);
        line.remove_prefix(glyph.length_bytes);
        if (index < skipped)
            continue;

        auto const text = escaped(glyph, bytes);
        shown += text;
        auto const width = text == bytes ? static_cast<std::size_t>(display_width(glyph)) : text.size();
        if (index < before)
            below += text == "\t" ? "\t" : std::string(width, ' ');
    }
    if (!line.empty())
        shown += "...";
    return "    " + shown + "\n    " + below + "^\n";
}

bool stands_before(Diagnostic const& left, Diagnostic const& right)
{
    auto const key = [](Diagnostic const& diagnostic) {
        auto const& where = diagnostic.where;
        return std::tie(where.file, where.line, where.column);
    };
    return key(left) < key(right);
}

} // namespace

} // namespace mqttspec::yaml
