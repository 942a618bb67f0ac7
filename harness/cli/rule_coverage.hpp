// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mqttspec::cli {

/// How the rules and what the catalogue says of them go together.
struct RuleCoverage
{
    std::size_t rules = 0;
    std::size_t statements = 0;                   ///< That are judged by watching, each role counted.
    std::vector<std::string> without_rule{};      ///< Of those: "MQTT-2.2.2-1 (server)".
    std::vector<std::string> without_deviation{}; ///< Rules for Servers that no deviation is meant to break.
    std::vector<std::string> misplaced{};         ///< Rules of clauses that are not judged by watching.
};

[[nodiscard]] RuleCoverage cover_by_rules(normative::Catalogue const& catalogue);

} // namespace mqttspec::cli
