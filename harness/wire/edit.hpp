// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/encode.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::wire {

// One deliberate corruption of an encoded packet; fields are named by their path.

/// Puts these bytes, as many as they are, in the place of the field.
struct SetField
{
    std::string field{};
    Bytes bytes{};
};

/// Takes the field out.
struct RemoveField
{
    std::string field{};
};

/// Puts bytes directly behind the field; behind the last one they trail.
struct InsertAfter
{
    std::string field{};
    Bytes bytes{};
};

/// Cuts everything behind the field off.
struct TruncateAfter
{
    std::string field{};
};

using Edit = std::variant<SetField, RemoveField, InsertAfter, TruncateAfter>;

/// Applies the edits in order. Later edits see where earlier ones moved the fields. The Remaining Length then
/// follows the size of what is left, unless an edit names remaining_length itself: so that a packet with one
/// deliberate fault has no second one. Lengths of strings never follow. Returns the path of the first edit
/// that names no field of the image, or nothing when all were applied.
[[nodiscard]] std::optional<std::string> apply(Image& image, std::vector<Edit> const& edits);

} // namespace mqttspec::wire
