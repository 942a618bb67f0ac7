// SPDX-License-Identifier: Apache-2.0
#include "wire/decode.hpp"

#include "wire/decode_into.hpp"
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

void read(Reader& reader, Decoded& decoded)
{
    std::uint8_t first = 0;
    reader.type_and_flags(first);
    auto const type = static_cast<PacketType>(first >> 4U);
    auto* publish = std::get_if<Publish>(&decoded.packet);
    if (type == PacketType::publish && publish != nullptr) {
        publish->topic.clear();
        publish->packet_id.reset();
        publish->payload.clear();
    } else {
        decoded.packet = default_packet(type);
    }
    auto const read_fields = [&reader, first](auto& packet) {
        take_flags(packet, first & 0x0FU);
        check_flags(reader, packet);
        reader.remaining_length();
        layout(reader, packet);
        reader.finish();
    };
    std::visit(read_fields, decoded.packet);
}

void demand_known(Version version)
{
    if (version != Version::v3_1_1)
        throw std::invalid_argument("decode: only MQTT 3.1.1 is known");
}

} // namespace

std::string_view name_of(Defect defect)
{
    return defect_names.at(static_cast<std::size_t>(defect));
}

Decoded decode(std::span<std::uint8_t const> bytes, Version version)
{
    demand_known(version);
    Decoded decoded;
    Reader reader(bytes, decoded, Reader::Fields::recorded);
    read(reader, decoded);
    return decoded;
}

void decode_into(Decoded& decoded, std::span<std::uint8_t const> bytes, Version version)
{
    demand_known(version);
    decoded.fields.clear();
    decoded.malformations.clear();
    Reader reader(bytes, decoded, Reader::Fields::left_out);
    read(reader, decoded);
}

} // namespace mqttspec::wire
