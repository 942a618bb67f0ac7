// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/decode.hpp"
#include "wire/packet.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::trace {

/// Monotonic time since the journal began.
using Time = std::chrono::nanoseconds;

/// A connection within one journal, counted from 1.
using ConnectionId = std::uint32_t;

/// Who did something: the party whose journal it is, or the party at the other end.
enum class Side
{
    us,
    peer
};

/// How a connection, or one direction of it, was ended.
enum class Ending
{
    fin,
    rst,
    failed
};

[[nodiscard]] std::string_view name_of(Ending ending);

/// A network connection was established.
struct Opened
{
    std::string peer;       ///< Its address.
    bool is_framed = false; ///< It is a WebSocket.
};

/// Bytes that we put on the wire: one packet, or whatever a case wanted.
struct Sent
{
    wire::Bytes bytes;
    bool is_text = false; ///< In text frames of a WebSocket.
};

/// One packet that the peer sent.
struct Received
{
    wire::Bytes bytes;
    wire::Decoded decoded;
    bool is_text = false; ///< Its end came in a text frame of a WebSocket [MQTT-6.0.0-1].
};

/// Bytes from the peer that cannot be cut into packets.
struct Garbage
{
    wire::Bytes bytes; ///< The first of them.
    std::string why;   ///< "a Remaining Length that runs on past its fourth byte".
};

/// We ended our direction; the other one goes on.
struct HalfClosed
{};

/// The connection has come to its end.
struct Closed
{
    Side by = Side::peer;
    Ending how = Ending::fin;
    std::string detail; ///< For `failed`: what the system says; else what TLS or WebSocket tell.
};

/// Something worth recording that was no traffic.
struct Note
{
    std::string text;
};

using Event = std::variant<Opened, Sent, Received, Garbage, HalfClosed, Closed, Note>;

/// One thing that happened on one connection (0 for none) at one time.
struct Observation
{
    Time at{};
    ConnectionId connection = 0;
    Event event;
};

} // namespace mqttspec::trace
