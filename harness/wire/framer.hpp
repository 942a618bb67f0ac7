// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace mqttspec::wire {

/// One packet's bytes as cut out of a stream.
struct Frame
{
    enum class Defect
    {
        none,
        unending_length, ///< The fourth byte of the Remaining Length asks for a fifth; `bytes` holds the five
                         ///< bytes or fewer.
        too_large,       ///< It claims more than the framer's limit; `bytes` holds its fixed header only.
    };
    Bytes bytes{};
    Defect defect = Defect::none;
    std::size_t claimed_bytes = 0; ///< The size that its fixed header claims.
};

/// Cuts a byte stream into packets, whatever its segmentation. After a defect nothing more can be told apart:
/// the framer stops, and everything further is rest.
class Framer
{
public:
    explicit Framer(std::size_t limit_bytes = 16U * 1024 * 1024);

    void feed(std::span<std::uint8_t const> bytes);
    [[nodiscard]] std::optional<Frame> next();

    /// Bytes that were fed and are no whole packet (yet). After a defect at most `limit_bytes` of them are
    /// kept.
    [[nodiscard]] std::span<std::uint8_t const> rest() const;
    [[nodiscard]] bool has_stopped() const { return stopped_; }

private:
    Frame stop(Frame frame, std::size_t header_bytes);
    Frame take(Frame frame, std::size_t size_bytes);

    std::size_t limit_bytes_;
    Bytes buffer_;
    std::size_t start_ = 0;
    bool stopped_ = false;
};

} // namespace mqttspec::wire
