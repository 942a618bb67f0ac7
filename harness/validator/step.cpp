// SPDX-License-Identifier: Apache-2.0
#include "validator/step.hpp"

#include "wire/decode.hpp"
#include "wire/remaining_length.hpp"

#include <algorithm>

namespace mqttspec::validator {

namespace {

using normative::Role;

constexpr std::size_t longest_search = 4096; ///< In the bytes of one segment.
constexpr int surely_a_chain = 4;            ///< So many packets in a row are no accident.

struct Chain
{
    int packets = 0;
    bool ends_with_the_bytes = false;
};

bool is_of_server(unsigned type)
{
    using enum wire::PacketType;
    auto const it = static_cast<wire::PacketType>(type);
    return it == connack || it == suback || it == unsuback || it == pingresp;
}

bool is_of_client(unsigned type)
{
    using enum wire::PacketType;
    auto const it = static_cast<wire::PacketType>(type);
    return it == connect || it == subscribe || it == unsubscribe || it == pingreq || it == disconnect;
}

Chain chain_of(std::span<std::uint8_t const> bytes, Role sender)
{
    Chain chain;
    while (!bytes.empty()) {
        auto const length = wire::read_remaining_length(bytes.subspan(1));
        bool const is_whole = length.state == wire::RemainingLength::State::whole;
        auto const size = 1 + length.size_bytes + length.value;
        if (!may_begin_packet(bytes.front(), sender) || !is_whole || size > bytes.size())
            return chain;
        if (!wire::decode(bytes.first(size), wire::Version::v3_1_1).malformations.empty())
            return {};
        ++chain.packets;
        bytes = bytes.subspan(size);
    }
    chain.ends_with_the_bytes = true;
    return chain;
}

} // namespace

bool may_begin_packet(std::uint8_t first, Role sender)
{
    auto const type = static_cast<unsigned>(first >> 4U);
    auto const flags = static_cast<unsigned>(first & 0x0FU);
    bool const is_others = sender == Role::server ? is_of_client(type) : is_of_server(type);
    if (type == 0 || type == 15 || is_others)
        return false;
    if (type == static_cast<unsigned>(wire::PacketType::publish))
        return (flags & 6U) != 6U && flags != 8U && flags != 9U;
    using enum wire::PacketType;
    auto const it = static_cast<wire::PacketType>(type);
    return flags == (it == pubrel || it == subscribe || it == unsubscribe ? 2U : 0U);
}

std::optional<std::size_t> find_step(std::span<std::uint8_t const> bytes, Role sender)
{
    auto const whole = chain_of(bytes, sender);
    if (whole.packets > 0 && whole.ends_with_the_bytes)
        return 0;
    for (std::size_t at = 0; at < std::min(bytes.size(), longest_search); ++at)
        if (may_begin_packet(bytes[at], sender) &&
            chain_of(bytes.subspan(at), sender).packets >= surely_a_chain)
            return at;
    return std::nullopt;
}

} // namespace mqttspec::validator
