// SPDX-License-Identifier: Apache-2.0
#include "yaml/cursor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace mqttspec::yaml {

namespace {

/// The one thing that is wrong with a text, without its place.
std::string complaint(std::string const& text)
{
    Diagnostics diagnostics;
    auto const cursor = load_text("test.yaml", text, diagnostics);
    if (cursor || diagnostics.all().size() != 1)
        return "none, or not one";
    return diagnostics.all()[0].message;
}

std::string nested(std::size_t levels)
{
    return std::string(levels, '[') + std::string(levels, ']');
}

/// Each list names the one before it that many times.
std::string laughs(int levels, int times)
{
    std::string out = "- &a0 [x]\n";
    for (int level = 1; level <= levels; ++level) {
        out += "- &a" + std::to_string(level) + " [";
        for (int time = 0; time < times; ++time)
            out += "*a" + std::to_string(level - 1) + ", ";
        out += "]\n";
    }
    return out;
}

TEST(Limits, SixtyFourLevelsAreEnough)
{
    Diagnostics diagnostics;
    EXPECT_TRUE(load_text("test.yaml", nested(64), diagnostics)) << diagnostics.render();
    EXPECT_EQ(complaint(nested(65)), "more than 64 levels deep");
}

TEST(Limits, DepthBehindAliasesCounts)
{
    auto const half = "- &deep " + nested(40) + "\n";
    Diagnostics diagnostics;
    EXPECT_TRUE(load_text("test.yaml", half + "- " + std::string(20, '[') + "*deep" + std::string(20, ']'),
                          diagnostics))
        << diagnostics.render();
    EXPECT_EQ(complaint(half + "- " + std::string(30, '[') + "*deep" + std::string(30, ']')),
              "more than 64 levels deep");
}

TEST(Limits, ABillionLaughsAreRefused)
{
    EXPECT_THAT(complaint(laughs(9, 10)), testing::HasSubstr("more than 500000 values"));
    EXPECT_THAT(complaint(laughs(60, 60)), testing::HasSubstr("more than 500000 values"));
}

TEST(Limits, BracketsWithoutEndAreRefusedBeforeTheyFillTheMemory)
{
    EXPECT_THAT(complaint(std::string(2'000'000, '[')), testing::HasSubstr("more than 500000 values"));
    EXPECT_THAT(complaint(std::string(2'000'000, '{')), testing::HasSubstr("more than 500000 values"));
}

TEST(Limits, AnAmountOfAliasesIsFine)
{
    Diagnostics diagnostics;
    EXPECT_TRUE(load_text("test.yaml", laughs(4, 10), diagnostics)) << diagnostics.render();
}

TEST(Limits, SixteenMebibytesAreEnough)
{
    std::string text = "a: 1\n";
    text.resize(16U << 20U, '#');
    text[5] = '#';
    Diagnostics diagnostics;
    EXPECT_TRUE(load_text("test.yaml", text, diagnostics)) << diagnostics.render();
    EXPECT_EQ(complaint(text + "#"), "the file is larger than 16 MiB");
}

TEST(Limits, EmptyFilesAreRefused)
{
    EXPECT_EQ(complaint(""), "the file is empty");
    EXPECT_EQ(complaint("# only a comment\n"), "the file is empty");
}

TEST(Limits, ControlCharactersAreRefused)
{
    // yaml-cpp would take 0x04 for the end of the file.
    EXPECT_THAT(complaint("a: 1\n\x04qso: 2\n"), testing::HasSubstr("control character"));
    EXPECT_THAT(complaint(std::string("a: \0", 4)), testing::HasSubstr("control character"));
}

TEST(Limits, IllFormedUtf8IsRefused)
{
    EXPECT_THAT(complaint("a: \xC3("), testing::HasSubstr("ill-formed UTF-8"));
    EXPECT_THAT(complaint("a: \xED\xA0\x80"), testing::HasSubstr("ill-formed UTF-8"));
    EXPECT_THAT(complaint("a: \xC0\xAF"), testing::HasSubstr("ill-formed UTF-8"));
    EXPECT_THAT(complaint("a: \xE4\xBF"), testing::HasSubstr("ill-formed UTF-8"));
    EXPECT_THAT(complaint(std::string("\xFF\xFE"
                                      "a\0:\0",
                                      6)),
                testing::HasSubstr("ill-formed UTF-8"));
}

TEST(LoadFile, SaysWhyAFileCannotBeRead)
{
    Diagnostics diagnostics;
    EXPECT_FALSE(load_file("no/such/file.yaml", diagnostics));
    EXPECT_FALSE(load_file("/", diagnostics));
    EXPECT_EQ(diagnostics.render(), "/: error: is a directory\n"
                                    "no/such/file.yaml: error: cannot be read: No such file or directory\n");
}

TEST(LoadFile, StopsReadingAFileWithoutEnd)
{
    Diagnostics diagnostics;
    EXPECT_FALSE(load_file("/dev/zero", diagnostics));
    EXPECT_EQ(diagnostics.render(), "/dev/zero: error: the file is larger than 16 MiB\n");
}

TEST(LoadFile, ReadsAFile)
{
    auto const path = testing::TempDir() + "mqttspec_yaml_load_file.yaml";
    std::ofstream(path) << "a: 1\n";
    Diagnostics diagnostics;
    auto const cursor = load_file(path, diagnostics);
    ASSERT_TRUE(cursor) << diagnostics.render();
    EXPECT_EQ(cursor->find("a")->where(), (Location{.file = path, .line = 1, .column = 4}));
}

} // namespace

} // namespace mqttspec::yaml
