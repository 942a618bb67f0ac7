// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::validator {

/// One end of a TCP connection over IPv4.
struct TcpEnd
{
    std::uint32_t address = 0;
    std::uint16_t port = 0;
    std::uint32_t next = 0; ///< The sequence number of its next byte.
};

/// An IPv4 packet with a TCP segment, which acknowledges all that the other end has sent.
[[nodiscard]] std::vector<std::uint8_t> ip_packet(TcpEnd const& source, TcpEnd const& destination,
                                                  std::uint8_t flags, std::span<std::uint8_t const> data);

/// A capture file in the making: pcapng (draft-ietf-opsawg-pcapng) with one interface of raw IP packets.
class PcapngFile
{
public:
    void begin(std::string_view comment, std::string_view written_by);

    /// What readers may call that address.
    void name(std::uint32_t address, std::string_view host);

    /// `at` is the time since 1970; an empty comment is none.
    void packet(std::span<std::uint8_t const> bytes, std::chrono::nanoseconds at, std::string_view comment);

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void u16(std::uint16_t value);
    void u32(std::uint32_t value);
    void padded(std::string_view bytes);
    void option(std::uint16_t code, std::string_view value);
    void end_of_options(bool has_any);
    [[nodiscard]] std::size_t begin_block(std::uint32_t type);
    void end_block(std::size_t start);

    std::string text_;
};

} // namespace mqttspec::validator
