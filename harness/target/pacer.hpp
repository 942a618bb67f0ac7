// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"

namespace mqttspec::target {

/// Spreads connections evenly, so that a target with a rate limit does not refuse them.
class Pacer
{
public:
    explicit Pacer(double per_second); ///< 0: no limit.

    /// Takes the next slot: the time, not before `now`, at which the caller may connect.
    [[nodiscard]] net::TimePoint next(net::TimePoint now);

private:
    net::Duration interval_;
    net::TimePoint free_from_ = net::TimePoint::min();
};

} // namespace mqttspec::target
