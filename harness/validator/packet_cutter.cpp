// SPDX-License-Identifier: Apache-2.0
#include "validator/packet_cutter.hpp"

#include "wire/remaining_length.hpp"

#include <algorithm>

namespace mqttspec::validator {

namespace {

using State = wire::RemainingLength::State;

/// What the beginning of a packet says of its size.
struct Header
{
    State state = State::cut_off;
    std::size_t header_bytes = 0;
    std::size_t packet_bytes = 0;
};

Header read_header(std::span<std::uint8_t const> bytes)
{
    if (bytes.empty())
        return {};
    auto const length = wire::read_remaining_length(bytes.subspan(1));
    auto const header_bytes = 1 + length.size_bytes;
    return {length.state, header_bytes, header_bytes + length.value};
}

} // namespace

std::optional<Cut> PacketCutter::next()
{
    if (is_used_up_) {
        held_.clear();
        held_claims_ = 0;
        is_used_up_ = false;
    }
    if (to_skip_ > 0)
        skip();
    if (has_stopped_ || input_.empty())
        return std::nullopt;
    if (!held_.empty())
        return cut_held();
    auto const header = read_header(input_);
    if (header.state == State::unending)
        return take_input(Cut::Kind::unending_length, header.header_bytes);
    if (header.state == State::whole && header.packet_bytes > most_packet_bytes_) {
        auto const cut = take_input(Cut::Kind::oversized, header.header_bytes);
        to_skip_ = header.packet_bytes - header.header_bytes;
        return cut;
    }
    if (header.state == State::whole && header.packet_bytes <= input_.size())
        return take_input(Cut::Kind::packet, header.packet_bytes);
    held_.assign(input_.begin(), input_.end());
    held_claims_ = header.state == State::whole ? header.packet_bytes : 0;
    input_ = {};
    return std::nullopt;
}

/// Goes on with a packet that began in an earlier piece.
std::optional<Cut> PacketCutter::cut_held()
{
    while (held_claims_ == 0) {
        if (input_.empty())
            return std::nullopt;
        held_.push_back(input_.front());
        input_ = input_.subspan(1);
        auto const header = read_header(held_);
        if (header.state == State::unending) {
            has_stopped_ = true;
            is_used_up_ = true;
            return Cut{Cut::Kind::unending_length, held_};
        }
        if (header.state == State::whole && header.packet_bytes > most_packet_bytes_) {
            to_skip_ = header.packet_bytes - header.header_bytes;
            is_used_up_ = true;
            return Cut{Cut::Kind::oversized, held_};
        }
        if (header.state == State::whole)
            held_claims_ = header.packet_bytes;
    }
    if (!complete_held(held_claims_))
        return std::nullopt;
    is_used_up_ = true;
    return Cut{Cut::Kind::packet, held_};
}

bool PacketCutter::complete_held(std::size_t size)
{
    auto const more = input_.first(std::min(input_.size(), size - held_.size()));
    held_.insert(held_.end(), more.begin(), more.end());
    input_ = input_.subspan(more.size());
    return held_.size() == size;
}

Cut PacketCutter::take_input(Cut::Kind kind, std::size_t size)
{
    Cut const cut{kind, input_.first(size)};
    input_ = input_.subspan(size);
    has_stopped_ = kind == Cut::Kind::unending_length;
    return cut;
}

void PacketCutter::skip()
{
    auto const size = std::min<std::uint64_t>(to_skip_, input_.size());
    to_skip_ -= size;
    input_ = input_.subspan(static_cast<std::size_t>(size));
}

bool PacketCutter::pass_over(std::uint64_t missing_bytes)
{
    auto left = to_skip_;
    if (!is_used_up_ && held_claims_ > 0)
        left = held_claims_ - held_.size();
    if (left < missing_bytes || left == 0)
        return false;
    restart();
    to_skip_ = left - missing_bytes;
    return true;
}

void PacketCutter::restart()
{
    input_ = {};
    held_.clear();
    held_claims_ = 0;
    to_skip_ = 0;
    is_used_up_ = false;
    has_stopped_ = false;
}

} // namespace mqttspec::validator
