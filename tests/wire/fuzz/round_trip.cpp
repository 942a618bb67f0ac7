// SPDX-License-Identifier: Apache-2.0
#include "wire/fuzz/round_trip.hpp"

#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/framer.hpp"
#include "wire/utf8.hpp"
#include "wire/value.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace mqttspec::test {
namespace {

using namespace wire;

struct Framing
{
    std::vector<Frame> frames{};
    Bytes rest{};
};

Framing framing_of(std::span<std::uint8_t const> stream, std::size_t piece);
void check_packet(std::span<std::uint8_t const> bytes);
void check_fields(Decoded const& decoded, std::size_t size);
void check_encoding(Decoded const& decoded, std::span<std::uint8_t const> bytes);
void check_values(Packet const& packet);
void require(bool met, char const* what);

} // namespace

void check_round_trip(std::span<std::uint8_t const> bytes)
{
    auto const framing = framing_of(bytes, std::max<std::size_t>(1, bytes.size()));
    for (std::size_t const piece : {1U, 2U, 7U}) {
        auto const other = framing_of(bytes, piece);
        require(other.rest == framing.rest, "the rest depends on the segmentation");
        require(std::ranges::equal(other.frames, framing.frames, {}, &Frame::bytes, &Frame::bytes),
                "the frames depend on the segmentation");
    }
    for (auto const& frame : framing.frames)
        check_packet(frame.bytes);
    check_packet(bytes);
    auto const quoted = quote({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
    require(!ill_formed_utf8(quoted), "a quotation is no UTF-8");
}

namespace {

Framing framing_of(std::span<std::uint8_t const> stream, std::size_t piece)
{
    Framer framer(1024);
    Framing framing;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        framer.feed(stream.subspan(at, std::min(piece, stream.size() - at)));
        while (auto frame = framer.next())
            framing.frames.push_back(*std::move(frame));
    }
    framing.rest.assign(framer.rest().begin(), framer.rest().end());
    return framing;
}

void check_packet(std::span<std::uint8_t const> bytes)
{
    auto const decoded = decode(bytes, Version::v3_1_1);
    check_fields(decoded, bytes.size());
    check_encoding(decoded, bytes);
    check_values(decoded.packet);
}

void check_fields(Decoded const& decoded, std::size_t size)
{
    for (auto const& field : decoded.fields)
        require(field.offset + field.length <= size, "a field leaves the packet");
    for (auto const& malformation : decoded.malformations) {
        require(malformation.field.offset + malformation.field.length <= size,
                "a malformation leaves the packet");
        require(!malformation.detail.empty(), "a malformation says nothing");
    }
}

void check_encoding(Decoded const& decoded, std::span<std::uint8_t const> bytes)
{
    auto const found = [&decoded](Defect defect) {
        return std::ranges::count(decoded.malformations, defect, &Malformation::defect) > 0;
    };
    if (found(Defect::truncated) || found(Defect::remaining_length))
        return;

    auto const image = encode(decoded.packet, Version::v3_1_1);
    if (!found(Defect::trailing_bytes)) {
        // The length itself may have been longer than needed.
        auto const body = [](std::vector<Field> const& fields) { return 1 + fields.at(1).length; };
        require(image.bytes.front() == bytes.front(), "the first byte changes");
        require(std::ranges::equal(std::span(image.bytes).subspan(body(image.fields)),
                                   bytes.subspan(body(decoded.fields))),
                "the body changes");
    }
    auto const again = decode(image.bytes, Version::v3_1_1);
    require(again.packet == decoded.packet, "the packet changes");
    require(again.fields == image.fields, "reading and writing map differently");
}

void check_values(Packet const& packet)
{
    auto const again = from_values(type_of(packet), to_values(packet));
    require(again.index() == 0 && std::get<0>(again) == packet, "the packet is not what its values say");
    auto const line = describe(packet);
    require(!ill_formed_utf8(line), "a line is no UTF-8");
    require(std::ranges::none_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }),
            "a line holds control characters");
}

void require(bool met, char const* what)
{
    if (!met)
        throw std::logic_error(what);
}

} // namespace
} // namespace mqttspec::test
