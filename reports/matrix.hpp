// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>
#include <variant>
#include <vector>

namespace mqttspec::reports {

/// What one target makes of one statement.
struct MatrixCell
{
    results::StatementResult const* statement = nullptr; ///< Null: its result does not know the statement.
    int failing = 0;                                     ///< How many of its cases fail.
};

struct MatrixRow
{
    results::StatementResult const* statement = nullptr; ///< As the first result that knows it has it.
    std::vector<MatrixCell> cells{};                     ///< One a column.
    bool differs = false;                                ///< One passes what another does not.
    bool fails = false;                                  ///< Somewhere.
};

struct MatrixColumn
{
    results::Result const* result = nullptr;
    std::string name{}; ///< "mosquitto 2.0.11", and more where that would name two.
    std::string slug{}; ///< The same for files and addresses: "mosquitto-2-0-11".
};

/// Several results side by side.
struct Matrix
{
    std::vector<MatrixColumn> columns{};
    std::vector<MatrixRow> rows{}; ///< First those that differ, each part in the order of the standard.
    bool catalogues_differ = false;

    [[nodiscard]] std::size_t differences() const;
};

/// Puts results side by side, which must outlive it. In words, why not: statements of another protocol
/// version or role mean something else.
[[nodiscard]] std::variant<Matrix, std::string> matrix_of(std::vector<results::Result> const& results);

/// Targets across, statements down, those that differ first; the rest is folded away.
[[nodiscard]] std::string matrix_markdown(Matrix const& matrix, Language lang);

/// The same as a page that needs nothing else: no script, no request to anywhere, light and dark, both
/// languages at a switch (`lang` is what it begins with). With `links`, a target's name leads to
/// `SLUG/index.html`.
struct MatrixPage
{
    Language lang = Language::english;
    bool links = false;
};
[[nodiscard]] std::string matrix_html(Matrix const& matrix, MatrixPage const& page);

} // namespace mqttspec::reports
