// SPDX-License-Identifier: Apache-2.0
#include "wire/decode.hpp"

#include "wire/fixed_header.hpp"
#include "wire/layout.hpp"
#include "wire/reader.hpp"

#include <array>
#include <stdexcept>

namespace mqttspec::wire {
namespace {

/// In the order of the enumerators.
constexpr std::array<std::string_view, 13> defect_names{
    "truncated",      "trailing_bytes", "remaining_length",    "reserved_type",   "reserved_flags",
    "reserved_bits",  "invalid_qos",    "inconsistent_flags",  "ill_formed_utf8", "null_character",
    "zero_packet_id", "empty_payload",  "reserved_return_code"};
static_assert(defect_names.size() == static_cast<std::size_t>(Defect::reserved_return_code) + 1);

} // namespace

std::string_view name_of(Defect defect)
{
    return defect_names.at(static_cast<std::size_t>(defect));
}

Decoded decode(std::span<std::uint8_t const> bytes, Version version)
{
    if (version != Version::v3_1_1)
        throw std::invalid_argument("decode: only MQTT 3.1.1 is known");

    Decoded decoded;
    Reader reader(bytes, decoded);
    std::uint8_t first = 0;
    reader.type_and_flags(first);
    decoded.packet = default_packet(static_cast<PacketType>(first >> 4U));
    auto const read = [&reader, first](auto& packet) {
        take_flags(packet, first & 0x0FU);
        check_flags(reader, packet);
        reader.remaining_length();
        layout(reader, packet);
        reader.finish();
    };
    std::visit(read, decoded.packet);
    return decoded;
}

} // namespace mqttspec::wire
