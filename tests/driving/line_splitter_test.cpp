// SPDX-License-Identifier: Apache-2.0
#include "driving/line_splitter.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace mqttspec::driving {
namespace {

using testing::ElementsAre;

/// What a splitter makes of that, a line that is too long as "...".
std::vector<std::string> lines_of(std::vector<std::string> const& pieces)
{
    LineSplitter splitter(5);
    std::vector<std::string> lines;
    for (auto const& piece : pieces)
        splitter.feed(
            piece, [&](std::optional<std::string_view> line) { lines.emplace_back(line.value_or("...")); });
    return lines;
}

TEST(LineSplitter, CutsAtEveryEndHoweverItComes)
{
    EXPECT_THAT(lines_of({"one\ntwo\nth", "ree", "\n", "\n\nx"}), ElementsAre("one", "two", "three"));
}

TEST(LineSplitter, SkipsALineThatIsTooLongAndSaysSoOnce)
{
    EXPECT_THAT(lines_of({"12345\n123456", "7890123\nback\n"}), ElementsAre("12345", "...", "back"));
    EXPECT_THAT(lines_of({"1234567\nback\n"}), ElementsAre("...", "back"));
}

} // namespace
} // namespace mqttspec::driving
