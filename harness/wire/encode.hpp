// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/field.hpp"
#include "wire/packet.hpp"
#include "wire/version.hpp"

#include <string_view>
#include <vector>

namespace mqttspec::wire {

/// The bytes of one packet and the map of its fields.
struct Image
{
    Bytes bytes{};
    std::vector<Field> fields{}; ///< In wire order.

    /// The field with that path, or nullptr.
    [[nodiscard]] Field const* find(std::string_view path) const;
};

/// Writes what the packet holds, legal or not. A string or binary field longer than 65,535 bytes and a packet
/// longer than 268,435,455 bytes cannot be written: throws std::length_error (2.2.3, 1.5.3). Nor can
/// flags above 15 or a PUBLISH or Will QoS above 3, which have no bits for it: throws std::out_of_range. A
/// version that the codec does not know throws std::invalid_argument.
[[nodiscard]] Image encode(Packet const& packet, Version version);

} // namespace mqttspec::wire
