// SPDX-License-Identifier: Apache-2.0
#include "reports/markdown.hpp"

#include "reports/markdown_text.hpp"
#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Markdown, IsApproved)
{
    EXPECT_TRUE(support::is_approved("reports/golden/summary.approved.md",
                                     to_markdown(support::sample_result(), Language::english)));
}

TEST(Markdown, InChineseIsApproved)
{
    EXPECT_TRUE(support::is_approved("reports/golden/summary-zh.approved.md",
                                     to_markdown(support::sample_result(), Language::chinese)));
}

TEST(Markdown, OfAConformantRunIsApproved)
{
    EXPECT_TRUE(support::is_approved("reports/golden/summary-conformant.approved.md",
                                     to_markdown(support::conformant_result(), Language::english)));
}

TEST(Markdown, TellsInstancesThatFailAlikeOnce)
{
    Result result = support::sample_result();
    CaseResult again = result.cases[1];
    again.id = "second-connect@qos=1";
    result.cases.push_back(again);
    std::string const text = to_markdown(result, Language::english);
    EXPECT_THAT(text, HasSubstr("likewise: `second-connect@qos=1`"));
    EXPECT_THAT(text, HasSubstr("#### Failures (3)"));
}

/// GitHub cuts a comment at 65,536 characters, and rejects it.
TEST(Markdown, FitsIntoACommentWhateverHappened)
{
    Result result = support::sample_result();
    std::string const vast(65'535, 'x');
    result.trouble = vast;
    result.target.version = vast;
    result.selection = vast;
    for (int i = 0; i < 2000; ++i) {
        CaseResult one = result.cases[1];
        one.case_id = std::to_string(i) + vast.substr(0, 500);
        one.id = one.case_id;
        one.when = vast;
        one.failure->expected = vast;
        one.failure->received = vast.substr(0, 2000) + "\n" + vast.substr(0, 2000);
        one.replay = vast;
        result.cases.push_back(one);
        result.stale_expectations.push_back(vast.substr(0, 500));
        result.findings.push_back(result.findings[0]);
        result.findings.back().text = vast.substr(0, 500);
    }
    EXPECT_LT(to_markdown(result, Language::english).size(), 65'536U);
}

TEST(MarkdownText, IsNotInterpreted)
{
    EXPECT_EQ(md_prose("<b> & *x* [a](b) `c` a_b | ~~d~~"),
              "&lt;b&gt; &amp; \\*x\\* \\[a\\](b) \\`c\\` a\\_b \\| \\~\\~d\\~\\~");
    EXPECT_EQ(md_prose("@all #1"), "@&#8203;all #&#8203;1");
    EXPECT_EQ(md_prose("https://example.org/a"), "https:/&#8203;/example.org/a");
    EXPECT_EQ(md_prose("a\nb\x1b"), "a; b\\\\x1b");
}

TEST(MarkdownText, CannotLeaveItsCodeSpan)
{
    EXPECT_EQ(md_code("a"), "`a`");
    EXPECT_EQ(md_code("`"), "`` ` ``");
    EXPECT_EQ(md_code("a``b"), "```a``b```");
    EXPECT_EQ(md_code(""), "");
    EXPECT_EQ(md_code_in_table("a|b"), "`a\\|b`");
}

TEST(MarkdownText, CannotLeaveItsFence)
{
    EXPECT_EQ(md_block("a\n```\nb", "text"), "````text\na\n```\nb\n````\n");
    EXPECT_THAT(md_block(std::string(1000, 'x'), "", 10), StartsWith("```\nxxxxxxxxx…\n"));
    EXPECT_THAT(md_block("1\n2\n3", "", 10, 2), EndsWith("1\n2\n…\n```\n"));
}

TEST(MarkdownText, LinksNothingButTheWeb)
{
    EXPECT_EQ(md_link("https://example.org/1"), "<https://example.org/1>");
    EXPECT_EQ(md_link("javascript:alert(1)"), "`javascript:alert(1)`");
    EXPECT_EQ(md_link("https://x> <b>"), "`https://x> <b>`");
}

} // namespace

} // namespace mqttspec::reports
