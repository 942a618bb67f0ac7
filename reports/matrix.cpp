// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix.hpp"

#include "reports/section_tree.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace mqttspec::reports {

namespace {

using results::Result;
using results::StatementResult;
using results::StatementVerdict;

struct InOrder
{
    bool operator()(std::string const& left, std::string const& right) const
    {
        return comes_before(left, right);
    }
};
using Rows = std::map<std::string, MatrixRow, InOrder>;

std::string objection(std::vector<Result> const& results);
std::vector<MatrixColumn> columns_of(std::vector<Result> const& results);
void add(Rows& rows, Result const& result, std::size_t column, std::size_t columns);
int count_failing(Result const& result, std::string const& statement);
void judge(MatrixRow& row);
std::string slug_of(std::string const& name);

} // namespace

std::size_t Matrix::differences() const
{
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](MatrixRow const& row) { return row.differs; }));
}

std::variant<Matrix, std::string> matrix_of(std::vector<Result> const& results)
{
    if (auto trouble = objection(results); !trouble.empty())
        return trouble;
    Matrix matrix;
    matrix.columns = columns_of(results);
    Rows rows;
    for (std::size_t i = 0; i < results.size(); ++i) {
        add(rows, results[i], i, results.size());
        matrix.catalogues_differ =
            matrix.catalogues_differ || results[i].catalogue_hash != results[0].catalogue_hash;
    }
    for (auto& [id, row] : rows) {
        judge(row);
        matrix.rows.push_back(std::move(row));
    }
    std::stable_partition(matrix.rows.begin(), matrix.rows.end(),
                          [](MatrixRow const& row) { return row.differs; });
    return matrix;
}

namespace {

std::string objection(std::vector<Result> const& results)
{
    for (Result const& one : results) {
        if (one.protocol != results[0].protocol)
            return fmt::format(
                "{} was held against MQTT {}, {} against MQTT {}: their statements are not the same",
                results[0].target.name, results[0].protocol, one.target.name, one.protocol);
        if (one.target.role != results[0].target.role)
            return fmt::format("{} is a {}, {} a {}: their duties are not the same", results[0].target.name,
                               results[0].target.role, one.target.name, one.target.role);
    }
    return results.empty() ? "there is no result" : "";
}

/// Two runs of one target differ in how they were made, or at least in their numbers.
std::vector<MatrixColumn> columns_of(std::vector<Result> const& results)
{
    std::map<std::string, int> uses;
    auto const plain = [](Result const& one) {
        return one_line(one.target.name + (one.target.version.empty() ? "" : " " + one.target.version));
    };
    for (Result const& one : results)
        ++uses[plain(one)];
    std::vector<MatrixColumn> columns;
    std::set<std::string> names;
    std::set<std::string> slugs;
    for (Result const& one : results) {
        std::string name = plain(one);
        if (uses[name] > 1 && one.target.transport != "tcp")
            name += " " + one_line(one.target.transport);
        if (uses[plain(one)] > 1 && one.delivery != "whole")
            name += " " + one_line(one.delivery);
        for (int number = 2; !names.insert(name).second; ++number)
            name = fmt::format("{} ({})", plain(one), number);
        std::string slug = slug_of(name);
        for (int number = 2; !slugs.insert(slug).second; ++number)
            slug = fmt::format("{}-{}", slug_of(name), number);
        columns.push_back({.result = &one, .name = name, .slug = slug});
    }
    return columns;
}

void add(Rows& rows, Result const& result, std::size_t column, std::size_t columns)
{
    for (StatementResult const& statement : result.statements) {
        if (statement.role != judged_role(result.target))
            continue;
        MatrixRow& row = rows[statement.id];
        row.cells.resize(columns);
        if (row.statement == nullptr)
            row.statement = &statement;
        row.cells[column] = {.statement = &statement, .failing = count_failing(result, statement.id)};
    }
}

int count_failing(Result const& result, std::string const& statement)
{
    return static_cast<int>(
        std::count_if(result.cases.begin(), result.cases.end(), [&](results::CaseResult const& one) {
            return one.verdict == results::Verdict::fail && results::blames(one, statement);
        }));
}

/// What was skipped or not examined somewhere is no difference: it says nothing of that target.
void judge(MatrixRow& row)
{
    std::set<StatementVerdict> said;
    for (MatrixCell const& cell : row.cells) {
        if (cell.statement == nullptr)
            continue;
        auto const verdict = cell.statement->verdict;
        if (verdict != StatementVerdict::skipped && verdict != StatementVerdict::not_examined)
            said.insert(verdict);
    }
    row.differs = said.size() > 1;
    row.fails = said.contains(StatementVerdict::fail);
}

std::string slug_of(std::string const& name)
{
    std::string slug;
    for (char const c : name) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && std::isalnum(byte) != 0)
            slug += static_cast<char>(std::tolower(byte));
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    while (slug.ends_with('-'))
        slug.pop_back();
    constexpr std::size_t longest = 60;
    return slug.empty() ? "target" : slug.substr(0, longest);
}

} // namespace

} // namespace mqttspec::reports
