// SPDX-License-Identifier: Apache-2.0
#include "reports/markup.hpp"
#include "reports/matrix.hpp"
#include "reports/matrix_style.hpp"
#include "reports/matrix_words.hpp"
#include "reports/score_line.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::reports {

namespace {

using results::StatementVerdict;

/// How a verdict looks.
struct Look
{
    std::string_view style{};
    std::string_view mark{};
    std::string_view Words::*word = nullptr;
};

/// Writes the page from top to bottom.
class HtmlPage
{
public:
    HtmlPage(Matrix const& matrix, MatrixPage const& page) : matrix_(matrix), page_(page) {}

    [[nodiscard]] std::string text();

private:
    void add_head();
    void add_switches();
    void add_cards();
    void add_card(MatrixColumn const& column);
    void add_legend();
    void add_table();
    void add_part(std::size_t from, std::size_t to, std::string_view style,
                  std::string_view MatrixWords::*title);
    void add_row(MatrixRow const& row);
    void add_cell(MatrixCell const& cell, std::size_t column);
    void add_what_fails();
    void add_failing(MatrixColumn const& column, std::size_t index);
    [[nodiscard]] std::string linked(MatrixColumn const& column, std::string const& anchor,
                                     std::string const& markup) const;

    Matrix const& matrix_;
    MatrixPage const& page_;
    std::string text_;
};

Look look_of(MatrixCell const& cell);
std::string both(std::string const& english, std::string const& chinese);
std::string both(std::string_view MatrixWords::*word);
std::string both(std::string_view Words::*word);
template <class... Args>
std::string both(std::string_view MatrixWords::*sentence, Args const&... args);
std::string summary_of(results::StatementResult const& statement);

} // namespace

std::string matrix_html(Matrix const& matrix, MatrixPage const& page)
{
    return HtmlPage(matrix, page).text();
}

namespace {

std::string HtmlPage::text()
{
    add_head();
    add_switches();
    text_ += fmt::format("<main>\n<p>{}</p>\n", both(&MatrixWords::explanation));
    if (matrix_.catalogues_differ)
        text_ += fmt::format("<p class=\"notice\">{}</p>\n", both(&MatrixWords::catalogues_differ));
    add_cards();
    add_legend();
    add_table();
    add_what_fails();
    text_ += "</main>\n</body>\n</html>\n";
    return std::move(text_);
}

/// Nothing on the page runs, and it asks nobody for anything.
void HtmlPage::add_head()
{
    auto const protocol = as_markup(one_line(matrix_.columns[0].result->protocol));
    auto const lang = page_.lang;
    text_ += fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                         "style-src 'unsafe-inline'\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                         "<title>{}</title>\n<style>{}</style>\n</head>\n",
                         lang == Language::chinese ? "zh" : "en",
                         fmt::format(fmt::runtime(matrix_words(lang).title), protocol), matrix_style);
}

void HtmlPage::add_switches()
{
    auto const checked = [&](Language lang) { return page_.lang == lang ? " checked" : ""; };
    auto const protocol = as_markup(one_line(matrix_.columns[0].result->protocol));
    text_ += fmt::format("<body>\n<input class=\"switch\" type=\"radio\" name=\"lang\" id=\"en\"{}>"
                         "<input class=\"switch\" type=\"radio\" name=\"lang\" id=\"zh\"{}>"
                         "<input class=\"switch\" type=\"checkbox\" id=\"only\">\n",
                         checked(Language::english), checked(Language::chinese));
    text_ += fmt::format("<header><h1>{}</h1><div><label for=\"en\">English</label> "
                         "<label for=\"zh\">中文</label></div></header>\n",
                         both(&MatrixWords::title, protocol));
}

void HtmlPage::add_cards()
{
    text_ += "<div class=\"cards\">\n";
    for (MatrixColumn const& column : matrix_.columns)
        add_card(column);
    text_ += "</div>\n";
}

void HtmlPage::add_card(MatrixColumn const& column)
{
    results::Result const& result = *column.result;
    auto const& summary = result.summary;
    auto const share = results::percentage(summary);
    std::string_view const style = summary.conformant ? "pass"
                                   : verdict_of(result, matrix_words(Language::english)) ==
                                           matrix_words(Language::english).not_conformant
                                       ? "fail"
                                       : "doubt";
    text_ += fmt::format(
        "<div class=\"card\"><h3>{}</h3>\n<p class=\"score\">{}/{} <span class=\"faint\">{}</span></p>"
        "<div class=\"bar\"><i style=\"width:{}%\"></i></div>\n",
        linked(column, "", as_markup(column.name)), summary.score_passed, summary.score_applicable,
        share ? fmt::format("{}%", *share) : "", share.value_or(0));
    text_ += fmt::format("<p><span class=\"chip {}\">{}</span></p>\n", style,
                         both(std::string(verdict_of(result, matrix_words(Language::english))),
                              std::string(verdict_of(result, matrix_words(Language::chinese)))));
    text_ += fmt::format("<p class=\"faint\">{}</p><p class=\"faint\">{} · {}</p></div>\n",
                         both(&MatrixWords::of_applicable, summary.score_passed, summary.score_applicable),
                         both(&MatrixWords::transport, as_markup(one_line(result.target.transport))),
                         both(&MatrixWords::made_with, as_markup(one_line(result.suite_version)),
                              as_markup(cut(one_line(result.started), 10, ""))));
}

void HtmlPage::add_legend()
{
    text_ += fmt::format("<h2>{}</h2>\n<p class=\"legend\">", both(&Words::statements));
    for (auto const verdict : {StatementVerdict::pass, StatementVerdict::fail, StatementVerdict::inconclusive,
                               StatementVerdict::skipped, StatementVerdict::not_examined}) {
        results::StatementResult statement;
        statement.verdict = verdict;
        Look const look = look_of({.statement = &statement, .failing = 0});
        text_ += fmt::format("<span><b class=\"chip {}\">{}</b> {}</span>", look.style, look.mark,
                             both(look.word));
    }
    text_ += fmt::format("<label for=\"only\">{}</label></p>\n", both(&MatrixWords::only_differences));
}

void HtmlPage::add_table()
{
    text_ += "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">" +
             both(&Words::statement) + "</th>";
    for (MatrixColumn const& column : matrix_.columns)
        text_ += fmt::format("<th scope=\"col\" class=\"name\">{}</th>",
                             linked(column, "", as_markup(column.name)));
    text_ += "</tr></thead>\n";
    std::size_t const differing = matrix_.differences();
    add_part(0, differing, "differ", &MatrixWords::differences);
    add_part(differing, matrix_.rows.size(), "alike", &MatrixWords::alike);
    text_ += "</table></div>\n";
}

void HtmlPage::add_part(std::size_t from, std::size_t to, std::string_view style,
                        std::string_view MatrixWords::*title)
{
    text_ += fmt::format("<tbody class=\"head {}\"><tr><th colspan=\"{}\">{} ({})</th></tr></tbody>\n", style,
                         matrix_.columns.size() + 1, both(title), to - from);
    text_ += fmt::format("<tbody class=\"{}\">\n", style);
    for (std::size_t i = from; i < to; ++i)
        add_row(matrix_.rows[i]);
    text_ += "</tbody>\n";
}

void HtmlPage::add_row(MatrixRow const& row)
{
    std::string const id = as_markup(one_line(row.statement->id));
    text_ += fmt::format("<tr id=\"{}\"><th scope=\"row\"><b>{}</b><p>{}</p></th>", id, id,
                         summary_of(*row.statement));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        add_cell(row.cells[i], i);
    text_ += "</tr>\n";
}

void HtmlPage::add_cell(MatrixCell const& cell, std::size_t column)
{
    Look const look = look_of(cell);
    std::string mark = fmt::format("<span aria-hidden=\"true\">{}</span><span class=\"sr\">{}</span>",
                                   look.mark, both(look.word));
    if (cell.failing > 0)
        mark += fmt::format(" <small aria-hidden=\"true\">{}</small>", cell.failing);
    std::string const hint =
        cell.statement == nullptr ? "" : as_markup(cut(one_line(cell.statement->reason), 300, "…"));
    std::string const id = cell.statement == nullptr ? "" : as_markup(one_line(cell.statement->id));
    text_ += fmt::format("<td class=\"{}\"{}>{}</td>", look.style,
                         hint.empty() ? "" : fmt::format(" title=\"{}\"", hint),
                         linked(matrix_.columns[column], id, mark));
}

void HtmlPage::add_what_fails()
{
    text_ += fmt::format("<h2>{}</h2>\n", both(&Words::failures));
    for (std::size_t i = 0; i < matrix_.columns.size(); ++i)
        add_failing(matrix_.columns[i], i);
}

/// For who has only this page: the sentences that a target breaks, and what was seen.
void HtmlPage::add_failing(MatrixColumn const& column, std::size_t index)
{
    std::string items;
    int count = 0;
    for (auto const& row : matrix_.rows) {
        MatrixCell const& cell = row.cells[index];
        if (cell.statement == nullptr || cell.statement->verdict != StatementVerdict::fail)
            continue;
        ++count;
        items += fmt::format(
            "<li><b>{}</b> {}",
            linked(column, as_markup(one_line(cell.statement->id)), as_markup(one_line(cell.statement->id))),
            summary_of(*cell.statement));
        if (cell.failing > 0)
            items += fmt::format(" ({})", both(&MatrixWords::cases_fail, cell.failing));
        if (!cell.statement->reason.empty())
            items += fmt::format("<br><span class=\"faint\">{}</span>",
                                 as_markup(cut(one_line(cell.statement->reason), 500, "…")));
        items += "</li>\n";
    }
    text_ += fmt::format(
        "<details><summary>{}: {}</summary>\n<ul>{}</ul></details>\n", as_markup(column.name),
        count == 0 ? both(&MatrixWords::nothing_fails) : both(&MatrixWords::what_fails, count), items);
}

std::string HtmlPage::linked(MatrixColumn const& column, std::string const& anchor,
                             std::string const& markup) const
{
    if (!page_.links)
        return markup;
    return fmt::format("<a href=\"{}/index.html{}{}\">{}</a>", column.slug, anchor.empty() ? "" : "#", anchor,
                       markup);
}

Look look_of(MatrixCell const& cell)
{
    if (cell.statement == nullptr)
        return {"none", "·", &Words::not_examined};
    switch (cell.statement->verdict) {
    case StatementVerdict::pass: return {"pass", "✓", &Words::pass};
    case StatementVerdict::fail: return {"fail", "✗", &Words::fail};
    case StatementVerdict::inconclusive: return {"doubt", "?", &Words::inconclusive};
    case StatementVerdict::skipped: return {"none", "–", &Words::skipped};
    case StatementVerdict::not_examined: break;
    }
    return {"none", "·", &Words::not_examined};
}

std::string both(std::string const& english, std::string const& chinese)
{
    return fmt::format("<span lang=\"en\">{}</span><span lang=\"zh\">{}</span>", english, chinese);
}

std::string both(std::string_view MatrixWords::*word)
{
    return both(std::string(matrix_words(Language::english).*word),
                std::string(matrix_words(Language::chinese).*word));
}

std::string both(std::string_view Words::*word)
{
    return both(std::string(words(Language::english).*word), std::string(words(Language::chinese).*word));
}

template <class... Args>
std::string both(std::string_view MatrixWords::*sentence, Args const&... args)
{
    return both(fmt::format(fmt::runtime(matrix_words(Language::english).*sentence), args...),
                fmt::format(fmt::runtime(matrix_words(Language::chinese).*sentence), args...));
}

std::string summary_of(results::StatementResult const& statement)
{
    std::string const english = as_markup(one_line(statement.summary));
    std::string const chinese = as_markup(one_line(statement.summary_zh));
    return both(english, chinese.empty() ? english : chinese);
}

} // namespace

} // namespace mqttspec::reports
