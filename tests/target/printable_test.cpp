// SPDX-License-Identifier: Apache-2.0
#include "target/printable.hpp"
#include "target/version_probe.hpp"

#include <gtest/gtest.h>

#include <string>

namespace mqttspec::target {
namespace {

TEST(TheLastLines, AreFive)
{
    EXPECT_EQ(last_lines("1\n2\n3\n4\n5\n6\n7\n"), "3\n4\n5\n6\n7");
    EXPECT_EQ(last_lines("1\n2\n3\n4\n5\n"), "1\n2\n3\n4\n5");
    EXPECT_EQ(last_lines("\n2\n3\n4\n5"), "\n2\n3\n4\n5");
    EXPECT_EQ(last_lines("one"), "one");
    EXPECT_EQ(last_lines(""), "");
    EXPECT_EQ(last_lines("\n\n"), "");
}

TEST(TheLastLines, AreShort)
{
    EXPECT_EQ(last_lines(std::string(5000, 'x')), std::string(1000, 'x'));
}

TEST(TheLastLines, DoNotCommandTheTerminal)
{
    EXPECT_EQ(last_lines("\x1b[2Jred\x07"), "\\x1b[2Jred\\x07");
    EXPECT_EQ(last_lines("caf\xc3\xa9 \xff\xc3"), "caf\xc3\xa9 \\xff\\xc3");
}

TEST(AVersion, IsTheFirstGroupOrAllThatMatches)
{
    EXPECT_EQ(version_in("mosquitto version 2.0.11\n", R"(version (\d+(?:\.\d+)*))"), "2.0.11");
    EXPECT_EQ(version_in("3.10.8\n", R"([\d.]+)"), "3.10.8");
    EXPECT_EQ(version_in("nothing", R"(\d+)"), "");
}

TEST(AVersion, IsNotLookedForInAFlood)
{
    EXPECT_EQ(version_in(std::string(10'000'000, 'x') + "1.0", R"((?:x)*(\d\.\d))"), "");
}

TEST(APattern, ThatIsNoneSaysSo)
{
    EXPECT_FALSE(why_no_pattern("v(.*)"));
    EXPECT_TRUE(why_no_pattern("v(.*"));
    EXPECT_TRUE(why_no_pattern(""));
}

} // namespace
} // namespace mqttspec::target
