// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// Writes a file whole or not at all: to a temporary name beside it, synced, then renamed over it. A symbolic
/// link is followed; a device or a pipe (/dev/stdout) is written to as it stands. Returns what went wrong as
/// one line that names the path; empty if nothing did.
[[nodiscard]] std::string write_file(std::string const& path, std::string_view content);

} // namespace mqttspec::reports
