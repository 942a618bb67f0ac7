// SPDX-License-Identifier: Apache-2.0
#include "validator/link_layer.hpp"

#include <fmt/format.h>
#include <pcap/dlt.h>

#include <arpa/inet.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

namespace mqttspec::validator {

namespace {

using Bytes = std::span<std::uint8_t const>;

constexpr int deepest = 8; ///< Headers within headers.

enum EtherType : std::uint16_t
{
    ipv4 = 0x0800,
    ipv6 = 0x86DD,
    vlan = 0x8100,
    provider_vlan = 0x88A8,
    old_provider_vlan = 0x9100,
    mpls = 0x8847,
    pppoe = 0x8864,
};

std::uint16_t u16(Bytes bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

std::uint32_t u32(Bytes bytes, std::size_t at)
{
    return std::uint32_t{u16(bytes, at)} << 16U | u16(bytes, at + 2);
}

Content read_tcp(Bytes bytes, std::size_t size, TcpPacket& into);
Content read_ip(Bytes bytes, TcpPacket& into, int depth);
Content read_ipv4(Bytes bytes, TcpPacket& into, int depth);
Content read_ipv6(Bytes bytes, TcpPacket& into, int depth);
Content read_protocol(unsigned protocol, Bytes bytes, std::size_t size, TcpPacket& into, int depth);
Content read_ether_type(std::uint16_t type, Bytes bytes, TcpPacket& into);
Content read_ppp(Bytes bytes, TcpPacket& into);
Content read_wlan(Bytes bytes, TcpPacket& into);
Content read_radiotap(Bytes bytes, TcpPacket& into);
Content read_behind(std::size_t header_bytes, std::size_t type_at, Bytes bytes, TcpPacket& into);
std::uint64_t half_of_address(Bytes bytes, std::size_t at);

} // namespace

std::string in_words(Endpoint const& endpoint)
{
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(endpoint.address[i / 8] >> 8U * (7 - i % 8));
    bool const is_v4 = endpoint.address[0] == 0 && endpoint.address[1] >> 32U == 0xFFFF;
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes.data() + (is_v4 ? 12 : 0), text.data(), text.size());
    return is_v4 ? fmt::format("{}:{}", text.data(), endpoint.port)
                 : fmt::format("[{}]:{}", text.data(), endpoint.port);
}

bool is_known_link_type(int link_type)
{
    constexpr std::array known{DLT_EN10MB, DLT_NULL,       DLT_LOOP,   DLT_RAW,        12,
                               14,         DLT_IPV4,       DLT_IPV6,   DLT_LINUX_SLL,  DLT_LINUX_SLL2,
                               DLT_PPP,    DLT_PPP_SERIAL, DLT_C_HDLC, DLT_IEEE802_11, DLT_IEEE802_11_RADIO};
    return std::ranges::find(known, link_type) != known.end();
}

Content read_packet(int link_type, Bytes bytes, TcpPacket& into)
{
    switch (link_type) {
    case DLT_EN10MB: return read_behind(14, 12, bytes, into);
    case DLT_LINUX_SLL: return read_behind(16, 14, bytes, into);
    case DLT_LINUX_SLL2: return read_behind(20, 0, bytes, into);
    case DLT_C_HDLC: return read_behind(4, 2, bytes, into);
    case DLT_NULL:
    case DLT_LOOP: return bytes.size() < 4 ? Content::cut_short : read_ip(bytes.subspan(4), into, 0);
    case DLT_PPP:
    case DLT_PPP_SERIAL: return read_ppp(bytes, into);
    case DLT_IEEE802_11: return read_wlan(bytes, into);
    case DLT_IEEE802_11_RADIO: return read_radiotap(bytes, into);
    default: return read_ip(bytes, into, 0);
    }
}

namespace {

Content read_behind(std::size_t header_bytes, std::size_t type_at, Bytes bytes, TcpPacket& into)
{
    if (bytes.size() < header_bytes)
        return Content::cut_short;
    return read_ether_type(u16(bytes, type_at), bytes.subspan(header_bytes), into);
}

Content read_ether_type(std::uint16_t type, Bytes bytes, TcpPacket& into)
{
    for (int depth = 0; depth < deepest; ++depth) {
        bool const is_tag = type == vlan || type == provider_vlan || type == old_provider_vlan;
        if (type == ipv4 || type == ipv6)
            return read_ip(bytes, into, 0);
        if (!is_tag && type != mpls && type != pppoe)
            return Content::other;
        if (bytes.size() < (type == pppoe ? 8 : 4))
            return Content::cut_short;
        if (type == pppoe)
            return read_ppp(bytes.subspan(6), into);
        if (type == mpls && (bytes[2] & 1U) != 0) // The bottom of the stack.
            return read_ip(bytes.subspan(4), into, 0);
        type = is_tag ? u16(bytes, 2) : type;
        bytes = bytes.subspan(4);
    }
    return Content::other;
}

Content read_ppp(Bytes bytes, TcpPacket& into)
{
    if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0x03)
        bytes = bytes.subspan(2);
    if (bytes.size() < 2)
        return Content::cut_short;
    auto const protocol = u16(bytes, 0);
    bool const is_ip = protocol == 0x0021 || protocol == 0x0057;
    return is_ip ? read_ip(bytes.subspan(2), into, 0) : Content::other;
}

Content read_radiotap(Bytes bytes, TcpPacket& into)
{
    if (bytes.size() < 4)
        return Content::cut_short;
    auto const header_bytes = bytes[2] | std::size_t{bytes[3]} << 8U; // Little-endian.
    return header_bytes > bytes.size() ? Content::cut_short : read_wlan(bytes.subspan(header_bytes), into);
}

/// A data frame of 802.11 with LLC and SNAP inside.
Content read_wlan(Bytes bytes, TcpPacket& into)
{
    if (bytes.size() < 24)
        return Content::cut_short;
    bool const is_data = (bytes[0] & 0x0CU) == 0x08 && (bytes[0] & 0x40U) == 0;
    bool const is_encrypted = (bytes[1] & 0x40U) != 0;
    if (!is_data || is_encrypted)
        return Content::other;
    bool const has_qos = (bytes[0] & 0x80U) != 0;
    std::size_t const header_bytes = 24U + ((bytes[1] & 3U) == 3U ? 6U : 0U) + (has_qos ? 2U : 0U) +
                                     (has_qos && (bytes[1] & 0x80U) ? 4U : 0U);
    if (bytes.size() < header_bytes + 8)
        return Content::cut_short;
    auto const llc = bytes.subspan(header_bytes);
    bool const is_snap = llc[0] == 0xAA && llc[1] == 0xAA && llc[2] == 0x03;
    return is_snap ? read_ether_type(u16(llc, 6), llc.subspan(8), into) : Content::other;
}

Content read_ip(Bytes bytes, TcpPacket& into, int depth)
{
    if (bytes.empty())
        return Content::cut_short;
    if (depth == deepest)
        return Content::other;
    switch (bytes[0] >> 4U) {
    case 4: return read_ipv4(bytes, into, depth);
    case 6: return read_ipv6(bytes, into, depth);
    default: return Content::other;
    }
}

Content read_ipv4(Bytes bytes, TcpPacket& into, int depth)
{
    if (bytes.size() < 20)
        return Content::cut_short;
    std::size_t const header_bytes = (bytes[0] & 0x0FU) * 4U;
    std::size_t size = u16(bytes, 2);
    if (size == 0) // The card was to cut it into segments.
        size = bytes.size();
    if (header_bytes < 20 || size < header_bytes)
        return Content::other;
    if (bytes.size() < header_bytes)
        return Content::cut_short;
    if ((u16(bytes, 6) & 0x3FFFU) != 0)
        return bytes[9] == 6 ? Content::fragment : Content::other;
    into.source.address = {0, 0xFFFF00000000U | u32(bytes, 12)};
    into.destination.address = {0, 0xFFFF00000000U | u32(bytes, 16)};
    return read_protocol(bytes[9], bytes.subspan(header_bytes), size - header_bytes, into, depth);
}

Content read_ipv6(Bytes bytes, TcpPacket& into, int depth)
{
    if (bytes.size() < 40)
        return Content::cut_short;
    std::size_t size = u16(bytes, 4);
    if (size == 0)
        size = bytes.size() - 40;
    into.source.address = {half_of_address(bytes, 8), half_of_address(bytes, 16)};
    into.destination.address = {half_of_address(bytes, 24), half_of_address(bytes, 32)};
    return read_protocol(bytes[6], bytes.subspan(40), size, into, depth);
}

/// `size` is what the header claims to follow, which may be more than what is there, and less (padding).
Content read_protocol(unsigned protocol, Bytes bytes, std::size_t size, TcpPacket& into, int depth)
{
    constexpr unsigned hop_by_hop = 0, ip_in_ip = 4, tcp = 6, ipv6_in_ip = 41, routing = 43, fragment = 44,
                       authentication = 51, options = 60;
    for (int headers = 0; headers < deepest; ++headers) {
        if (protocol == tcp)
            return read_tcp(bytes.first(std::min(bytes.size(), size)), size, into);
        if (protocol == ip_in_ip || protocol == ipv6_in_ip)
            return read_ip(bytes.first(std::min(bytes.size(), size)), into, depth + 1);
        bool const is_extension = protocol == hop_by_hop || protocol == routing || protocol == fragment ||
                                  protocol == authentication || protocol == options;
        if (!is_extension)
            return Content::other;
        if (bytes.size() < 8)
            return Content::cut_short;
        if (protocol == fragment && (u16(bytes, 2) & 0xFFF9U) != 0)
            return bytes[0] == tcp ? Content::fragment : Content::other;
        std::size_t const header_bytes = protocol == fragment         ? 8U
                                         : protocol == authentication ? (bytes[1] + 2U) * 4U
                                                                      : (bytes[1] + 1U) * 8U;
        if (bytes.size() < header_bytes || size < header_bytes)
            return Content::cut_short;
        protocol = bytes[0];
        bytes = bytes.subspan(header_bytes);
        size -= header_bytes;
    }
    return Content::other;
}

Content read_tcp(Bytes bytes, std::size_t size, TcpPacket& into)
{
    if (bytes.size() < 20)
        return Content::cut_short;
    std::size_t const header_bytes = (bytes[12] >> 4U) * 4U;
    if (header_bytes < 20 || size < header_bytes)
        return Content::other;
    auto const flags = bytes[13];
    into.source.port = u16(bytes, 0);
    into.destination.port = u16(bytes, 2);
    into.sequence = u32(bytes, 4);
    into.acknowledges = u32(bytes, 8);
    into.is_fin = (flags & 1U) != 0;
    into.is_syn = (flags & 2U) != 0;
    into.is_rst = (flags & 4U) != 0;
    into.is_ack = (flags & 16U) != 0;
    into.data = bytes.size() > header_bytes ? bytes.subspan(header_bytes) : Bytes{};
    into.cut_bytes = size - header_bytes - into.data.size();
    return Content::tcp;
}

std::uint64_t half_of_address(Bytes bytes, std::size_t at)
{
    return std::uint64_t{u32(bytes, at)} << 32U | u32(bytes, at + 4);
}

} // namespace

} // namespace mqttspec::validator
