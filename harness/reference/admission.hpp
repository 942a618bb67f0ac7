// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker_options.hpp"
#include "wire/packet.hpp"

#include <cstdint>
#include <string_view>

namespace mqttspec::reference {

/// Table 3.1.
enum class ReturnCode : std::uint8_t
{
    accepted = 0,
    unacceptable_level = 1,
    identifier_rejected = 2,
    server_unavailable = 3,
    bad_user_name_or_password = 4,
    not_authorized = 5
};

/// Whether the packet asks for a protocol level other than ours. All that follows its level is then for that
/// other standard to judge [MQTT-3.1.2-2].
[[nodiscard]] bool is_of_other_level(wire::Packet const& packet);

/// Whether a well-formed CONNECT conforms to section 3.1, as far as its bytes alone do not tell
/// [MQTT-3.1.4-1].
[[nodiscard]] bool conforms(wire::Connect const& connect);

/// What a Server with these options says to a CONNECT that conforms (3.1.4, item 3).
[[nodiscard]] ReturnCode examine(wire::Connect const& connect, BrokerOptions const& options);

/// Whether clients may publish to the topic.
[[nodiscard]] bool may_publish(std::string_view topic, BrokerOptions const& options);

/// Whether clients may subscribe to the filter.
[[nodiscard]] bool may_subscribe(std::string_view filter, BrokerOptions const& options);

} // namespace mqttspec::reference
