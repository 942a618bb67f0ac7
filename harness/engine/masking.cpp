// SPDX-License-Identifier: Apache-2.0
#include "engine/masking.hpp"

#include "wire/decode.hpp"

#include <algorithm>
#include <cstddef>

namespace mqttspec::engine {

namespace {

using Place = wire::Bytes::iterator;

void blot(Place from, Place to)
{
    std::fill(from, to, std::uint8_t{'*'});
}

bool is_connect(wire::Bytes const& bytes)
{
    return !bytes.empty() && bytes.front() >> 4U == static_cast<unsigned>(wire::PacketType::connect);
}

} // namespace

wire::Bytes masked(wire::Bytes bytes, wire::Version version, std::string const& secret)
{
    if (!is_connect(bytes))
        return bytes;
    bool is_in_its_place = false;
    for (auto const& field : wire::decode(bytes, version).fields) {
        if (field.path != "password.value")
            continue;
        auto const from = bytes.begin() + static_cast<std::ptrdiff_t>(field.offset);
        auto const to = from + static_cast<std::ptrdiff_t>(field.length);
        is_in_its_place = std::equal(from, to, secret.begin(), secret.end(), [](std::uint8_t byte, char c) {
            return byte == static_cast<std::uint8_t>(c);
        });
        blot(from, to);
    }
    if (is_in_its_place || secret.empty())
        return bytes;
    wire::Bytes const wanted(secret.begin(), secret.end());
    for (auto from = bytes.begin();;) {
        from = std::search(from, bytes.end(), wanted.begin(), wanted.end());
        if (from == bytes.end())
            return bytes;
        auto const to = from + static_cast<std::ptrdiff_t>(wanted.size());
        blot(from, to);
        from = to;
    }
}

} // namespace mqttspec::engine
