// SPDX-License-Identifier: Apache-2.0
#include "validator/websocket_reader.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::validator {

void WebSocketReader::feed(std::span<std::uint8_t const> bytes)
{
    input_ = bytes;
    if (!is_out_of_step_)
        return;
    is_out_of_step_ = !is_made_of_frames(bytes);
    if (is_out_of_step_)
        input_ = {};
}

std::optional<WebSocketReader::Data> WebSocketReader::next()
{
    while (!is_unreadable_ && !input_.empty()) {
        if (left_ == 0 && !read_header())
            continue;
        if (frame_.opcode == net::Opcode::text && frame_.payload_bytes == 0)
            return Data{.bytes = {}, .frame = frame_to_tell(true)};
        auto const piece =
            input_.first(static_cast<std::size_t>(std::min<std::uint64_t>(left_, input_.size())));
        input_ = input_.subspan(piece.size());
        left_ -= piece.size();
        if (!piece.empty() && !is_control(frame_.opcode))
            return Data{.bytes = unmasked(piece), .frame = frame_to_tell(false)};
    }
    return std::nullopt;
}

/// Takes one byte of the header at a time: it is short, and may come in pieces. True once it is whole.
bool WebSocketReader::read_header()
{
    header_bytes_[header_size_++] = input_.front();
    input_ = input_.subspan(1);
    auto const header = net::read_frame_header(std::span(header_bytes_).first(header_size_));
    if (!header)
        return false;
    is_unreadable_ = !is_legal(*header);
    frame_ = *header;
    left_ = header->payload_bytes;
    mask_at_ = 0;
    header_size_ = 0;
    is_told_ = false;
    if (header->opcode == net::Opcode::text || header->opcode == net::Opcode::binary)
        is_text_ = header->opcode == net::Opcode::text;
    return !is_unreadable_;
}

/// Once for each frame.
Frame WebSocketReader::frame_to_tell(bool is_empty)
{
    if (std::exchange(is_told_, true) || was_in_doubt_)
        return Frame::none;
    return rules::data_frame(is_text_, is_empty);
}

bool WebSocketReader::is_legal(net::FrameHeader const& header) const
{
    auto const opcode = static_cast<unsigned>(header.opcode);
    bool const is_known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    return is_known && header.reserved == 0 && header.is_masked == is_masked_;
}

bool WebSocketReader::is_made_of_frames(std::span<std::uint8_t const> bytes) const
{
    while (!bytes.empty()) {
        auto const header = net::read_frame_header(bytes);
        if (!header || !is_legal(*header) || header->payload_bytes > bytes.size() - header->header_bytes)
            return false;
        bytes = bytes.subspan(header->header_bytes + static_cast<std::size_t>(header->payload_bytes));
    }
    return true;
}

std::span<std::uint8_t const> WebSocketReader::unmasked(std::span<std::uint8_t const> bytes)
{
    if (!frame_.is_masked)
        return bytes;
    plain_.resize(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        plain_[i] = bytes[i] ^ frame_.mask[(mask_at_ + i) % 4];
    mask_at_ = (mask_at_ + bytes.size()) % 4;
    return plain_;
}

std::optional<std::uint64_t> WebSocketReader::missed(std::optional<std::uint64_t> count)
{
    if (count && left_ >= *count && !is_out_of_step_) {
        left_ -= *count;
        mask_at_ = static_cast<std::size_t>((mask_at_ + *count) % 4);
        return is_control(frame_.opcode) ? 0 : *count;
    }
    left_ = 0;
    header_size_ = 0;
    is_out_of_step_ = true;
    was_in_doubt_ = true;
    return std::nullopt;
}

} // namespace mqttspec::validator
