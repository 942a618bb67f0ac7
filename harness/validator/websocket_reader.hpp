// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/websocket_frame.hpp"
#include "rules/sight.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mqttspec::validator {

using rules::Frame;

/// Takes one direction of a WebSocket apart, behind its handshake: what comes out are the bytes of the data
/// frames, unmasked, in the pieces in which they come. It holds no more than the header of a frame.
class WebSocketReader
{
public:
    explicit WebSocketReader(bool is_masked) : is_masked_{is_masked} {}

    /// These come next. They must stay where they are until `next` has given nothing.
    void feed(std::span<std::uint8_t const> bytes);

    struct Data
    {
        std::span<std::uint8_t const> bytes{};
        Frame frame = Frame::none; ///< That begins with them, if one does and its kind is known.
    };

    /// The next piece of data; it is there until the reader is used again.
    [[nodiscard]] std::optional<Data> next();

    /// That many bytes of the stream will never come. Returns how many bytes of data they were; nothing if
    /// that cannot be told. Then what comes next is passed over up to a segment that is made of whole frames.
    [[nodiscard]] std::optional<std::uint64_t> missed(std::optional<std::uint64_t> count);

    /// It is no WebSocket, or one whose frames are compressed.
    [[nodiscard]] bool is_unreadable() const { return is_unreadable_; }

private:
    [[nodiscard]] bool read_header();
    [[nodiscard]] Frame frame_to_tell(bool is_empty);
    [[nodiscard]] bool is_legal(net::FrameHeader const& header) const;
    [[nodiscard]] bool is_made_of_frames(std::span<std::uint8_t const> bytes) const;
    [[nodiscard]] std::span<std::uint8_t const> unmasked(std::span<std::uint8_t const> bytes);

    bool is_masked_;
    std::span<std::uint8_t const> input_;
    std::array<std::uint8_t, 14> header_bytes_{};
    std::size_t header_size_ = 0;
    net::FrameHeader frame_{};
    std::uint64_t left_ = 0; ///< Of the frame's payload.
    std::size_t mask_at_ = 0;
    std::vector<std::uint8_t> plain_;
    bool is_text_ = false;      ///< The message [MQTT-6.0.0-1].
    bool is_told_ = false;      ///< The frame.
    bool was_in_doubt_ = false; ///< Where frames begin was guessed: that is no ground for a finding.
    bool is_out_of_step_ = false;
    bool is_unreadable_ = false;
};

} // namespace mqttspec::validator
