// SPDX-License-Identifier: Apache-2.0
#include "scenario/value.hpp"

#include <gtest/gtest.h>

namespace mqttspec::scenario {

namespace {

TEST(Fill, IsAVariableWithASize)
{
    EXPECT_EQ(size_of_fill("fill.1"), 1U);
    EXPECT_EQ(size_of_fill("fill.4000000"), 4'000'000U);
}

TEST(Fill, IsNothingElse)
{
    for (auto const* name : {"topic", "fill", "fill.", "fill.x", "fill.12x", "fill.-1", "fill.4000001"})
        EXPECT_FALSE(size_of_fill(name)) << name;
}

} // namespace

} // namespace mqttspec::scenario
