// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string_view>

namespace mqttspec::reports {

/// What a matrix itself says, in one language. The braces are fmt's.
struct MatrixWords
{
    std::string_view title{}; ///< Protocol version.
    std::string_view target{};
    std::string_view score{};
    std::string_view verdict{};
    std::string_view differences{};
    std::string_view alike{};
    std::string_view legend{}; ///< For Markdown.
    std::string_view catalogues_differ{};
    std::string_view conformant{};
    std::string_view not_conformant{};
    std::string_view partial{};
    std::string_view unfinished{};
    std::string_view undecided{};
    std::string_view of_applicable{}; ///< Passed, applicable.
    std::string_view only_differences{};
    std::string_view what_fails{}; ///< How many statements.
    std::string_view nothing_fails{};
    std::string_view cases_fail{}; ///< How many cases.
    std::string_view known{};
    std::string_view made_with{}; ///< Suite version, date.
    std::string_view explanation{};
    std::string_view transport{};
};

[[nodiscard]] MatrixWords const& matrix_words(Language lang);

/// The verdict on a run, in the words that a matrix uses.
[[nodiscard]] std::string_view verdict_of(results::Result const& result, MatrixWords const& w);

} // namespace mqttspec::reports
