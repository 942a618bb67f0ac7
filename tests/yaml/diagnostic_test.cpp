// SPDX-License-Identifier: Apache-2.0
#include "yaml/diagnostic.hpp"

#include <gtest/gtest.h>

namespace mqttspec::yaml {

namespace {

Diagnostic at(std::string file, int line, int column, std::string message)
{
    return {.where = {.file = std::move(file), .line = line, .column = column},
            .message = std::move(message),
            .hint = ""};
}

TEST(Diagnostics, AreRenderedInOrderOfPlace)
{
    Diagnostics diagnostics;
    diagnostics.add(at("b.yaml", 1, 1, "fourth"));
    diagnostics.add(at("a.yaml", 10, 1, "third"));
    diagnostics.add(at("a.yaml", 2, 9, "second"));
    diagnostics.add(at("a.yaml", 2, 3, "first"));

    EXPECT_EQ(diagnostics.render(), "a.yaml:2:3: error: first\n"
                                    "a.yaml:2:9: error: second\n"
                                    "a.yaml:10:1: error: third\n"
                                    "b.yaml:1:1: error: fourth\n");
}

TEST(Diagnostics, NameOnlyTheFileWhereTheyAreAboutAllOfIt)
{
    Diagnostics diagnostics;
    diagnostics.add_source("a.yaml", "text");
    diagnostics.add(at("a.yaml", 0, 0, "the file is empty"));

    EXPECT_EQ(diagnostics.render(), "a.yaml: error: the file is empty\n");
}

TEST(Diagnostics, QuoteTheLineAndTheHint)
{
    Diagnostics diagnostics;
    diagnostics.add_source("a.yaml", "one\r\n  qso: 1\r\n");
    auto diagnostic = at("a.yaml", 2, 3, "unknown key `qso`");
    diagnostic.hint = "did you mean `qos`?";
    diagnostics.add(diagnostic);

    EXPECT_EQ(diagnostics.render(), "a.yaml:2:3: error: unknown key `qso`\n"
                                    "      qso: 1\n"
                                    "      ^\n"
                                    "    hint: did you mean `qos`?\n");
}

TEST(Diagnostics, SayTheSameThingOnce)
{
    Diagnostics diagnostics;
    diagnostics.add(at("a.yaml", 1, 1, "wrong"));
    diagnostics.add(at("a.yaml", 1, 1, "wrong"));
    diagnostics.add(at("a.yaml", 1, 2, "wrong"));

    EXPECT_EQ(diagnostics.all().size(), 2U);
}

TEST(Diagnostics, EscapeWhatWouldDriveATerminal)
{
    Diagnostics diagnostics;
    diagnostics.add_source("a.yaml", "\x1b[31m\x7f\xc2\x9b\xff\xe2\x80\xae qso");
    diagnostics.add(at("a.yaml", 1, 10, "bad \x1b[0m"));

    EXPECT_EQ(diagnostics.render(), "a.yaml:1:10: error: bad \\x1b[0m\n"
                                    "    \\x1b[31m\\x7f\\u009b\\xff\\u202e qso\n"
                                    "                                ^\n");
}

TEST(Diagnostics, StopCollectingAtAThousandAndSaySo)
{
    Diagnostics diagnostics;
    for (int line = 1; line <= 1234; ++line)
        diagnostics.add(at("a.yaml", line, 1, "wrong"));

    EXPECT_EQ(diagnostics.all().size(), 1000U);
    EXPECT_TRUE(diagnostics.render().ends_with("and 234 more errors\n"));
}

TEST(Diagnostics, PointBehindTheLastColumnOfAShortLine)
{
    Diagnostics diagnostics;
    diagnostics.add_source("a.yaml", "ab");
    diagnostics.add(at("a.yaml", 1, 3, "ends too early"));
    diagnostics.add(at("a.yaml", 7, 1, "no such line"));

    EXPECT_EQ(diagnostics.render(), "a.yaml:1:3: error: ends too early\n"
                                    "    ab\n"
                                    "      ^\n"
                                    "a.yaml:7:1: error: no such line\n"
                                    "    \n"
                                    "    ^\n");
}

} // namespace

} // namespace mqttspec::yaml
