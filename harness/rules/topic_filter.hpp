// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace mqttspec::rules {

/// Whether the Topic Name matches the Topic Filter (4.7.1). Wildcards match names that begin with $, too:
/// that they must not is a statement of its own, [MQTT-4.7.2-1].
[[nodiscard]] bool matches(std::string_view filter, std::string_view name);

[[nodiscard]] bool has_wildcard(std::string_view text);

/// Whether each '#' stands alone or directly behind a separator [MQTT-4.7.1-2].
[[nodiscard]] bool hashes_stand_alone(std::string_view filter);

/// Whether nothing follows a '#' [MQTT-4.7.1-2].
[[nodiscard]] bool hash_is_last(std::string_view filter);

/// Whether each '+' takes a whole level [MQTT-4.7.1-3].
[[nodiscard]] bool pluses_stand_alone(std::string_view filter);

} // namespace mqttspec::rules
