// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/decode.hpp"
#include "wire/packet.hpp"

#include <chrono>
#include <cstdint>
#include <variant>

namespace mqttspec::reference {

/// Since an epoch of the caller's choice: the broker has no clock of its own.
using Time = std::chrono::nanoseconds;

/// A Network Connection. The caller chooses the number and never uses it again.
using LinkId = std::uint64_t;

// What can happen to a broker.

struct LinkOpened
{
    LinkId link = 0;
};

/// One whole packet, legal or not.
struct Received
{
    LinkId link = 0;
    wire::Decoded packet{};
    wire::Bytes bytes{};
};

/// Bytes that cannot be cut into packets: a length field without an end, or more than the caller can hold.
struct Garbled
{
    LinkId link = 0;
};

enum class Loss
{
    fin, ///< The peer closed, or at least its sending half.
    rst,
    failed
};

/// The Network Connection is gone, and not because of a Drop. The caller closes what is left of its own side.
struct LinkLost
{
    LinkId link = 0;
    Loss how = Loss::fin;
};

/// The time that SetTimer asked for has come.
struct Ticked
{};

struct Event
{
    Time now{};
    std::variant<LinkOpened, Received, Garbled, LinkLost, Ticked> what{};
};

// What a broker then wants done, in this order.

/// A packet, or bytes as they stand.
struct Transmit
{
    LinkId link = 0;
    std::variant<wire::Packet, wire::Bytes> what{};
};

/// Close this connection, after everything that was transmitted on it before. No LinkLost follows.
struct Drop
{
    LinkId link = 0;
};

/// Send Ticked at that time or soon after. Replaces the timer that was set before.
struct SetTimer
{
    Time at{};
};

using Action = std::variant<Transmit, Drop, SetTimer>;

} // namespace mqttspec::reference
