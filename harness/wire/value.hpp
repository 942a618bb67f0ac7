// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::wire {

struct Value;
using List = std::vector<Value>;
using Map = std::vector<std::pair<std::string, Value>>; ///< In the order of the packet's figure.

/// A packet's member as a named value: the form in which cases give and expect it, dumps print it and results
/// record it. Strings and binary data are both byte strings here.
struct Value
{
    std::variant<std::monostate, bool, std::int64_t, std::string, List, Map> held{}; ///< monostate: absent.

    [[nodiscard]] bool is_absent() const { return held.index() == 0; }
    friend bool operator==(Value const&, Value const&) = default;
};

/// What kind of value a key takes; `list` and `map` have their own keys in `element`.
enum class Kind
{
    boolean,
    u8,
    u16,
    text,
    binary,
    list,
    map
};

struct KeyInfo
{
    std::string_view name{}; ///< "clean_session", "will", "filters".
    Kind kind{};
    bool is_optional = false; ///< The member can be absent from the packet.
    /// For map: its keys. For list: one nameless entry for a scalar, or the keys of each map.
    std::span<KeyInfo const> element{};
    std::string_view about{}; ///< One line for editors: meaning, range, section.
    std::int64_t maximum = 0; ///< The greatest number that fits; 0 where no number is taken.
};

/// The keys of a packet type, in the order of its figure. The one table from which cases are loaded, the
/// editor schema is made, and packets are matched and printed.
[[nodiscard]] std::span<KeyInfo const> keys_of(PacketType type);

/// The packet as named values. Absent members are left out.
[[nodiscard]] Map to_values(Packet const& packet);

/// Builds a packet from named values; members that are not named keep their defaults. Returns what is wrong
/// in one line ("filters[0].qos: 300 does not fit a byte") instead of the packet where it cannot be done.
[[nodiscard]] std::variant<Packet, std::string> from_values(PacketType type, Map const& values);

/// One line for people: `PUBLISH topic "a/b" qos 1 packet_id 7 payload "hi"`. Control characters and bytes
/// that are no UTF-8 are escaped as \xNN; long values are cut and their length given.
[[nodiscard]] std::string describe(Packet const& packet);

/// A byte string for people, in double quotes, escaped as in `describe`, cut at `limit` characters.
[[nodiscard]] std::string quote(std::string_view bytes, std::size_t limit = 80);

} // namespace mqttspec::wire
