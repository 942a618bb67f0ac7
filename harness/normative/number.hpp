// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace mqttspec::normative {

/// "MQTT-3.1.2-24": three components, a hyphen and the number within the section.
[[nodiscard]] bool is_id(std::string_view text);

/// "3.1.2.10": components with dots between them.
[[nodiscard]] bool is_section_number(std::string_view text);

} // namespace mqttspec::normative
