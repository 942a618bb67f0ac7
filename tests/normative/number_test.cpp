// SPDX-License-Identifier: Apache-2.0
#include "normative/catalogue.hpp"
#include "normative/number.hpp"

#include <gtest/gtest.h>

namespace mqttspec::normative {

namespace {

TEST(Number, NamesTheSectionWithoutItsZeros)
{
    EXPECT_EQ(section_of("MQTT-3.1.0-2"), "3.1");
    EXPECT_EQ(section_of("MQTT-3.10.4-6"), "3.10.4");
    EXPECT_EQ(section_of("MQTT-6.0.0-1"), "6");
    EXPECT_EQ(section_of("MQTT-3.1.2.7"), "");
    EXPECT_EQ(section_of(""), "");
}

TEST(Number, IsAnIdOnlyInFullForm)
{
    EXPECT_TRUE(is_id("MQTT-3.1.2-24"));
    EXPECT_FALSE(is_id("3.1.2-24"));
    EXPECT_FALSE(is_id("mqtt-3.1.2-24"));
    EXPECT_FALSE(is_id("MQTT-3.1-24"));
    EXPECT_FALSE(is_id("MQTT-3.1.2-"));
    EXPECT_FALSE(is_id("MQTT-3.1.2-x"));
    EXPECT_FALSE(is_id("MQTT-3..2-1"));
    EXPECT_FALSE(is_id("MQTT-"));
    EXPECT_FALSE(is_id(""));
}

TEST(Number, IsASectionNumberOfDigitsBetweenDots)
{
    EXPECT_TRUE(is_section_number("3"));
    EXPECT_TRUE(is_section_number("3.1.2.10"));
    EXPECT_FALSE(is_section_number(""));
    EXPECT_FALSE(is_section_number("3."));
    EXPECT_FALSE(is_section_number(".3"));
    EXPECT_FALSE(is_section_number("3.x"));
    EXPECT_FALSE(is_section_number("3.1000"));
}

TEST(Number, LiesWithinByWholeComponents)
{
    EXPECT_TRUE(is_within("3.1.2", "3.1"));
    EXPECT_TRUE(is_within("3.1", "3.1"));
    EXPECT_FALSE(is_within("3.10", "3.1"));
    EXPECT_FALSE(is_within("3", "3.1"));
    EXPECT_FALSE(is_within("3.1", ""));
}

TEST(Number, ComesBeforeByValue)
{
    EXPECT_TRUE(comes_before("3.9.3", "3.10.1"));
    EXPECT_TRUE(comes_before("3.1", "3.1.2"));
    EXPECT_TRUE(comes_before("MQTT-3.1.2-9", "MQTT-3.1.2-10"));
    EXPECT_FALSE(comes_before("3.1", "3.1"));
    EXPECT_FALSE(comes_before(std::string(100, '9'), "1"));
}

} // namespace

} // namespace mqttspec::normative
