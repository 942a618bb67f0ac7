// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/judge.hpp"

#include <cstdint>
#include <span>

namespace mqttspec::validator {

/// Whom a proxy tells what goes through it, in the order in which it does. None of this may wait for
/// anything.
class Witness
{
public:
    using Id = std::uint64_t; ///< Of a connection; none is given twice.

    virtual ~Witness() = default;
    virtual void opened(Id id, Ends ends, Moment moment) = 0;

    /// Before they are sent on, so that the answer to them comes behind them.
    virtual void bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment) = 0;

    /// What that side sent last came in such a frame of a WebSocket, which ends at the proxy.
    virtual void frame(Id id, Role sender, Frame frame, Moment moment) = 0;
    virtual void closed(Id id, Moment moment) = 0;
};

} // namespace mqttspec::validator
