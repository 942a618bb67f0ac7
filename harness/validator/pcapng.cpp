// SPDX-License-Identifier: Apache-2.0
#include "validator/pcapng.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace mqttspec::validator {

namespace {

enum BlockType : std::uint32_t
{
    interface_description = 1,
    name_resolution = 4,
    enhanced_packet = 6,
    section_header = 0x0A0D0D0A
};

constexpr std::uint16_t link_type_raw = 101;
constexpr std::size_t longest_option = 0xFFF0;
constexpr std::size_t ip_bytes = 20;
constexpr std::size_t tcp_bytes = 20;

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t size, std::uint32_t value)
{
    for (std::size_t i = 0; i < size; ++i)
        bytes[at + i] = static_cast<std::uint8_t>(value >> 8U * (size - 1 - i));
}

/// RFC 1071, over these bytes and on top of a sum.
std::uint16_t checksum(std::span<std::uint8_t const> bytes, std::uint64_t sum)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8U : bytes[i];
    while (sum > 0xFFFF)
        sum = (sum & 0xFFFFU) + (sum >> 16U);
    return static_cast<std::uint16_t>(~sum);
}

} // namespace

std::vector<std::uint8_t> ip_packet(TcpEnd const& source, TcpEnd const& destination, std::uint8_t flags,
                                    std::span<std::uint8_t const> data)
{
    constexpr std::uint32_t tcp = 6;
    constexpr std::uint8_t acknowledges = 16;
    std::vector<std::uint8_t> packet(ip_bytes + tcp_bytes + data.size());
    auto const total = static_cast<std::uint32_t>(packet.size());
    put(packet, 0, 2, 0x4500);
    put(packet, 2, 2, total);
    put(packet, 6, 2, 0x4000); // Not to be fragmented.
    put(packet, 8, 2, 64U << 8U | tcp);
    put(packet, 12, 4, source.address);
    put(packet, 16, 4, destination.address);
    put(packet, 10, 2, checksum(std::span(packet).first(ip_bytes), 0));
    put(packet, 20, 2, source.port);
    put(packet, 22, 2, destination.port);
    put(packet, 24, 4, source.next);
    put(packet, 28, 4, (flags & acknowledges) != 0 ? destination.next : 0);
    put(packet, 32, 2, 5U << 12U | flags);
    put(packet, 34, 2, 65'535); // Its window.
    std::ranges::copy(data, packet.begin() + ip_bytes + tcp_bytes);
    auto const pseudo_header = std::uint64_t{source.address >> 16U} + (source.address & 0xFFFFU) +
                               (destination.address >> 16U) + (destination.address & 0xFFFFU) + tcp + total -
                               ip_bytes;
    put(packet, 36, 2, checksum(std::span(packet).subspan(ip_bytes), pseudo_header));
    return packet;
}

void PcapngFile::begin(std::string_view comment, std::string_view written_by)
{
    constexpr std::uint16_t option_comment = 1, option_application = 4, option_time_resolution = 9;
    auto const section = begin_block(section_header);
    u32(0x1A2B3C4D);
    u16(1);
    u16(0);
    u32(0xFFFFFFFF);
    u32(0xFFFFFFFF);
    option(option_comment, comment);
    option(option_application, written_by);
    end_of_options(true);
    end_block(section);
    auto const interface = begin_block(interface_description);
    u16(link_type_raw);
    u16(0);
    u32(0);
    option(option_time_resolution, "\x09"); // Nanoseconds.
    end_of_options(true);
    end_block(interface);
}

void PcapngFile::name(std::uint32_t address, std::string_view host)
{
    constexpr std::uint16_t record_ipv4 = 1;
    std::string record;
    for (unsigned shift : {24U, 16U, 8U, 0U})
        record += static_cast<char>(address >> shift & 0xFFU);
    record += host;
    record += '\0';
    auto const block = begin_block(name_resolution);
    u16(record_ipv4);
    u16(static_cast<std::uint16_t>(record.size()));
    padded(record);
    u32(0); // No more records.
    end_block(block);
}

void PcapngFile::packet(std::span<std::uint8_t const> bytes, std::chrono::nanoseconds at,
                        std::string_view comment)
{
    constexpr std::uint16_t option_comment = 1;
    auto const time = static_cast<std::uint64_t>(at.count());
    auto const block = begin_block(enhanced_packet);
    u32(0);
    u32(static_cast<std::uint32_t>(time >> 32U));
    u32(static_cast<std::uint32_t>(time));
    u32(static_cast<std::uint32_t>(bytes.size()));
    u32(static_cast<std::uint32_t>(bytes.size()));
    padded({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
    option(option_comment, comment);
    end_of_options(!comment.empty());
    end_block(block);
}

void PcapngFile::option(std::uint16_t code, std::string_view value)
{
    if (value.empty())
        return;
    value = value.substr(0, longest_option);
    u16(code);
    u16(static_cast<std::uint16_t>(value.size()));
    padded(value);
}

void PcapngFile::end_of_options(bool has_any)
{
    if (has_any)
        u32(0);
}

std::size_t PcapngFile::begin_block(std::uint32_t type)
{
    auto const start = text_.size();
    u32(type);
    u32(0); // Its size, once it is known.
    return start;
}

void PcapngFile::end_block(std::size_t start)
{
    auto const size = static_cast<std::uint32_t>(text_.size() - start + 4);
    u32(size);
    std::memcpy(text_.data() + start + 4, &size, sizeof size);
}

void PcapngFile::padded(std::string_view bytes)
{
    text_ += bytes;
    text_.append((4 - bytes.size() % 4) % 4, '\0');
}

// The byte order is the machine's: readers tell it by the first number of the section.

void PcapngFile::u16(std::uint16_t value)
{
    text_.append(reinterpret_cast<char const*>(&value), sizeof value);
}

void PcapngFile::u32(std::uint32_t value)
{
    text_.append(reinterpret_cast<char const*>(&value), sizeof value);
}

} // namespace mqttspec::validator
