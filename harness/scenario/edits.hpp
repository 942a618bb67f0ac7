// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/reader.hpp"
#include "scenario/step.hpp"

#include <vector>

namespace mqttspec::scenario {

/// An edit, and where it names its field.
struct PlacedEdit
{
    EditTemplate edit{};
    yaml::Cursor place;
};

/// Reads `corrupt`, a list of edits of a packet of that type.
[[nodiscard]] std::vector<PlacedEdit> read_edits(yaml::Cursor const& list, wire::PacketType type,
                                                 Reader const& reader);

/// The edit as the codec knows it.
[[nodiscard]] wire::Edit to_edit(EditTemplate const& edit, std::string const& bytes);

} // namespace mqttspec::scenario
