// SPDX-License-Identifier: Apache-2.0
#include "reports/section_tree.hpp"

#include "reports/look.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using results::StatementResult;
using results::StatementVerdict;

/// Widths that all sections share.
struct Layout
{
    int id = 0;
    int title = 0;
    int strip = 0;
};

/// How many statements of a section say what.
struct Tally
{
    int pass = 0;
    int applicable = 0;
    int skipped = 0;
    bool has_failure = false;
    bool has_news = false; ///< A failure that is not known.
    bool has_doubt = false;
};

class Tree
{
public:
    Tree(Result const& result, ConsoleOptions const& options);

    [[nodiscard]] std::string text();

private:
    void add(SectionGroup const& group);
    void add(StatementResult const& statement);
    void add_unexamined();
    void add_legend();
    [[nodiscard]] std::string mark(StatementResult const& statement) const;
    [[nodiscard]] std::string mark(Tally const& tally) const;
    [[nodiscard]] std::string remark(StatementResult const& statement) const;
    [[nodiscard]] bool is_shown(StatementResult const& statement) const;

    Result const& result_;
    ConsoleOptions const& options_;
    Words const& words_;
    Symbols symbols_;
    Ink ink_;
    std::vector<SectionGroup> groups_;
    Layout layout_;
    std::string text_;
};

Layout layout_of(std::vector<SectionGroup> const& groups, int width);
Tally tally_of(SectionGroup const& group);
bool is_unexamined(SectionGroup const& group);
int count_failing(StatementResult const& statement, Result const& result);
std::string_view take_piece(std::string_view& text);

} // namespace

std::string section_tree(Result const& result, ConsoleOptions const& options)
{
    return Tree(result, options).text();
}

std::vector<SectionGroup> sections_of(Result const& result, Language lang)
{
    return sections_of(result, lang, judged_role(result.target));
}

std::vector<SectionGroup> sections_of(Result const& result, Language lang, std::string_view role)
{
    std::vector<SectionGroup> groups;
    for (StatementResult const& statement : result.statements) {
        if (statement.role != role)
            continue;
        auto const it = std::find_if(groups.begin(), groups.end(),
                                     [&](SectionGroup const& one) { return one.id == statement.section; });
        SectionGroup& group = it == groups.end() ? groups.emplace_back() : *it;
        group.id = statement.section;
        group.statements.push_back(&statement);
    }
    for (SectionGroup& group : groups) {
        std::sort(group.statements.begin(), group.statements.end(),
                  [](auto const* left, auto const* right) { return comes_before(left->id, right->id); });
        for (results::Section const& section : result.sections) {
            if (section.id == group.id)
                group.title = one_line(lang == Language::chinese ? section.title_zh : section.title);
        }
    }
    std::sort(groups.begin(), groups.end(), [](SectionGroup const& left, SectionGroup const& right) {
        return comes_before(left.id, right.id);
    });
    return groups;
}

bool comes_before(std::string_view left, std::string_view right)
{
    while (!left.empty() && !right.empty()) {
        std::string_view const l = take_piece(left);
        std::string_view const r = take_piece(right);
        bool const are_numbers = std::isdigit(static_cast<unsigned char>(l[0])) != 0 &&
                                 std::isdigit(static_cast<unsigned char>(r[0])) != 0;
        if (are_numbers && l.size() != r.size())
            return l.size() < r.size();
        if (l != r)
            return l < r;
    }
    return left.size() < right.size();
}

namespace {

Tree::Tree(Result const& result, ConsoleOptions const& options)
    : result_(result), options_(options), words_(words(options.lang)), symbols_(symbols(options.unicode)),
      ink_(options.colour), groups_(sections_of(result, options.lang)),
      layout_(layout_of(groups_, options.width))
{}

std::string Tree::text()
{
    for (SectionGroup const& group : groups_) {
        if (!is_unexamined(group) || options_.verbosity > 0)
            add(group);
    }
    if (options_.verbosity == 0)
        add_unexamined();
    if (!groups_.empty())
        add_legend();
    return std::move(text_);
}

void Tree::add(SectionGroup const& group)
{
    Tally const tally = tally_of(group);
    std::string strip;
    for (StatementResult const* const statement : group.statements)
        strip += mark(*statement);
    auto const fill = std::max(0, layout_.strip - static_cast<int>(group.statements.size()));

    text_ += "  " + mark(tally) + " " + padded(one_line(group.id), layout_.id) + "  ";
    if (layout_.title > 0)
        text_ +=
            ink_.strong(padded(cut(group.title, layout_.title, symbols_.ellipsis), layout_.title)) + "  ";
    text_ += strip + padded("", fill);
    if (tally.applicable > 0)
        text_ += padded_left(fmt::format("{}/{}", tally.pass, tally.applicable), 7);
    text_.erase(text_.find_last_not_of(' ') + 1);
    text_ += '\n';

    for (StatementResult const* const statement : group.statements) {
        if (is_shown(*statement))
            add(*statement);
    }
}

void Tree::add(StatementResult const& statement)
{
    std::string const lead = "      " + mark(statement) + " " + padded(one_line(statement.id), 15) + " ";
    bool const in_chinese = options_.lang == Language::chinese && !statement.summary_zh.empty();
    std::string words = one_line(in_chinese ? statement.summary_zh : statement.summary);
    std::string const more = remark(statement);
    constexpr int lead_width = 6 + 1 + 1 + 15 + 1;
    std::string spaces;
    for (std::string const& line : wrapped(words, options_.width - lead_width)) {
        text_ += (spaces.empty() ? lead : spaces) + line + "\n";
        spaces = padded("", lead_width);
    }
    for (std::string const& line : wrapped(more, options_.width - lead_width)) {
        if (!line.empty())
            text_ += padded("", lead_width) + ink_.faint(line) + "\n";
    }
}

/// All of a section's statements unexamined is worth no line of its own.
void Tree::add_unexamined()
{
    std::string list;
    for (SectionGroup const& group : groups_) {
        if (is_unexamined(group))
            list += fmt::format("{}{}({})", list.empty() ? "" : ", ", group.id, group.statements.size());
    }
    if (list.empty())
        return;
    std::string lead =
        "  " + std::string(symbols_.not_examined) + " " + std::string(words_.not_examined) + "  ";
    int const width = columns(lead);
    for (std::string const& line : wrapped(one_line(list), options_.width - width)) {
        text_ += ink_.faint(lead + line) + "\n";
        lead = padded("", width);
    }
}

void Tree::add_legend()
{
    text_ += "\n    " + ink_.good(symbols_.pass) + " " + std::string(words_.pass);
    text_ += "  " + ink_.bad(symbols_.fail) + " " + std::string(words_.fail);
    text_ += "  " + ink_.doubtful(symbols_.known) + " " + std::string(words_.known_failure);
    text_ += "  " + ink_.doubtful(symbols_.inconclusive) + " " + std::string(words_.inconclusive);
    text_ += "  " + ink_.faint(symbols_.skipped) + " " + std::string(words_.skipped);
    text_ += "  " + ink_.faint(symbols_.not_examined) + " " + std::string(words_.not_examined) + "\n";
}

std::string Tree::mark(StatementResult const& statement) const
{
    switch (statement.verdict) {
    case StatementVerdict::pass: return ink_.good(symbols_.pass);
    case StatementVerdict::fail:
        return statement.known ? ink_.doubtful(symbols_.known) : ink_.loud(symbols_.fail);
    case StatementVerdict::inconclusive: return ink_.doubtful(symbols_.inconclusive);
    case StatementVerdict::skipped: return ink_.faint(symbols_.skipped);
    case StatementVerdict::not_examined: break;
    }
    return ink_.faint(symbols_.not_examined);
}

std::string Tree::mark(Tally const& tally) const
{
    if (tally.has_news)
        return ink_.loud(symbols_.fail);
    if (tally.has_failure)
        return ink_.doubtful(symbols_.known);
    if (tally.has_doubt)
        return ink_.doubtful(symbols_.inconclusive);
    if (tally.pass > 0)
        return ink_.good(symbols_.pass);
    return ink_.faint(tally.skipped > 0 ? symbols_.skipped : symbols_.not_examined);
}

std::string Tree::remark(StatementResult const& statement) const
{
    if (statement.verdict == StatementVerdict::pass)
        return {};
    if (statement.verdict != StatementVerdict::fail)
        return one_line(statement.reason);
    int const failing = count_failing(statement, result_);
    if (failing == 0)
        return one_line(statement.reason);
    std::string_view const sentence = statement.known ? words_.known_in : words_.fails_in;
    return fmt::format(fmt::runtime(sentence), failing, statement.cases.size());
}

bool Tree::is_shown(StatementResult const& statement) const
{
    return options_.verbosity > 0 || statement.verdict == StatementVerdict::fail ||
           statement.verdict == StatementVerdict::inconclusive;
}

Layout layout_of(std::vector<SectionGroup> const& groups, int width)
{
    Layout layout;
    for (SectionGroup const& group : groups) {
        layout.id = std::max(layout.id, columns(one_line(group.id)));
        layout.title = std::max(layout.title, columns(group.title));
        layout.strip = std::max(layout.strip, static_cast<int>(group.statements.size()));
    }
    constexpr int score = 8;
    int const room = width - 4 - layout.id - 4 - layout.strip - score;
    layout.title = room < 8 ? 0 : std::min(layout.title, room);
    return layout;
}

Tally tally_of(SectionGroup const& group)
{
    Tally tally;
    for (StatementResult const* const statement : group.statements) {
        bool const fails = statement->verdict == StatementVerdict::fail;
        bool const is_undecided = statement->verdict == StatementVerdict::inconclusive;
        bool const passes = statement->verdict == StatementVerdict::pass;
        tally.pass += passes ? 1 : 0;
        tally.applicable += passes || fails || is_undecided ? 1 : 0;
        tally.skipped += statement->verdict == StatementVerdict::skipped ? 1 : 0;
        tally.has_failure = tally.has_failure || fails;
        tally.has_news = tally.has_news || (fails && !statement->known);
        tally.has_doubt = tally.has_doubt || is_undecided;
    }
    return tally;
}

bool is_unexamined(SectionGroup const& group)
{
    return std::all_of(group.statements.begin(), group.statements.end(), [](StatementResult const* one) {
        return one->verdict == StatementVerdict::not_examined;
    });
}

int count_failing(StatementResult const& statement, Result const& result)
{
    auto const fails_here = [&](CaseResult const& one) {
        return one.verdict == results::Verdict::fail && results::blames(one, statement.id);
    };
    return static_cast<int>(std::count_if(result.cases.begin(), result.cases.end(), fails_here));
}

/// The digits at the front, or else one character.
std::string_view take_piece(std::string_view& text)
{
    std::size_t length = 0;
    while (length < text.size() && std::isdigit(static_cast<unsigned char>(text[length])) != 0)
        ++length;
    std::string_view const piece = text.substr(0, std::max<std::size_t>(1, length));
    text.remove_prefix(piece.size());
    return piece;
}

} // namespace

} // namespace mqttspec::reports
