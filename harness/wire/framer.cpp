// SPDX-License-Identifier: Apache-2.0
#include "wire/framer.hpp"

#include "wire/remaining_length.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::wire {

Framer::Framer(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

void Framer::feed(std::span<std::uint8_t const> bytes)
{
    // Moving the rest to the front only when more was consumed than is left costs each byte at most one move.
    if (start_ >= buffer_.size() - start_) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
        start_ = 0;
    }
    if (stopped_)
        bytes = bytes.first(std::min(bytes.size(), limit_bytes_ - rest().size()));
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::optional<Frame> Framer::next()
{
    if (stopped_ || rest().empty())
        return std::nullopt;
    auto const length = read_remaining_length(rest().subspan(1));
    if (length.state == RemainingLength::State::cut_off)
        return std::nullopt;

    auto const header_bytes = 1 + length.size_bytes;
    if (length.state == RemainingLength::State::unending)
        return stop({.defect = Frame::Defect::unending_length}, header_bytes);
    auto const claimed = header_bytes + length.value;
    if (claimed > limit_bytes_)
        return stop({.defect = Frame::Defect::too_large, .claimed_bytes = claimed}, header_bytes);
    if (claimed > rest().size())
        return std::nullopt;
    return take({.claimed_bytes = claimed}, claimed);
}

std::span<std::uint8_t const> Framer::rest() const
{
    return std::span(buffer_).subspan(start_);
}

Frame Framer::stop(Frame frame, std::size_t header_bytes)
{
    stopped_ = true;
    frame = take(std::move(frame), header_bytes);
    // Nobody takes the rest any more: a peer that floods must not fill our memory.
    buffer_.resize(start_ + std::min(rest().size(), limit_bytes_));
    return frame;
}

Frame Framer::take(Frame frame, std::size_t size_bytes)
{
    auto const bytes = rest().first(size_bytes);
    frame.bytes.assign(bytes.begin(), bytes.end());
    start_ += size_bytes;
    return frame;
}

} // namespace mqttspec::wire
