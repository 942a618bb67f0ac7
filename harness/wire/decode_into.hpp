// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/decode.hpp"

#include <cstdint>
#include <span>

namespace mqttspec::wire {

/// What `decode` does, but for the map of the fields, and into what is there already, whose memory is used
/// again: for who decodes millions of packets, one after another.
void decode_into(Decoded& decoded, std::span<std::uint8_t const> bytes, Version version);

} // namespace mqttspec::wire
