// SPDX-License-Identifier: Apache-2.0
#include "reports/text.hpp"

#include <gtest/gtest.h>

namespace mqttspec::reports {

namespace {

using namespace std::string_view_literals;

struct Sample
{
    std::string name{};
    std::string_view text{};
    std::string_view clean{};
};

class Sanitised : public testing::TestWithParam<Sample>
{};

TEST_P(Sanitised, ShowsWhatMustNotPass)
{
    EXPECT_EQ(sanitised(GetParam().text), GetParam().clean);
    EXPECT_EQ(sanitised(GetParam().clean), GetParam().clean) << "a second time changes nothing";
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Sanitised,
    testing::Values(Sample{"plain", "a b\nc"sv, "a b\nc"sv}, Sample{"tab", "a\tb"sv, "a\\x09b"sv},
                    Sample{"nul", "a\0b"sv, "a\\x00b"sv},
                    Sample{"escape_sequence", "\x1b[31m"sv, "\\x1b[31m"sv},
                    Sample{"carriage_return", "a\rb"sv, "a\\x0db"sv}, Sample{"delete", "\x7f"sv, "\\x7f"sv},
                    Sample{"c1_control_as_code_point", "\u009b"sv, "\\u009b"sv},
                    Sample{"c1_control_as_byte", "\x9b"sv, "\\x9b"sv}, Sample{"chinese", "保活"sv, "保活"sv},
                    Sample{"emoji", "\U0001f600"sv, "\U0001f600"sv},
                    Sample{"overlong_slash", "\xc0\xaf"sv, "\\xc0\\xaf"sv},
                    Sample{"overlong_in_three", "\xe0\x80\xaf"sv, "\\xe0\\x80\\xaf"sv},
                    Sample{"surrogate", "\xed\xa0\x80"sv, "\\xed\\xa0\\x80"sv},
                    Sample{"beyond_unicode", "\xf4\x90\x80\x80"sv, "\\xf4\\x90\\x80\\x80"sv},
                    Sample{"truncated_sequence", "a\xe4\xbf"sv, "a\\xe4\\xbf"sv},
                    Sample{"sequence_broken_by_ascii", "\xe4(\xe4"sv, "\\xe4(\\xe4"sv},
                    Sample{"u_fffe", "\xef\xbf\xbe"sv, "\\ufffe"sv},
                    Sample{"u_ffff", "\xef\xbf\xbf"sv, "\\uffff"sv},
                    Sample{"u_fdd0", "\xef\xb7\x90"sv, "\\ufdd0"sv},
                    Sample{"u_1ffff", "\xf0\x9f\xbf\xbf"sv, "\\U0001ffff"sv},
                    Sample{"replacement_character", "\ufffd"sv, "\ufffd"sv},
                    Sample{"right_to_left_override", "\u202e"sv, "\\u202e"sv},
                    Sample{"zero_width_space", "\u200b"sv, "\\u200b"sv},
                    Sample{"byte_order_mark", "\ufeff"sv, "\\ufeff"sv},
                    Sample{"line_separator", "\u2028"sv, "\\u2028"sv}),
    [](auto const& sample) { return sample.param.name; });

TEST(OneLine, JoinsLinesAndWhiteSpace)
{
    EXPECT_EQ(one_line("a\nb"), "a; b");
    EXPECT_EQ(one_line("a:\nb.\nc;\nd"), "a: b. c; d");
    EXPECT_EQ(one_line("  a   b \n\n c\n"), "a b c");
    EXPECT_EQ(one_line(""), "");
}

TEST(ValidUtf8, KeepsControlsAndEscapesOnlyWhatIsNoUtf8)
{
    EXPECT_EQ(valid_utf8("\x01 保 \xff\ufffe"), "\x01 保 \\xff\ufffe");
}

TEST(Columns, CountsWideCharactersTwiceAndCombiningOnesNot)
{
    EXPECT_EQ(columns("abc"), 3);
    EXPECT_EQ(columns("é"), 1);
    EXPECT_EQ(columns("e\u0301"), 1);
    EXPECT_EQ(columns("保活，"), 6);
    EXPECT_EQ(columns("ｱ"), 1);
    EXPECT_EQ(columns("Ａ한あ"), 6);
    EXPECT_EQ(columns("\U0001f600"), 2);
    EXPECT_EQ(columns("\U00020000"), 2);
    EXPECT_EQ(columns("✓✗─→…"), 5);
}

TEST(Padded, FillsByColumnsNotBytes)
{
    EXPECT_EQ(padded("保活", 6), "保活  ");
    EXPECT_EQ(padded_left("保活", 6), "  保活");
    EXPECT_EQ(padded("too long", 3), "too long");
}

TEST(Cut, NeverTakesMoreThanItsRoom)
{
    EXPECT_EQ(cut("abcdef", 6, "…"), "abcdef");
    EXPECT_EQ(cut("abcdef", 5, "…"), "abcd…");
    EXPECT_EQ(cut("保活保活", 6, "…"), "保活…");
    EXPECT_EQ(cut("abc", 0, "…"), "");
}

TEST(Wrapped, BreaksAtSpacesAndLineFeeds)
{
    EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("one\n\ntwo", 8), (std::vector<std::string>{"one", "", "two"}));
    EXPECT_EQ(wrapped("", 8), std::vector<std::string>{""});
}

TEST(Wrapped, BreaksBetweenWideCharactersAndWordsThatAreTooLong)
{
    EXPECT_EQ(wrapped("连接丢失后", 4), (std::vector<std::string>{"连接", "丢失", "后"}));
    EXPECT_EQ(wrapped("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
    EXPECT_EQ(wrapped("ab 连", 1), (std::vector<std::string>{"ab", "连"}));
}

TEST(SpacedHex, SaysThatThereIsMore)
{
    EXPECT_EQ(spaced_hex("\xc0\x00"sv, 2), "c0 00");
    EXPECT_EQ(spaced_hex("\xc0\x00\x01"sv, 2), "c0 00 ..");
}

TEST(Duration, ChangesItsUnitWithoutStrangeRounding)
{
    EXPECT_EQ(duration(0.0004), "0.4 ms");
    EXPECT_EQ(duration(0.0999), "99.9 ms");
    EXPECT_EQ(duration(0.09999), "100 ms");
    EXPECT_EQ(duration(0.99999), "1.00 s");
    EXPECT_EQ(duration(59.99), "59.99 s");
    EXPECT_EQ(duration(59.999), "1 min 0 s");
    EXPECT_EQ(duration(125), "2 min 5 s");
}

} // namespace

} // namespace mqttspec::reports
