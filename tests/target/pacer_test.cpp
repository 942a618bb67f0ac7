// SPDX-License-Identifier: Apache-2.0
#include "target/pacer.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;

TEST(APacer, SpreadsEvenly)
{
    Pacer pacer(10);
    net::TimePoint const now{5s};
    EXPECT_EQ(pacer.next(now), now);
    EXPECT_EQ(pacer.next(now), now + 100ms);
    EXPECT_EQ(pacer.next(now + 50ms), now + 200ms);
}

TEST(APacer, SavesNothingUp)
{
    Pacer pacer(10);
    net::TimePoint const now{5s};
    EXPECT_EQ(pacer.next(now), now);
    EXPECT_EQ(pacer.next(now + 10s), now + 10s);
    EXPECT_EQ(pacer.next(now + 10s), now + 10s + 100ms);
}

TEST(APacer, WithoutALimitDelaysNobody)
{
    Pacer pacer(0);
    net::TimePoint const now{5s};
    EXPECT_EQ(pacer.next(now), now);
    EXPECT_EQ(pacer.next(now), now);
}

TEST(APacer, TakesAbsurdRates)
{
    Pacer pacer(1e-300);
    net::TimePoint const now{5s};
    EXPECT_EQ(pacer.next(now), now);
    EXPECT_EQ(pacer.next(now), now + 1h);
}

} // namespace
} // namespace mqttspec::target
