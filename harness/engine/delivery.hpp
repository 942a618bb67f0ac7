// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::engine {

/// How packets go onto the network. A byte stream has no packets (4.2), so that it may change no verdict.
enum class Delivery
{
    whole,   ///< Each packet, or what a case sends together, in one write.
    trickle, ///< Every byte in a write of its own.
    coalesce ///< Packets that an actor sends with nothing awaited in between share a write.
};

[[nodiscard]] std::string_view name_of(Delivery delivery);
[[nodiscard]] std::optional<Delivery> delivery_named(std::string_view name);
[[nodiscard]] std::vector<std::string> delivery_names();

/// Before which bytes of the images, one behind the other, a trickle is cut: before each, but in what a
/// packet has beyond its 256th before every 1024th only. Where there are very many of them (`is_heavy`) it is
/// cut behind the first byte of each, which falls into the fixed header.
[[nodiscard]] std::vector<std::size_t> cuts_of_trickle(std::vector<wire::Bytes> const& images, bool is_heavy);

} // namespace mqttspec::engine
