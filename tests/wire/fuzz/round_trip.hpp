// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace mqttspec::test {

/// What must hold of any bytes, as a stream and as one packet: framing does not depend on the segmentation,
/// no field leaves the packet, what was read without a break encodes to what was read, and lines for people
/// hold no control characters. Throws std::logic_error if it does not.
void check_round_trip(std::span<std::uint8_t const> bytes);

} // namespace mqttspec::test
