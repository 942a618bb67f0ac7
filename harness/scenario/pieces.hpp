// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/cursor.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// A stretch of a scalar: text, or the name of a variable.
struct Piece
{
    std::string text;
    bool is_variable = false;

    friend bool operator==(Piece const&, Piece const&) = default;
};

/// Cuts a scalar at its `${name}`; `$${` stands for a literal `${`. A brace that is not closed is an error.
[[nodiscard]] std::optional<std::vector<Piece>> pieces_of(yaml::Cursor const& at, std::string_view raw);

/// The name, if the scalar is one `${name}` and nothing else.
[[nodiscard]] std::optional<std::string> lone_variable(yaml::Cursor const& at);

} // namespace mqttspec::scenario
