// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/watch.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::rules {

/// What one line of a text says.
struct TraceEvent
{
    enum class Kind : std::uint8_t
    {
        opened,
        packet,
        frame,
        missed,
        closed
    };
    Kind kind = Kind::packet;
    trace::ConnectionId connection = 1;
    Role sender = Role::client;
    wire::Bytes bytes{};
    Frame frame = Frame::none;
    trace::Time at{};
};

/// A line is one packet:
///
///     c> PUBLISH qos=1 packet_id=7 topic=a/b      from the Client, on connection 1
///     2s> CONNACK session_present=1               from the Server, on connection 2
///     s> 30 00                                    bytes
///     c> SUBSCRIBE packet_id=1 filters=a:1,b/#:0 return codes and filters are lists
///     c> binary | c> text | c> empty-text         a frame of a WebSocket, behind what came in it
///     2 close | 2 missed | wait 3                 an end; a gap; seconds that pass
///
/// A connection begins with its first line, unless that is `late`.
[[nodiscard]] std::vector<TraceEvent> events_of(std::string_view text);

/// Shows a text to a Watch that knows everything from its beginning.
[[nodiscard]] Watch watch(std::string_view text, Knowledge knowledge);
[[nodiscard]] Watch watch(std::string_view text);

/// All is seen, Sessions are kept, and every Client Identifier is new.
[[nodiscard]] Knowledge all_knowledge();

/// "rule-name" of each finding, in order; those of Clients with "client:" before them.
[[nodiscard]] std::vector<std::string> names(Watch const& watch);

[[nodiscard]] Tally tally_of(Watch const& watch, Rule const& rule);

} // namespace mqttspec::rules
