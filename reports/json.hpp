// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::reports {

/// The number of the document's schema, docs/result-schema.json.
inline constexpr int json_schema = 1;

/// The result document: all that a run produced, from which every other report can be made again. Wire bytes
/// are hex; a byte that is no valid UTF-8 in any other string becomes a visible `\xNN`. Never throws for its
/// content.
[[nodiscard]] std::string to_json(results::Result const& result);

/// Reads what `to_json` wrote, or says in one line why it will not: foreign, truncated, from a newer
/// mqttspec, or a member that is missing or of the wrong kind. Unknown members are passed over.
[[nodiscard]] std::variant<results::Result, std::string> parse_json(std::string_view text);

} // namespace mqttspec::reports
