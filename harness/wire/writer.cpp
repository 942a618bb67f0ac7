// SPDX-License-Identifier: Apache-2.0
#include "wire/writer.hpp"

#include "wire/remaining_length.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mqttspec::wire {

void Sizer::sized(std::string_view name, std::size_t size_bytes)
{
    if (size_bytes > 0xFFFF)
        throw std::length_error(fmt::format("{}: {} bytes do not fit a two-byte length", name, size_bytes));
    size_bytes_ += 2 + size_bytes;
}

void Writer::remaining_length(std::size_t value)
{
    auto const offset = image_.bytes.size();
    append_remaining_length(image_.bytes, value);
    image_.fields.push_back(
        {.path = "remaining_length", .offset = offset, .length = image_.bytes.size() - offset});
}

void Writer::u8(std::string_view name, std::uint8_t value)
{
    record(name, {}, 1);
    image_.bytes.push_back(value);
}

void Writer::u16(std::string_view name, std::optional<std::uint16_t> value)
{
    record(name, {}, 2);
    put_u16(value.value_or(0));
}

void Writer::text(std::string_view name, std::string const& value)
{
    sized(name, {reinterpret_cast<std::uint8_t const*>(value.data()), value.size()});
}

void Writer::rest(std::string_view name, Bytes const& value)
{
    record(name, {}, value.size());
    image_.bytes.insert(image_.bytes.end(), value.begin(), value.end());
}

void Writer::sized(std::string_view name, std::span<std::uint8_t const> value)
{
    record(name, {}, 2 + value.size());
    record(name, ".length", 2);
    put_u16(value.size());
    record(name, ".value", value.size());
    image_.bytes.insert(image_.bytes.end(), value.begin(), value.end());
}

void Writer::put_u16(std::size_t value)
{
    image_.bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
    image_.bytes.push_back(static_cast<std::uint8_t>(value & 0xFFU));
}

/// The field begins where the image ends now.
void Writer::record(std::string_view name, std::string_view suffix, std::size_t length)
{
    Path path(list_);
    if (!list_.empty())
        path.append("[").append(index_).append("]");
    path.append(name).append(suffix);
    image_.fields.push_back({.path = path, .offset = image_.bytes.size(), .length = length});
}

} // namespace mqttspec::wire
