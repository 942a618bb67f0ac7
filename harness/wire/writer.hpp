// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/encode.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mqttspec::wire {

/// The Io that measures what a packet has behind its fixed header.
class Sizer
{
public:
    static constexpr bool reads = false;

    void u8(std::string_view, std::uint8_t) { size_bytes_ += 1; }
    void u16(std::string_view, std::optional<std::uint16_t>) { size_bytes_ += 2; }
    void text(std::string_view name, std::string const& value) { sized(name, value.size()); }
    void text(std::string_view name, std::optional<std::string> const& value) { text(name, *value); }
    void binary(std::string_view name, Bytes const& value) { sized(name, value.size()); }
    void binary(std::string_view name, std::optional<Bytes> const& value) { binary(name, *value); }
    void rest(std::string_view, Bytes const& value) { size_bytes_ += value.size(); }
    template <class List, class Body>
    void each(std::string_view, List const& list, Body body)
    {
        for (auto const& element : list)
            body(element);
    }
    template <class T>
    [[nodiscard]] bool has(std::optional<T> const& value, bool) const
    {
        return value.has_value();
    }
    template <class Defect>
    void demand(bool, Defect, std::string_view)
    {}

    [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }

private:
    void sized(std::string_view name, std::size_t size_bytes);

    std::size_t size_bytes_ = 0;
};

/// The Io that writes a packet, whose sizes a Sizer has found to fit, and notes each field.
class Writer
{
public:
    static constexpr bool reads = false;

    explicit Writer(Image& image) : image_(image) {}

    void remaining_length(std::size_t value);

    void u8(std::string_view name, std::uint8_t value);
    /// A value that is absent where the figure has one is written as 0.
    void u16(std::string_view name, std::optional<std::uint16_t> value);
    void text(std::string_view name, std::string const& value);
    void text(std::string_view name, std::optional<std::string> const& value) { text(name, *value); }
    void binary(std::string_view name, Bytes const& value) { sized(name, value); }
    void binary(std::string_view name, std::optional<Bytes> const& value) { binary(name, *value); }
    void rest(std::string_view name, Bytes const& value);
    template <class List, class Body>
    void each(std::string_view name, List const& list, Body body);
    template <class T>
    [[nodiscard]] bool has(std::optional<T> const& value, bool) const
    {
        return value.has_value();
    }
    template <class Defect>
    void demand(bool, Defect, std::string_view)
    {}

private:
    void sized(std::string_view name, std::span<std::uint8_t const> value);
    void put_u16(std::size_t value);
    void record(std::string_view name, std::string_view suffix, std::size_t length);

    Image& image_;
    std::string_view list_; ///< Empty outside of lists.
    std::size_t index_ = 0;
};

template <class List, class Body>
void Writer::each(std::string_view name, List const& list, Body body)
{
    list_ = name;
    for (index_ = 0; index_ < list.size(); ++index_)
        body(list[index_]);
    list_ = {};
}

} // namespace mqttspec::wire
