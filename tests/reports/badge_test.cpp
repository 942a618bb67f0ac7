// SPDX-License-Identifier: Apache-2.0
#include "reports/badge.hpp"

#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <string>

namespace mqttspec::reports {

namespace {

using results::Result;

struct Shown
{
    std::string text{};
    std::string colour{};
};

/// The half that tells the verdict.
Shown shown(Result const& result, Language lang = Language::english)
{
    std::string const svg = to_badge(result, lang);
    pugi::xml_document document;
    EXPECT_TRUE(document.load_buffer(svg.data(), svg.size()));
    return {.text = document.select_node("//text[2]").node().text().get(),
            .colour = document.select_node("/svg/g/rect[2]").node().attribute("fill").value()};
}

constexpr char const* green = "#217a32";
constexpr char const* amber = "#8a6100";
constexpr char const* red = "#b3261e";
constexpr char const* grey = "#5c6370";

TEST(Badge, IsApproved)
{
    EXPECT_TRUE(support::is_approved("reports/golden/badge.approved.svg",
                                     to_badge(support::sample_result(), Language::english)));
}

TEST(Badge, IsGreenOnlyIfConformant)
{
    Result result = support::conformant_result();
    EXPECT_EQ(shown(result).text, "2/2 conformant");
    EXPECT_EQ(shown(result).colour, green);
    EXPECT_EQ(shown(result, Language::chinese).text, "2/2 符合");
    result.cases[0].verdict = results::Verdict::inconclusive;
    summarise(result);
    EXPECT_EQ(shown(result).text, "1/2");
    EXPECT_EQ(shown(result).colour, amber);
}

TEST(Badge, IsRedForNewsAndAmberForKnownFailures)
{
    Result result = support::conformant_result();
    result.cases[0].verdict = results::Verdict::fail;
    summarise(result);
    EXPECT_EQ(shown(result).colour, red);
    result.cases[0].known = results::Known{.reason = "known", .link = "", .pattern = "x"};
    summarise(result);
    EXPECT_EQ(shown(result).colour, amber);
}

TEST(Badge, ClaimsNothingForAPartOrAnInterruptedRun)
{
    Result result = support::conformant_result();
    result.partial = true;
    summarise(result);
    EXPECT_EQ(shown(result).text, "2/2 (partial)");
    EXPECT_EQ(shown(result).colour, grey);
    result.interrupted = true;
    summarise(result);
    EXPECT_EQ(shown(result).text, "interrupted");
    result = support::conformant_result();
    result.trouble = "the target went away";
    summarise(result);
    EXPECT_EQ(shown(result).text, "unknown");
    EXPECT_EQ(shown(result).colour, grey);
}

TEST(Badge, IsAnImageWhateverTheTargetIsCalled)
{
    Result result = support::conformant_result();
    result.target.name = "</title><script>\x01\"";
    std::string const svg = to_badge(result, Language::english);
    pugi::xml_document document;
    ASSERT_TRUE(document.load_buffer(svg.data(), svg.size()));
    EXPECT_THAT(document.select_node("//title").node().text().get(),
                testing::StartsWith("</title><script>\\x01\" 0.1.0"));
    EXPECT_TRUE(document.select_nodes("//script").empty());
}

} // namespace

} // namespace mqttspec::reports
