// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// The report as one HTML page that needs no other file and asks the network for nothing. Scorecard,
/// failures, statements and target stand in it as text in both languages; the cases and their packets are
/// data that its script shows. Whatever came from outside is escaped, and the page's policy runs no script
/// but its own.
[[nodiscard]] std::string to_html(results::Result const& result);

} // namespace mqttspec::reports
