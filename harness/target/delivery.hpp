// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::target {

/// How packets are put on the network. A byte stream has no packets (4.2), so that it may change no verdict.
enum class Delivery
{
    whole,   ///< Each packet, or what a case sends together, in one write.
    trickle, ///< Every byte in a write of its own.
    coalesce ///< Packets that an actor sends with nothing awaited in between share a write.
};

[[nodiscard]] std::string_view name_of(Delivery delivery);
[[nodiscard]] std::optional<Delivery> delivery_named(std::string_view name);

/// As the command line and known failures name them.
[[nodiscard]] std::vector<std::string> delivery_names();

} // namespace mqttspec::target
