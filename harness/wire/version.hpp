// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace mqttspec::wire {

/// A protocol version. It flows through every layer as a value; the enumerator's value is the protocol level
/// of the CONNECT packet (3.1.2.2).
enum class Version : std::uint8_t
{
    v3_1_1 = 4,
    v5 = 5
};

} // namespace mqttspec::wire
