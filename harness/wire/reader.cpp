// SPDX-License-Identifier: Apache-2.0
#include "wire/reader.hpp"

#include "wire/remaining_length.hpp"
#include "wire/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::wire {
namespace {

// A packet of 256 MB can hold 89 million Topic Filters: their map would take a hundred times its size.
constexpr std::size_t max_fields = 65'536;
constexpr std::size_t max_malformations = 256;

std::string hex(std::span<std::uint8_t const> bytes);

} // namespace

Reader::Reader(std::span<std::uint8_t const> bytes, Decoded& decoded, Fields fields)
    : bytes_(bytes), decoded_(decoded), fields_(fields), window_end_(bytes.size()),
      readable_end_(bytes.size())
{
    if (fields_ == Fields::recorded)
        decoded_.fields.reserve(12); // Enough for all but CONNECT and lists.
}

void Reader::type_and_flags(std::uint8_t& byte)
{
    u8("type_and_flags", byte);
}

void Reader::remaining_length()
{
    if (is_broken_)
        return;
    auto const length = read_remaining_length(bytes_.subspan(position_));
    if (length.state == RemainingLength::State::cut_off)
        return break_off("remaining_length", "its last byte is missing");
    note("remaining_length", length.size_bytes);
    if (length.state == RemainingLength::State::unending) {
        object(Defect::remaining_length, "the fourth byte asks for a fifth");
        is_broken_ = true;
        return;
    }
    if (length.value != readable())
        object(Defect::remaining_length,
               fmt::format("claims {} bytes where {} follow", length.value, readable()));
    window_end_ = position_ + length.value;
    readable_end_ = std::min(window_end_, bytes_.size());
}

void Reader::u8(std::string_view name, std::uint8_t& value)
{
    if (is_broken_)
        return;
    if (readable() == 0)
        return break_off(name, "it is missing");
    value = bytes_[position_];
    note(name, 1);
}

void Reader::u16(std::string_view name, std::uint16_t& value)
{
    std::optional<std::uint16_t> read;
    u16(name, read);
    value = read.value_or(value);
}

void Reader::u16(std::string_view name, std::optional<std::uint16_t>& value)
{
    if (is_broken_)
        return;
    if (readable() < 2)
        return break_off(name, readable() == 0 ? "it is missing" : "its second byte is missing");
    value = static_cast<std::uint16_t>(bytes_[position_] << 8U | bytes_[position_ + 1]);
    note(name, 2);
}

void Reader::text(std::string_view name, std::string& value)
{
    if (auto const read = sized(name)) {
        value.assign(*read);
        check_text(*read);
    }
}

void Reader::text(std::string_view name, std::optional<std::string>& value)
{
    if (auto const read = sized(name)) {
        value.emplace(*read);
        check_text(*read);
    }
}

void Reader::binary(std::string_view name, Bytes& value)
{
    std::optional<Bytes> read;
    binary(name, read);
    if (read)
        value = *std::move(read);
}

void Reader::binary(std::string_view name, std::optional<Bytes>& value)
{
    if (auto const read = sized(name))
        value.emplace(read->begin(), read->end());
}

void Reader::rest(std::string_view name, Bytes& value)
{
    if (is_broken_)
        return;
    auto const left = bytes_.subspan(position_, readable());
    value.assign(left.begin(), left.end());
    if (window_end_ > readable_end_)
        return break_off(name, fmt::format("{} of {} bytes are there", left.size(), window_end_ - position_));
    note(name, left.size());
}

void Reader::finish()
{
    if (is_broken_ || readable() == 0)
        return;
    constexpr std::size_t shown = 16;
    auto const left = bytes_.subspan(position_, readable());
    note("trailing_bytes", left.size());
    object(Defect::trailing_bytes,
           fmt::format("{} left behind the last field:{}{}", left.size(),
                       hex(left.first(std::min(shown, left.size()))), left.size() > shown ? " ..." : ""));
}

std::optional<std::string_view> Reader::sized(std::string_view name)
{
    if (is_broken_)
        return std::nullopt;
    if (readable() < 2) {
        break_off(name, readable() == 0 ? "it is missing" : "the second byte of its length is missing");
        return std::nullopt;
    }
    auto const start = position_;
    std::size_t const length = static_cast<std::size_t>(bytes_[start]) << 8U | bytes_[start + 1];
    auto const there = std::min(length, readable() - 2);
    note(name, 2 + there);
    record(name, ".length", start, 2);
    record(name, ".value", start + 2, there);
    if (there < length) {
        object(Defect::truncated, fmt::format("{} of {} bytes are there", there, length));
        is_broken_ = true;
    }
    return std::string_view(reinterpret_cast<char const*>(bytes_.data()) + start + 2, there);
}

void Reader::check_text(std::string_view text)
{
    if (is_broken_)
        return; // The fault might lie in the cut alone.
    if (auto const fault = ill_formed_utf8(text))
        object(Defect::ill_formed_utf8, explain_ill_formed_utf8(text, *fault));
    if (auto const null = text.find('\0'); null != std::string_view::npos)
        object(Defect::null_character, fmt::format("U+0000 at byte {}", null));
}

void Reader::object(Defect defect, std::string_view words)
{
    if (decoded_.malformations.size() == max_malformations)
        return;
    auto detail = std::string(words);
    if (last_length_ == 1 && defect != Defect::truncated && defect != Defect::trailing_bytes)
        detail += fmt::format(" (0x{:02X})", bytes_[last_offset_]);
    Field const field{.path = path_of(last_name_), .offset = last_offset_, .length = last_length_};
    decoded_.malformations.push_back({.defect = defect, .field = field, .detail = std::move(detail)});
}

void Reader::note(std::string_view name, std::size_t length)
{
    last_name_ = name;
    last_offset_ = position_;
    last_length_ = length;
    record(name, {}, position_, length);
    position_ += length;
}

void Reader::keep(std::string_view name, std::string_view suffix, std::size_t offset, std::size_t length)
{
    if (decoded_.fields.size() == max_fields)
        return;
    decoded_.fields.push_back({.path = path_of(name).append(suffix), .offset = offset, .length = length});
}

/// The packet ends in this field, or before it.
void Reader::break_off(std::string_view name, std::string_view words)
{
    last_name_ = name;
    last_offset_ = position_;
    last_length_ = readable();
    if (last_length_ > 0)
        record(name, {}, last_offset_, last_length_);
    position_ = readable_end_;
    object(Defect::truncated, words);
    is_broken_ = true;
}

Path Reader::path_of(std::string_view name) const
{
    if (list_.empty())
        return Path(name);
    return Path(list_).append("[").append(index_).append("]").append(name);
}

namespace {

std::string hex(std::span<std::uint8_t const> bytes)
{
    std::string text;
    for (auto const byte : bytes)
        text += fmt::format(" {:02X}", byte);
    return text;
}

} // namespace
} // namespace mqttspec::wire
