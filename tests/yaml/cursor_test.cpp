// SPDX-License-Identifier: Apache-2.0
#include "yaml/cursor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::yaml {

namespace {

class CursorTest : public testing::Test
{
protected:
    Cursor load(std::string const& text)
    {
        auto cursor = load_text("test.yaml", text, diagnostics);
        if (!cursor)
            throw std::runtime_error(diagnostics.render());
        return *cursor;
    }

    Diagnostics diagnostics;
};

TEST_F(CursorTest, TellsTheFourKindsApart)
{
    auto const root = load("{scalar: 1, list: [], map: {}}");
    EXPECT_TRUE(root.is_map());
    EXPECT_TRUE(root.find("scalar")->is_scalar());
    EXPECT_TRUE(root.find("list")->is_list());
    EXPECT_TRUE(root.find("map")->is_map());
    EXPECT_FALSE(root.find("map")->is_list());
}

TEST_F(CursorTest, TakesNullForNoneOfTheOtherKinds)
{
    auto const root = load("{a: ~, b: null, c: , d: 'null'}");
    EXPECT_TRUE(root.find("a")->is_null());
    EXPECT_TRUE(root.find("b")->is_null());
    EXPECT_TRUE(root.find("c")->is_null());
    EXPECT_FALSE(root.find("a")->is_scalar());
    EXPECT_TRUE(root.find("d")->is_scalar());
}

TEST_F(CursorTest, CountsLinesAndColumnsFromOne)
{
    auto const root = load("a: 1\nb:\n  - x\n  -  y: 2\n");
    auto const second = root.find("b")->items()[1];
    EXPECT_EQ(second.where(), (Location{.file = "test.yaml", .line = 4, .column = 6}));
    EXPECT_EQ(second.find("y")->where(), (Location{.file = "test.yaml", .line = 4, .column = 9}));
}

TEST_F(CursorTest, CountsColumnsInCharactersNotBytes)
{
    auto const root = load("{\"保留\": é, b: 1}");
    EXPECT_EQ(root.find("b")->where().column, 14);
}

TEST_F(CursorTest, PlacesAnEmptyValueAtItsKey)
{
    auto const root = load("a: 1\nempty:\n\n# far below\nb: 2\n");
    EXPECT_EQ(root.find("empty")->where(), (Location{.file = "test.yaml", .line = 2, .column = 1}));
}

TEST_F(CursorTest, PlacesKeysThatStandFarFromTheirValue)
{
    auto const root = load("first:\n  - 1\nsecond: 2\n");
    auto const entries = root.entries();
    EXPECT_EQ(entries[0].first.where().line, 1);
    EXPECT_EQ(entries[0].second.where().line, 2);
    EXPECT_EQ(entries[1].first.raw(), "second");
}

TEST_F(CursorTest, SkipsAByteOrderMark)
{
    auto const root = load("\xEF\xBB\xBF{a: 1, b: 2}");
    EXPECT_EQ(root.find("b")->where().column, 11);
}

TEST_F(CursorTest, PassesTagsThrough)
{
    auto const root =
        load("{a: !hex c3 28, b: !repeat {text: x}, c: !hex 'ff', d: plain, e: 'quoted', f: !!str 1}");
    EXPECT_EQ(root.find("a")->tag(), "!hex");
    EXPECT_EQ(root.find("a")->raw(), "c3 28");
    EXPECT_EQ(root.find("b")->tag(), "!repeat");
    EXPECT_EQ(root.find("c")->tag(), "!hex");
    EXPECT_EQ(root.find("c")->text(), "ff");
    EXPECT_EQ(root.find("d")->tag(), "");
    EXPECT_EQ(root.find("e")->tag(), "");
    EXPECT_EQ(root.find("f")->tag(), "");
    EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
}

TEST_F(CursorTest, KnowsWhatWasQuoted)
{
    auto const root = load("a: '1'\nb: \"1\"\nc: 1\nd: |\n  1\ne: !!str 1\n");
    EXPECT_TRUE(root.find("a")->is_quoted());
    EXPECT_TRUE(root.find("b")->is_quoted());
    EXPECT_FALSE(root.find("c")->is_quoted());
    EXPECT_TRUE(root.find("d")->is_quoted());
    EXPECT_TRUE(root.find("e")->is_quoted());
}

TEST_F(CursorTest, ReadsPlainNumbersAsTextWhereTextIsAskedFor)
{
    auto const root = load("{a: 0017, b: true, c: ''}");
    EXPECT_EQ(root.find("a")->text(), "0017");
    EXPECT_EQ(root.find("b")->text(), "true");
    EXPECT_EQ(root.find("c")->text(), "");
    EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
}

TEST_F(CursorTest, ReadsNumbersUpToTheirBounds)
{
    auto const root = load("{least: -9223372036854775807, most: 9223372036854775807, hex: 0xFF, real: 0.25}");
    EXPECT_EQ(root.find("least")->integer(INT64_MIN, INT64_MAX), -9223372036854775807);
    EXPECT_EQ(root.find("most")->integer(INT64_MIN, INT64_MAX), INT64_MAX);
    EXPECT_EQ(root.find("hex")->integer(0, 255), 255);
    EXPECT_EQ(root.find("real")->number(), 0.25);
    EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
}

TEST_F(CursorTest, GivesASingleItemAsAListOnlyWhereThatIsAllowed)
{
    auto const root = load("{a: x, b: {c: 1}}");
    EXPECT_EQ(root.find("a")->items(true).size(), 1U);
    EXPECT_EQ(root.find("b")->items(true).size(), 1U);
    EXPECT_TRUE(diagnostics.empty());
    EXPECT_EQ(root.find("a")->items().size(), 0U);
    EXPECT_EQ(diagnostics.all().size(), 1U);
}

TEST_F(CursorTest, SharesBetweenCopiesWhichKeysAreKnown)
{
    auto const root = load("{a: 1, b: 2, c: 3}");
    auto const copy = root;
    (void)copy.find("a");
    copy.know({"b"});
    root.finish();
    ASSERT_EQ(diagnostics.all().size(), 1U);
    EXPECT_EQ(diagnostics.all()[0].message, "unknown key `c`");
}

TEST_F(CursorTest, KnowsAllKeysOnceAllEntriesWereTaken)
{
    auto const root = load("{a: 1, b: 2}");
    (void)root.entries();
    root.finish();
    EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
}

TEST_F(CursorTest, KeepsTheFirstOfDuplicateKeys)
{
    auto const root = load("a: 1\na: 2\n");
    EXPECT_EQ(root.find("a")->raw(), "1");
    ASSERT_EQ(diagnostics.all().size(), 1U);
    EXPECT_EQ(diagnostics.all()[0].where.line, 2);
}

TEST_F(CursorTest, ReadsAnAliasAsWhatItNames)
{
    auto const root = load("a: &x {b: 1}\nc: *x\n&k key: 1\nd: *k\n");
    EXPECT_EQ(root.find("c")->find("b")->raw(), "1");
    EXPECT_EQ(root.find("d")->raw(), "key");
    EXPECT_EQ(root.find("c")->where().line, 1);
}

TEST_F(CursorTest, OutlivesTheTextItCameFrom)
{
    std::optional<Cursor> cursor;
    {
        auto const text = std::make_unique<std::string>("a: {b: [1, 2]}");
        cursor = load_text("test.yaml", *text, diagnostics)->find("a");
    }
    cursor->find("b")->items()[1].error("still here");
    EXPECT_THAT(diagnostics.render(),
                testing::HasSubstr("test.yaml:1:12: error: still here\n    a: {b: [1, 2]}\n"));
}

} // namespace

} // namespace mqttspec::yaml
