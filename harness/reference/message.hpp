// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace mqttspec::reference {

/// An Application Message. One object serves all its receivers.
struct Message
{
    std::string topic{};
    wire::Bytes payload{};
    std::uint8_t qos = 0; ///< At which it was published.
};

using MessagePtr = std::shared_ptr<Message const>;

[[nodiscard]] inline std::size_t size_bytes_of(Message const& message)
{
    return message.topic.size() + message.payload.size();
}

} // namespace mqttspec::reference
