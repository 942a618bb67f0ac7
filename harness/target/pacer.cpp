// SPDX-License-Identifier: Apache-2.0
#include "target/pacer.hpp"

#include <algorithm>
#include <chrono>

namespace mqttspec::target {

namespace {

net::Duration interval_of(double per_second);

} // namespace

Pacer::Pacer(double per_second) : interval_(interval_of(per_second)) {}

net::TimePoint Pacer::next(net::TimePoint now)
{
    auto const slot = std::max(now, free_from_);
    free_from_ = slot + interval_;
    return slot;
}

namespace {

/// At most an hour, so that no rate makes the sum of many intervals overflow.
net::Duration interval_of(double per_second)
{
    if (!(per_second > 0))
        return {};
    constexpr std::chrono::duration<double> longest = std::chrono::hours(1);
    auto const seconds = std::min(std::chrono::duration<double>(1 / per_second), longest);
    return std::chrono::duration_cast<net::Duration>(seconds);
}

} // namespace

} // namespace mqttspec::target
