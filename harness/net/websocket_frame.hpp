// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mqttspec::net {

/// RFC 6455, 5.2.
enum class Opcode : std::uint8_t
{
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

/// Whether it is close, ping, pong, or a control frame that is not defined.
[[nodiscard]] constexpr bool is_control(Opcode opcode)
{
    return static_cast<std::uint8_t>(opcode) >= 8;
}

/// What stands before the payload of a frame.
struct FrameHeader
{
    bool is_last = true; ///< FIN
    std::uint8_t reserved = 0;
    Opcode opcode = Opcode::binary;
    bool is_masked = false;
    std::array<std::uint8_t, 4> mask{};
    std::uint64_t payload_bytes = 0;
    std::size_t header_bytes = 0; ///< Of the header itself.
};

/// The header at the start of the bytes, once all of it is there.
[[nodiscard]] std::optional<FrameHeader> read_frame_header(std::span<std::uint8_t const> bytes);

/// A whole frame. What a client sends is masked, with a mask of its own each time.
[[nodiscard]] std::vector<std::uint8_t> encode_frame(Opcode opcode, bool is_last, bool is_masked,
                                                     std::span<std::uint8_t const> payload);

/// The payload of a close frame.
[[nodiscard]] std::vector<std::uint8_t> close_payload(std::uint16_t code);

/// "WebSocket close 1003 unsupported data", and what the peer says beside it.
[[nodiscard]] std::string close_in_words(std::span<std::uint8_t const> payload);

} // namespace mqttspec::net
