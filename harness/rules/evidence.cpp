// SPDX-License-Identifier: Apache-2.0
#include "rules/evidence.hpp"

#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::rules {

namespace {

std::string in_hex(std::span<std::uint8_t const> bytes)
{
    constexpr std::size_t shown = 32;
    std::string text;
    for (auto const byte : bytes.first(std::min(shown, bytes.size())))
        text += fmt::format("{}{:02x}", text.empty() ? "" : " ", byte);
    return bytes.size() > shown ? fmt::format("{} ... ({} bytes)", text, bytes.size()) : text;
}

} // namespace

std::string evidence(Rule const& rule, Sight const& sight, std::span<std::uint8_t const> bytes)
{
    if (sight.is_end)
        return std::string{rule.about};
    if (sight.frame != Frame::none) // Its bytes may be a password's.
        return fmt::format("{}, but here came a text frame (opcode 1)", rule.about);
    bool const is_secret = sight.get<wire::Connect>() != nullptr;
    auto text = fmt::format("{}, but here came {}", rule.about,
                            is_secret ? "CONNECT" : wire::describe(sight.decoded.packet));
    for (auto const& malformation : sight.decoded.malformations)
        if (!is_secret || malformation.defect != wire::Defect::trailing_bytes)
            text += fmt::format(" ({}: {})", malformation.field.path.view(), malformation.detail);
    return is_secret || bytes.empty() ? text : fmt::format("{}: {}", text, in_hex(bytes));
}

std::string name_of_type(wire::Packet const& packet)
{
    return std::string{wire::name_of(wire::type_of(packet))};
}

std::optional<std::size_t> surplus_fields(wire::Decoded const& decoded, std::span<std::uint8_t const> bytes)
{
    auto const found =
        std::ranges::find(decoded.malformations, wire::Defect::trailing_bytes, &wire::Malformation::defect);
    if (found == decoded.malformations.end())
        return 0;
    auto const& field = found->field;
    if (field.offset + field.length > bytes.size())
        return std::nullopt;
    auto rest = bytes.subspan(field.offset, field.length);
    std::size_t fields = 0;
    while (rest.size() >= 2) {
        std::size_t const size = 2U + (static_cast<std::size_t>(rest[0]) << 8U | rest[1]);
        if (size > rest.size())
            return std::nullopt;
        rest = rest.subspan(size);
        ++fields;
    }
    return rest.empty() ? std::optional{fields} : std::nullopt;
}

} // namespace mqttspec::rules
