// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/suite.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mqttspec::cli {

/// How far the suite reaches: of what obliges that role and needs cases (it is active, conditional or depends
/// on the environment), what has none, and what could be broken without a deviation that shows it.
struct Coverage
{
    std::size_t statements = 0;                   ///< That need cases.
    std::size_t covered = 0;                      ///< Of them, those with a case for every clause.
    std::size_t clauses = 0;                      ///< Of all of them.
    std::vector<std::string> without_case{};      ///< Clauses, or whole statements that have no letters.
    std::vector<std::string> without_deviation{}; ///< The same.
};

[[nodiscard]] Coverage cover(Suite const& suite, normative::Role role);

} // namespace mqttspec::cli
