// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/verb.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// Reads a list of steps, also those nested in others.
[[nodiscard]] std::vector<Step> read_steps(yaml::Cursor const& list, Setting const& setting);

/// Reads "0.8 keep_alive".
[[nodiscard]] std::optional<Span> read_span(yaml::Cursor const& at, Reader const& reader);

/// Looks a statement up by id or alias.
[[nodiscard]] std::optional<StatementRef> read_statement(yaml::Cursor const& at, Reader const& reader,
                                                         normative::Catalogue const* catalogue);

} // namespace mqttspec::scenario
