// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace mqttspec::validator {

/// An address and a port. IPv4 addresses stand as ::ffff:a.b.c.d.
struct Endpoint
{
    std::array<std::uint64_t, 2> address{};
    std::uint16_t port = 0;

    friend auto operator<=>(Endpoint const&, Endpoint const&) = default;
};

/// "127.0.0.1:1883", "[::1]:1883".
[[nodiscard]] std::string in_words(Endpoint const& endpoint);

/// A TCP segment with what stands around it.
struct TcpPacket
{
    Endpoint source{};
    Endpoint destination{};
    std::uint32_t sequence = 0;
    std::uint32_t acknowledges = 0;
    bool is_syn = false;
    bool is_ack = false;
    bool is_fin = false;
    bool is_rst = false;
    std::span<std::uint8_t const> data{};
    std::size_t cut_bytes = 0; ///< Of its data, that were not captured.
};

/// What a captured packet holds.
enum class Content : std::uint8_t
{
    tcp,
    fragment,  ///< Of an IP packet with TCP inside.
    cut_short, ///< So much of it was not captured that its headers are not whole.
    other      ///< Nothing that concerns us.
};

/// Whether packets of that link type (a DLT_ value of libpcap) can be read.
[[nodiscard]] bool is_known_link_type(int link_type);

/// Reads one packet as it was captured: `bytes` of it are there. Ethernet (also VLAN, MPLS and PPPoE),
/// loopback, Linux "any" (SLL, SLL2), raw IP, PPP, HDLC, 802.11 without encryption; IPv4 and IPv6, also one
/// in the other.
[[nodiscard]] Content read_packet(int link_type, std::span<std::uint8_t const> bytes, TcpPacket& into);

} // namespace mqttspec::validator
