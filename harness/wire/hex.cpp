// SPDX-License-Identifier: Apache-2.0
#include "wire/hex.hpp"

#include <charconv>
#include <system_error>

namespace mqttspec::wire {

std::optional<Bytes> from_hex(std::string_view text)
{
    Bytes bytes;
    if (text.size() % 2 != 0)
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned value = 0;
        auto const [end, ec] = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
        if (ec != std::errc() || end != text.data() + i + 2)
            return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(value));
    }
    return bytes;
}

} // namespace mqttspec::wire
