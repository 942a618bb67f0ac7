// SPDX-License-Identifier: Apache-2.0
#include "net/websocket_frame.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace mqttspec::net {

namespace {

constexpr std::uint8_t two_bytes = 126; ///< The length is in the next two bytes.
constexpr std::uint8_t eight_bytes = 127;

struct CloseCode
{
    std::uint16_t code = 0;
    std::string_view words;
};

constexpr std::array close_codes{
    CloseCode{1000, "normal closure"},       CloseCode{1001, "going away"},
    CloseCode{1002, "protocol error"},       CloseCode{1003, "unsupported data"},
    CloseCode{1007, "invalid payload data"}, CloseCode{1008, "policy violation"},
    CloseCode{1009, "message too big"},      CloseCode{1010, "extension missing"},
    CloseCode{1011, "internal error"}};

} // namespace

std::optional<FrameHeader> read_frame_header(std::span<std::uint8_t const> bytes)
{
    if (bytes.size() < 2)
        return std::nullopt;
    FrameHeader header;
    header.is_last = (bytes[0] & 0x80U) != 0;
    header.reserved = (bytes[0] >> 4U) & 7U;
    header.opcode = static_cast<Opcode>(bytes[0] & 0x0FU);
    header.is_masked = (bytes[1] & 0x80U) != 0;
    auto const length = static_cast<std::uint8_t>(bytes[1] & 0x7FU);
    std::size_t const length_bytes = length == two_bytes ? 2 : length == eight_bytes ? 8 : 0;
    header.header_bytes = 2 + length_bytes + (header.is_masked ? 4U : 0U);
    if (bytes.size() < header.header_bytes)
        return std::nullopt;
    header.payload_bytes = length_bytes == 0 ? length : 0U;
    for (auto const byte : bytes.subspan(2, length_bytes))
        header.payload_bytes = header.payload_bytes << 8U | byte;
    if (header.is_masked)
        std::ranges::copy(bytes.subspan(2 + length_bytes, 4), header.mask.begin());
    return header;
}

std::vector<std::uint8_t> encode_frame(Opcode opcode, bool is_last, bool is_masked,
                                       std::span<std::uint8_t const> payload)
{
    auto const put = [](std::vector<std::uint8_t>& to, std::size_t value) {
        to.push_back(static_cast<std::uint8_t>(value & 0xFFU));
    };
    auto const size = payload.size();
    unsigned const mask_bit = is_masked ? 0x80U : 0U;
    std::size_t const length_bytes = size < two_bytes ? 0 : size <= 0xFFFF ? 2 : 8;
    std::vector<std::uint8_t> frame;
    frame.reserve(14 + size);
    put(frame, (is_last ? 0x80U : 0U) | static_cast<unsigned>(opcode));
    put(frame, mask_bit | (length_bytes == 0 ? size : length_bytes == 2 ? two_bytes : eight_bytes));
    for (auto left = length_bytes; left > 0; --left)
        put(frame, size >> 8U * (left - 1));
    std::array<std::uint8_t, 4> mask{};
    if (is_masked) {
        RAND_bytes(mask.data(), static_cast<int>(mask.size()));
        frame.insert(frame.end(), mask.begin(), mask.end());
    }
    for (std::size_t at = 0; at < size; ++at)
        frame.push_back(payload[at] ^ mask[at % 4]);
    return frame;
}

std::vector<std::uint8_t> close_payload(std::uint16_t code)
{
    return {static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code & 0xFFU)};
}

std::string close_in_words(std::span<std::uint8_t const> payload)
{
    std::string words = "WebSocket close";
    if (payload.size() < 2)
        return words + " without a code";
    auto const code = static_cast<std::uint16_t>(payload[0] << 8U | payload[1]);
    words += " " + std::to_string(code);
    auto const* const known = std::ranges::find(close_codes, code, &CloseCode::code);
    if (known != close_codes.end())
        words += " " + std::string(known->words);
    if (payload.size() > 2)
        words += ": " + std::string(payload.begin() + 2, payload.end());
    return words;
}

} // namespace mqttspec::net
