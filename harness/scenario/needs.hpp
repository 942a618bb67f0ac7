// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/reader.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::scenario {

/// Reads `needs`; an empty list of features leaves them unchecked.
[[nodiscard]] std::vector<Need> read_needs(yaml::Cursor const& list, Reader const& reader,
                                           std::vector<std::string> const& features);

/// The comparisons, the longer signs first.
[[nodiscard]] std::vector<std::pair<std::string_view, Need::Comparison>> const& comparisons();

} // namespace mqttspec::scenario
