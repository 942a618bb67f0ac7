// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "results/result.hpp"

#include <string>

namespace mqttspec::scoresheet {

/// Which standard it is, and its sections.
void add_standard(results::Result& result, normative::Catalogue const& catalogue);

/// What the catalogue says of the statement, as far as it is that role's; nothing of it is judged yet.
[[nodiscard]] results::StatementResult entry_of(normative::Statement const& statement, normative::Role role);

/// The ways in which it is examined: "active+passive".
[[nodiscard]] std::string methods(normative::Examination const& examination);

} // namespace mqttspec::scoresheet
