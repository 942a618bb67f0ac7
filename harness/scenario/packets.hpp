// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/keys.hpp"
#include "scenario/step.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// Takes the members of a packet that is to be sent, and adds the defaults that depend on the case: the
/// actor's client id, keep alive 60, and ${topic} as topic and filter.
[[nodiscard]] Template::Members read_members(Keys& keys, wire::PacketType type, Actor actor,
                                             Reader const& reader);

/// The keys of the packet that an exchange sends, which are not those that it expects; none for reserved_0.
[[nodiscard]] std::span<wire::KeyInfo const> keys_to_leave(wire::PacketType leave);

/// Takes the members of a packet that is looked for, except those in `leave`.
[[nodiscard]] Pattern read_pattern(Keys& keys, wire::PacketType type, Reader const& reader,
                                   wire::PacketType leave = wire::PacketType::reserved_0);

/// Takes the members and `corrupt`.
[[nodiscard]] PacketTemplate read_packet(Keys& keys, wire::PacketType type, Actor actor,
                                         Reader const& reader);

/// Takes `split`.
[[nodiscard]] Split read_split(Keys& keys, Reader const& reader);

// Lists of packets: each item is a name, or a map from a name to members.
[[nodiscard]] std::vector<PacketTemplate> read_packets(yaml::Cursor const& list, Actor actor,
                                                       Reader const& reader);
[[nodiscard]] std::vector<Pattern> read_patterns(yaml::Cursor const& list, Side side, Reader const& reader);

/// What may come to that side and is passed over; with actors named if they may be.
struct AllowedWords
{
    bool may_name_actors = false;
    Side side = Side::client;
};
[[nodiscard]] std::vector<Allowed> read_allowed(yaml::Cursor const& list, Reader const& reader,
                                                AllowedWords words);

/// The paths of all fields that a packet of that type can have, with [0] for each index.
[[nodiscard]] std::vector<std::string> const& field_paths(wire::PacketType type);

/// Where the members of a packet stand in its file.
using Places = std::map<std::string, yaml::Cursor, std::less<>>;

/// The key under which the place of an edit is kept among the members.
[[nodiscard]] inline std::string place_of_edit(std::string_view field)
{
    return "corrupt " + std::string(field);
}

/// Tries whether the packet can be built and its edits applied, with samples for the variables, and reports
/// what is wrong at its place.
void try_out(PacketTemplate const& packet, Places const& places, yaml::Cursor const& whole);

/// Tries whether what is expected can stand in a packet at all.
void try_out(Pattern const& pattern, Places const& places, yaml::Cursor const& whole);

} // namespace mqttspec::scenario
