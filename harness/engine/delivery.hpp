// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/delivery.hpp"
#include "wire/packet.hpp"

#include <cstddef>
#include <vector>

namespace mqttspec::engine {

using target::Delivery;

/// Before which bytes of the images, one behind the other, a trickle is cut: before each, but in what a
/// packet has beyond its 256th before every 1024th only. Where there are very many of them (`is_heavy`) it is
/// cut behind the first byte of each, which falls into the fixed header.
[[nodiscard]] std::vector<std::size_t> cuts_of_trickle(std::vector<wire::Bytes> const& images, bool is_heavy);

} // namespace mqttspec::engine
