// SPDX-License-Identifier: Apache-2.0
#include "wire/packet.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::wire {
namespace {

/// Table 2.1, indexed by type.
constexpr std::array<std::string_view, 16> type_names{
    "type 0",    "CONNECT", "CONNACK",     "PUBLISH",  "PUBACK",  "PUBREC",   "PUBREL",     "PUBCOMP",
    "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "type 15"};

template <class P>
concept CarriesPacketId = requires(P const& packet)
{
    packet.packet_id;
};

} // namespace

Packet default_packet(PacketType type)
{
    switch (type) {
    case PacketType::connect: return Connect{};
    case PacketType::connack: return Connack{};
    case PacketType::publish: return Publish{};
    case PacketType::puback: return Puback{};
    case PacketType::pubrec: return Pubrec{};
    case PacketType::pubrel: return Pubrel{};
    case PacketType::pubcomp: return Pubcomp{};
    case PacketType::subscribe: return Subscribe{};
    case PacketType::suback: return Suback{};
    case PacketType::unsubscribe: return Unsubscribe{};
    case PacketType::unsuback: return Unsuback{};
    case PacketType::pingreq: return Pingreq{};
    case PacketType::pingresp: return Pingresp{};
    case PacketType::disconnect: return Disconnect{};
    case PacketType::reserved_0:
    case PacketType::reserved_15: break;
    }
    return Unrecognised{.type = type};
}

PacketType type_of(Packet const& packet)
{
    return std::visit([](auto const& held) { return PacketType{held.type}; }, packet);
}

std::string_view name_of(PacketType type)
{
    return type_names.at(static_cast<std::size_t>(type));
}

std::optional<PacketType> packet_type_named(std::string_view name)
{
    // The two reserved types are outside: they have no name in the standard.
    auto const* const last = type_names.end() - 1;
    auto const* const found = std::find(type_names.begin() + 1, last, name);
    if (found == last)
        return std::nullopt;
    return static_cast<PacketType>(found - type_names.begin());
}

std::optional<std::uint16_t> packet_id_of(Packet const& packet)
{
    return std::visit(
        []<class P>(P const& held) -> std::optional<std::uint16_t> {
            if constexpr (CarriesPacketId<P>)
                return held.packet_id;
            else
                return std::nullopt;
        },
        packet);
}

} // namespace mqttspec::wire
