// SPDX-License-Identifier: Apache-2.0
#include "wire/encode.hpp"

#include "wire/fixed_header.hpp"
#include "wire/layout.hpp"
#include "wire/remaining_length.hpp"
#include "wire/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mqttspec::wire {
namespace {

/// What could only be written by spoiling its neighbours' bits.
template <class P>
void require_bits(P const& packet)
{
    if (packet.flags > 0x0F)
        throw std::out_of_range("flags above 15 do not fit the first byte");
}

void require_bits(Connect const& packet)
{
    require_bits<Connect>(packet);
    if (packet.will && packet.will->qos > 3)
        throw std::out_of_range("a Will QoS above 3 does not fit the connect flags");
}

void require_bits(Publish const& packet)
{
    if (packet.qos > 3)
        throw std::out_of_range("a QoS above 3 does not fit the first byte");
}

template <class P>
std::size_t body_size_of(P const& packet)
{
    Sizer sizer;
    layout(sizer, packet);
    if (sizer.size_bytes() > max_remaining_length)
        throw std::length_error(fmt::format("{} bytes do not fit the Remaining Length", sizer.size_bytes()));
    return sizer.size_bytes();
}

} // namespace

Field const* Image::find(std::string_view path) const
{
    auto const found = std::ranges::find(fields, path, [](Field const& field) { return field.path.view(); });
    return found == fields.end() ? nullptr : &*found;
}

Image encode(Packet const& packet, Version version)
{
    if (version != Version::v3_1_1)
        throw std::invalid_argument("encode: only MQTT 3.1.1 is known");

    Image image;
    auto const write = [&image](auto const& held) {
        require_bits(held);
        auto const body_size = body_size_of(held);
        image.bytes.reserve(5 + body_size);
        image.fields.reserve(12);
        Writer writer(image);
        auto const type = static_cast<unsigned>(held.type);
        writer.u8("type_and_flags", static_cast<std::uint8_t>(type << 4U | flags_of(held)));
        writer.remaining_length(body_size);
        layout(writer, held);
    };
    std::visit(write, packet);
    return image;
}

} // namespace mqttspec::wire
