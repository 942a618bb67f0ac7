// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::target {

/// "tcp", "tls", "ws", "wss": the keys of `endpoints`.
[[nodiscard]] std::vector<std::string> transports();

/// The scheme of URLs for a transport, "mqtt" for "tcp"; empty for words that are none.
[[nodiscard]] std::string_view scheme_of(std::string_view transport);

/// The other way round.
[[nodiscard]] std::string_view transport_of(std::string_view scheme);

} // namespace mqttspec::target
