// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace mqttspec::validator {

/// One packet of a stream.
struct Cut
{
    enum class Kind : std::uint8_t
    {
        packet,
        oversized,      ///< Larger than the limit: it is passed over, and its body is not there.
        unending_length ///< The fourth byte of its Remaining Length asks for a fifth. Nothing comes after it.
    };
    Kind kind = Kind::packet;
    std::span<std::uint8_t const> bytes{}; ///< Until the cutter is used again.
};

/// Cuts one direction of a stream into packets where they lie. Only what is not whole yet is copied, so that
/// it holds less than one packet. wire::Framer is its simpler brother for a stream that has no gaps.
class PacketCutter
{
public:
    explicit PacketCutter(std::size_t most_packet_bytes) : most_packet_bytes_{most_packet_bytes} {}

    /// These come next. They must stay where they are until `next` has given nothing.
    void feed(std::span<std::uint8_t const> bytes) { input_ = bytes; }
    [[nodiscard]] std::optional<Cut> next();

    /// That many bytes of the stream will never come. True if they all belong to one packet, which is then
    /// passed over; otherwise nobody can tell where the next one begins.
    [[nodiscard]] bool pass_over(std::uint64_t missing_bytes);

    /// Forgets what it holds: the next bytes begin a packet.
    void restart();

    [[nodiscard]] std::size_t held_bytes() const { return held_.size(); }

private:
    [[nodiscard]] std::optional<Cut> cut_held();
    [[nodiscard]] Cut take_input(Cut::Kind kind, std::size_t size);
    [[nodiscard]] bool complete_held(std::size_t size);
    void skip();

    std::size_t most_packet_bytes_;
    std::span<std::uint8_t const> input_;
    wire::Bytes held_;
    std::size_t held_claims_ = 0; ///< The size of the packet that is held; 0 while its header is not whole.
    std::uint64_t to_skip_ = 0;
    bool is_used_up_ = false; ///< What is held was given out.
    bool has_stopped_ = false;
};

} // namespace mqttspec::validator
