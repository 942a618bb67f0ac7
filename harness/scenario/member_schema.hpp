// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/value.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace mqttspec::scenario {

/// Ordered, so that the schema is the same each time it is made.
using Json = nlohmann::ordered_json;

// The members of packets, as properties of a schema.
[[nodiscard]] Json sent_members(wire::PacketType type);
[[nodiscard]] Json expected_members(wire::PacketType type,
                                    wire::PacketType leave = wire::PacketType::reserved_0);

// The forms of which the schema is built.
[[nodiscard]] Json link_to(std::string const& name);
[[nodiscard]] Json any_of(Json alternatives);
[[nodiscard]] Json list_of(Json item, int least = 1);
[[nodiscard]] Json map_of(Json properties);
[[nodiscard]] Json filled();
[[nodiscard]] Json described(Json schema, std::string_view about);

} // namespace mqttspec::scenario
