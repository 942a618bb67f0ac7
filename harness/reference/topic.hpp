// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// Whether a message can be published to it: one character at least, and no wildcard
/// [MQTT-4.7.3-1, MQTT-4.7.1-1, MQTT-3.3.2-2].
[[nodiscard]] bool is_topic_name(std::string_view text);

/// Whether it can be subscribed to: one character at least, and wildcards only where they may stand
/// [MQTT-4.7.3-1, MQTT-4.7.1-2, MQTT-4.7.1-3].
[[nodiscard]] bool is_topic_filter(std::string_view text);

[[nodiscard]] bool has_wildcard(std::string_view filter);

/// Whether its first character is '$', which no wildcard at the start of a filter matches [MQTT-4.7.2-1].
[[nodiscard]] bool is_reserved_topic(std::string_view topic);

/// The levels between the separators; "/a" has an empty one before "a" (4.7.1.1).
[[nodiscard]] std::vector<std::string_view> levels_of(std::string_view topic);

/// Whether a valid filter matches a valid name. Apart from the wildcards they are compared byte by byte, a
/// byte order mark included [MQTT-4.7.3-4, MQTT-1.5.3-3]; "$" at the start is special [MQTT-4.7.2-1].
[[nodiscard]] bool matches(std::string_view filter, std::string_view topic);

/// Whether some topic name is matched by both filters.
[[nodiscard]] bool overlaps(std::string_view filter, std::string_view other);

} // namespace mqttspec::reference
