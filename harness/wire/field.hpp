// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mqttspec::wire {

/// The name of a field. Reads like a string, but holds its text in place: a decoded packet has a dozen of
/// them, and an allocation for each would cost more than all the rest of decoding. A text that is longer than
/// any field's path throws std::length_error.
class Path
{
public:
    static constexpr std::size_t capacity = 47;

    constexpr Path() = default;

    template <std::convertible_to<std::string_view> Text>
    constexpr Path(Text const& text) // NOLINT(google-explicit-constructor): it stands in for a string.
    {
        append(text);
    }

    constexpr Path& append(std::string_view text);
    constexpr Path& append(std::size_t number);

    [[nodiscard]] constexpr std::string_view view() const { return {text_.data(), size_}; }
    [[nodiscard]] std::string str() const { return std::string(view()); }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    constexpr operator std::string_view() const { return view(); } // NOLINT(google-explicit-constructor)

    friend constexpr bool operator==(Path const& a, Path const& b) { return a.view() == b.view(); }

    template <std::convertible_to<std::string_view> Text>
    friend constexpr bool operator==(Path const& path, Text const& text)
    {
        return path.view() == std::string_view(text);
    }

    friend std::ostream& operator<<(std::ostream& out, Path const& path) { return out << path.view(); }

private:
    std::array<char, capacity> text_{};
    std::uint8_t size_ = 0;
};

/// Where one field of a packet stands in its image. Paths are those that a dump prints and that an edit
/// names: "type_and_flags", "remaining_length", then the standard's names: "connect_flags", "topic",
/// "topic.length", "topic.value", "packet_id", "filters[1].filter", "filters[1].qos", "return_codes[0]",
/// "will.message", "payload". A string or binary field stands for its length prefix and value together.
struct Field
{
    Path path{};
    std::size_t offset = 0; ///< From the first byte of the fixed header.
    std::size_t length = 0; ///< In bytes; zero for a field that is empty or that was not there.

    friend bool operator==(Field const&, Field const&) = default;
};

constexpr Path& Path::append(std::string_view text)
{
    if (text.size() > capacity - size_)
        throw std::length_error("the path of a field is too long");
    std::copy(text.begin(), text.end(), text_.begin() + size_);
    size_ = static_cast<std::uint8_t>(size_ + text.size());
    return *this;
}

constexpr Path& Path::append(std::size_t number)
{
    std::array<char, 20> digits{};
    auto first = digits.size();
    do {
        digits[--first] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return append(std::string_view(digits.data() + first, digits.size() - first));
}

} // namespace mqttspec::wire
