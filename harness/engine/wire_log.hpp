// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"
#include "trace/journal.hpp"
#include "wire/version.hpp"

#include <string>
#include <vector>

namespace mqttspec::engine {

/// The journal as results record it: passwords (`secret` is that of the run) masked at equal length, long
/// contents cut, and of a long journal the beginning and the end.
[[nodiscard]] std::vector<results::WireEvent> wire_log(trace::Journal const& journal, wire::Version version,
                                                       std::string const& secret);

} // namespace mqttspec::engine
