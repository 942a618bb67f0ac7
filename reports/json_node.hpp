// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/text.hpp"
#include "results/result.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reports {

// Keeps members in their order: that of `for` values means something.
using Json = nlohmann::ordered_json;

/// Why a document is refused, in one line.
struct Refused : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// A value and where it stands in the document. Each conversion refuses what is of another kind.
class Node
{
public:
    Node(Json const& json, std::string path) : json_(&json), path_(std::move(path)) {}

    [[nodiscard]] Node operator[](char const* name) const;
    [[nodiscard]] bool has(char const* name) const { return json_->is_object() && json_->contains(name); }
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string text_or_empty(char const* name) const
    {
        return has(name) ? (*this)[name].text() : "";
    }
    [[nodiscard]] bool flag() const;
    [[nodiscard]] int integer() const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] std::uint64_t seed() const;
    [[nodiscard]] std::string bytes() const;
    [[nodiscard]] results::Scalar scalar() const;

    /// The items of an array, each read by `read`.
    template <class Read>
    [[nodiscard]] auto list(Read read) const
    {
        if (!json_->is_array())
            refuse("is no list");
        std::vector<decltype(read(*this))> items;
        for (std::size_t i = 0; i < json_->size(); ++i)
            items.push_back(read(Node((*json_)[i], fmt::format("{}[{}]", path_, i))));
        return items;
    }

    /// The members of an object in their order, each read by `read`.
    template <class Read>
    [[nodiscard]] auto members(Read read) const
    {
        if (!json_->is_object())
            refuse("is no object");
        std::vector<std::pair<std::string, decltype(read(*this))>> items;
        for (auto const& [name, value] : json_->items())
            items.emplace_back(name, read(Node(value, path_ + "." + one_line(name))));
        return items;
    }

    /// One of an enumeration's values, by its name.
    template <class Enum>
    [[nodiscard]] Enum one_of(std::initializer_list<Enum> values) const
    {
        std::string const name = text();
        for (Enum const value : values) {
            if (results::name_of(value) == name)
                return value;
        }
        refuse("is no verdict: \"" + one_line(name) + "\"");
    }

    [[noreturn]] void refuse(std::string const& why) const { throw Refused(path_ + " " + why); }

private:
    Json const* json_;
    std::string path_;
};

} // namespace mqttspec::reports
