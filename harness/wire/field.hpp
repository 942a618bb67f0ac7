// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace mqttspec::wire {

/// Where one field of a packet stands in its image. Paths are those that a dump prints and that an edit names:
/// "type_and_flags", "remaining_length", then the standard's names: "connect_flags", "topic", "topic.length",
/// "topic.value", "packet_id", "filters[1].filter", "filters[1].qos", "return_codes[0]", "will.message",
/// "payload". A string or binary field stands for its length prefix and value together.
struct Field
{
    std::string path;
    std::size_t offset = 0; ///< From the first byte of the fixed header.
    std::size_t length = 0; ///< In bytes; zero for a field that is empty or that was not there.

    friend bool operator==(Field const&, Field const&) = default;
};

} // namespace mqttspec::wire
