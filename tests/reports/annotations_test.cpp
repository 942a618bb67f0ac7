// SPDX-License-Identifier: Apache-2.0
#include "reports/annotations.hpp"

#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace mqttspec::reports {

namespace {

using results::Result;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

TEST(Annotations, AreApproved)
{
    EXPECT_TRUE(support::is_approved("reports/golden/annotations.approved.txt",
                                     to_annotations(support::sample_result(), Language::english)));
}

TEST(Annotations, OfAConformantRunAreTheScoreAlone)
{
    EXPECT_EQ(
        to_annotations(support::conformant_result(), Language::english),
        "::notice title=mqttspec::reference 0.1.0 over tcp: 2 of 2 applicable statements pass (100%25), "
        "0 skipped: CONFORMANT\n");
}

TEST(Annotations, AreOneLineEachWhateverByteStandsAnywhere)
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    Result result = support::sample_result();
    result.target.name += all;
    result.trouble = all + "\n::error::x";
    for (auto& one : result.cases) {
        one.id += all;
        one.file += all;
        one.reason += "\r\n::stop-commands::x" + all;
        if (one.failure)
            one.failure->received += "\n::add-mask::x" + all;
    }
    std::istringstream lines(to_annotations(result, Language::english));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_THAT(line, MatchesRegex("::(error|warning|notice) [^\r]*::[^\r]*"));
        // Properties end at the first "::" behind them, so that none may hold one.
        std::string const properties = line.substr(2, line.find("::", 2) - 2);
        EXPECT_THAT(properties, HasSubstr("title="));
    }
}

TEST(Annotations, EscapeWhatEndsACommand)
{
    EXPECT_EQ(escaped_message("100% of\r\na: b, c"), "100%25 of%0D%0Aa: b, c");
    EXPECT_EQ(escaped_property("100% of\r\na: b, c"), "100%25 of%0D%0Aa%3A b%2C c");
}

/// A step shows ten of each level, and drops the rest without a word.
TEST(Annotations, CountWhatDoesNotFit)
{
    Result result = support::conformant_result();
    result.cases.resize(1);
    for (int i = 0; i < 30; ++i) {
        auto one = result.cases[0];
        one.verdict = results::Verdict::fail;
        one.case_id = one.id = "case-" + std::to_string(i);
        result.cases.push_back(one);
    }
    summarise(result);
    std::string const text = to_annotations(result, Language::english);
    EXPECT_THAT(text, HasSubstr("case-8::"));
    EXPECT_THAT(text, Not(HasSubstr("case-9::")));
    EXPECT_THAT(text, HasSubstr("::error title=mqttspec::and 21 more\n"));
}

TEST(Annotations, PointAStaleExpectationToItsLine)
{
    Result result = support::conformant_result();
    result.stale_expectations = {"known.yaml:3: known failure `x` is stale: it matches no case"};
    EXPECT_THAT(to_annotations(result, Language::english),
                HasSubstr("::error file=known.yaml,line=3,title=stale expectation::known.yaml:3: known"));
}

} // namespace

} // namespace mqttspec::reports
