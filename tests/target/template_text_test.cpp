// SPDX-License-Identifier: Apache-2.0
#include "target/template_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace mqttspec::target {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::optional<std::string> value_of(std::string_view name)
{
    if (name == "port")
        return "1883";
    return std::nullopt;
}

TEST(ATemplate, GetsItsValues)
{
    EXPECT_EQ(fill_in("listener ${port} 127.0.0.1, ${port}", value_of), "listener 1883 127.0.0.1, 1883");
    EXPECT_EQ(fill_in("${port}", value_of), "1883");
    EXPECT_EQ(fill_in("", value_of), "");
}

TEST(ATemplate, KeepsLiterals)
{
    EXPECT_EQ(fill_in("$SYS $${port} $ {port} $$", value_of), "$SYS ${port} $ {port} $$");
}

TEST(ATemplate, KeepsWhatItDoesNotKnow)
{
    EXPECT_EQ(fill_in("${other} ${port", value_of), "${other} ${port");
}

TEST(ATemplate, TellsItsNames)
{
    EXPECT_THAT(placeholders_in("${a} $${b} ${c_port}").names, ElementsAre("a", "c_port"));
    EXPECT_FALSE(placeholders_in("${a} $${b} ${c_port}").is_unterminated);
    EXPECT_TRUE(placeholders_in("${a} ${b").is_unterminated);
    EXPECT_THAT(placeholders_in("plain").names, IsEmpty());
}

TEST(ATemplate, HasNamesFromAClosedListAndPorts)
{
    for (auto const* const name :
         {"dir", "here", "user", "user_name", "password", "port", "ws_port", "dist_port"})
        EXPECT_TRUE(is_template_name(name)) << name;
    for (auto const* const name : {"prot", "_port", "port_", "", "HOME"})
        EXPECT_FALSE(is_template_name(name)) << name;
}

} // namespace
} // namespace mqttspec::target
