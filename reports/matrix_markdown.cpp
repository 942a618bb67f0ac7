// SPDX-License-Identifier: Apache-2.0
#include "reports/markdown_text.hpp"
#include "reports/matrix.hpp"
#include "reports/matrix_words.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

namespace mqttspec::reports {

namespace {

std::string heading_row(Matrix const& matrix, std::string_view first);
std::string score_row(Matrix const& matrix, MatrixWords const& w);
std::string row_of(MatrixRow const& row, Language lang);
std::string mark_of(MatrixCell const& cell);

} // namespace

std::string matrix_markdown(Matrix const& matrix, Language lang)
{
    MatrixWords const& w = matrix_words(lang);
    std::string text = fmt::format(
        "## {}\n\n", fmt::format(fmt::runtime(w.title), md_prose(matrix.columns[0].result->protocol, 20)));
    text += heading_row(matrix, w.target) + score_row(matrix, w);
    if (matrix.catalogues_differ)
        text += fmt::format("\n> ⚠️ {}\n", w.catalogues_differ);
    text += fmt::format("\n{}\n\n", w.legend);

    std::size_t const differing = matrix.differences();
    text += fmt::format("### {} ({})\n\n", w.differences, differing);
    if (differing > 0)
        text += heading_row(matrix, words(lang).statement);
    for (std::size_t i = 0; i < differing; ++i)
        text += row_of(matrix.rows[i], lang);
    text += fmt::format("\n<details><summary>{} ({})</summary>\n\n{}", w.alike,
                        matrix.rows.size() - differing, heading_row(matrix, words(lang).statement));
    for (std::size_t i = differing; i < matrix.rows.size(); ++i)
        text += row_of(matrix.rows[i], lang);
    return text + "\n</details>\n";
}

namespace {

std::string heading_row(Matrix const& matrix, std::string_view first)
{
    std::string names = fmt::format("| {} |", first);
    std::string line = "|---|";
    for (MatrixColumn const& column : matrix.columns) {
        names += fmt::format(" {} |", md_prose(column.name, 60));
        line += ":-:|";
    }
    return names + "\n" + line + "\n";
}

std::string score_row(Matrix const& matrix, MatrixWords const& w)
{
    std::string scores = fmt::format("| {} |", w.score);
    std::string verdicts = fmt::format("| {} |", w.verdict);
    for (MatrixColumn const& column : matrix.columns) {
        auto const& summary = column.result->summary;
        auto const share = results::percentage(summary);
        scores += fmt::format(" {}/{}{} |", summary.score_passed, summary.score_applicable,
                              share ? fmt::format(" ({}%)", *share) : "");
        verdicts += fmt::format(" {} |", verdict_of(*column.result, w));
    }
    return scores + "\n" + verdicts + "\n";
}

std::string row_of(MatrixRow const& row, Language lang)
{
    auto const& statement = *row.statement;
    bool const in_chinese = lang == Language::chinese && !statement.summary_zh.empty();
    std::string text = fmt::format("| **{}** {} |", md_prose(statement.id, 30),
                                   md_prose(in_chinese ? statement.summary_zh : statement.summary, 110));
    for (MatrixCell const& cell : row.cells)
        text += " " + mark_of(cell) + " |";
    return text + "\n";
}

std::string mark_of(MatrixCell const& cell)
{
    if (cell.statement == nullptr)
        return "·";
    switch (cell.statement->verdict) {
    case results::StatementVerdict::pass: return "✅";
    case results::StatementVerdict::fail: return "❌";
    case results::StatementVerdict::inconclusive: return "❔";
    case results::StatementVerdict::skipped: return "–";
    case results::StatementVerdict::not_examined: break;
    }
    return "·";
}

} // namespace

} // namespace mqttspec::reports
