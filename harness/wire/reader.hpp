// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/decode.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mqttspec::wire {

/// The Io that reads a packet. It never leaves the window that the Remaining Length opens, notes each field
/// and each malformation, and does nothing more once the packet has ended too early: what follows could only
/// be guessed.
class Reader
{
public:
    static constexpr bool reads = true;

    enum class Fields : bool
    {
        left_out,
        recorded
    };
    Reader(std::span<std::uint8_t const> bytes, Decoded& decoded, Fields fields);

    /// The fixed header. Opens the window.
    void type_and_flags(std::uint8_t& byte);
    void remaining_length();

    void u8(std::string_view name, std::uint8_t& value);
    void u16(std::string_view name, std::uint16_t& value);
    void text(std::string_view name, std::string& value);
    void binary(std::string_view name, Bytes& value);
    /// Present if any of it could be read.
    void u16(std::string_view name, std::optional<std::uint16_t>& value);
    void text(std::string_view name, std::optional<std::string>& value);
    void binary(std::string_view name, std::optional<Bytes>& value);
    /// All that is left.
    void rest(std::string_view name, Bytes& value);
    /// Elements as long as there are bytes. Names within `body` begin behind "name[index]".
    template <class List, class Body>
    void each(std::string_view name, List& list, Body body);

    /// Whether a field that the flags announce, or not, is to be read.
    template <class T>
    [[nodiscard]] bool has(std::optional<T> const&, bool announced) const
    {
        return announced && !is_broken_;
    }

    /// Notes the defect, unless `met`, at the field before.
    void demand(bool met, Defect defect, std::string_view words)
    {
        if (!met && !is_broken_)
            object(defect, words);
    }

    /// What is left in the window belongs to no field.
    void finish();

private:
    /// The value of a field with a two-byte length, as far as it is there; nothing if its length is not.
    [[nodiscard]] std::optional<std::string_view> sized(std::string_view name);
    void check_text(std::string_view text);
    void object(Defect defect, std::string_view words);
    void malformed(Defect defect, Field const& field, std::string detail);
    void note(std::string_view name, std::size_t length);
    void record(std::string_view name, std::string_view suffix, std::size_t offset, std::size_t length)
    {
        if (fields_ == Fields::recorded)
            keep(name, suffix, offset, length);
    }
    void keep(std::string_view name, std::string_view suffix, std::size_t offset, std::size_t length);
    void break_off(std::string_view name, std::string_view words);
    [[nodiscard]] Path path_of(std::string_view name) const;
    [[nodiscard]] std::size_t readable() const { return readable_end_ - position_; }

    std::span<std::uint8_t const> bytes_;
    Decoded& decoded_;
    Fields fields_;
    std::size_t position_ = 0;
    std::size_t window_end_;   ///< Where the packet claims to end, which may be behind the bytes.
    std::size_t readable_end_; ///< Where window or bytes end.
    bool is_broken_ = false;

    std::string_view list_; ///< Empty outside of lists.
    std::size_t index_ = 0;
    std::string_view last_name_;
    std::size_t last_offset_ = 0;
    std::size_t last_length_ = 0;
};

template <class List, class Body>
void Reader::each(std::string_view name, List& list, Body body)
{
    auto const start = position_;
    for (index_ = 0; position_ < window_end_ && !is_broken_; ++index_) {
        list_ = name;
        body(list.emplace_back());
        if (is_broken_ && list.back() == typename List::value_type{})
            list.pop_back(); // Nothing of it was there.
    }
    list_ = {};
    last_name_ = name;
    last_offset_ = start;
    last_length_ = position_ - start;
}

} // namespace mqttspec::wire
