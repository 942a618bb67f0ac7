// SPDX-License-Identifier: Apache-2.0
#include "wire/edit.hpp"

#include "support/bytes.hpp"
#include "wire/samples.hpp"

#include <gmock/gmock.h>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::Eq;
using testing::Optional;

/// 32 09 | 00 03 61 2f 62 | 00 07 | 68 69
Image publish()
{
    return encode(Publish{.qos = 1, .topic = "a/b", .packet_id = 7, .payload = {'h', 'i'}}, Version::v3_1_1);
}

Image edited(Image image, std::vector<Edit> const& edits)
{
    EXPECT_THAT(apply(image, edits), Eq(std::nullopt));
    return image;
}

std::string edited_hex(std::vector<Edit> const& edits)
{
    return hex(edited(publish(), edits).bytes);
}

TEST(Edit, SetsAFieldToBytesOfTheSameLength)
{
    EXPECT_EQ(edited_hex({SetField{"packet_id", "00 00"_bytes}}), "32 09 00 03 61 2f 62 00 00 68 69");
    EXPECT_EQ(edited_hex({SetField{"type_and_flags", "36"_bytes}}), "36 09 00 03 61 2f 62 00 07 68 69");
}

TEST(Edit, SetsAFieldToMoreOrFewerBytes)
{
    EXPECT_EQ(edited_hex({SetField{"packet_id", "01 02 03"_bytes}}), "32 0a 00 03 61 2f 62 01 02 03 68 69");
    EXPECT_EQ(edited_hex({SetField{"packet_id", "05"_bytes}}), "32 08 00 03 61 2f 62 05 68 69");
}

TEST(Edit, LeavesTheLengthOfATextAsItWas)
{
    EXPECT_EQ(edited_hex({SetField{"topic.value", "61"_bytes}}), "32 07 00 03 61 00 07 68 69");
    EXPECT_EQ(edited_hex({SetField{"topic.length", "ff ff"_bytes}}), "32 09 ff ff 61 2f 62 00 07 68 69");
}

TEST(Edit, SetsAnEmptyField)
{
    auto image = encode(Publish{.topic = "a"}, Version::v3_1_1);
    EXPECT_THAT(apply(image, {SetField{"payload", "68 69"_bytes}}), Eq(std::nullopt));
    EXPECT_EQ(hex(image.bytes), "30 05 00 01 61 68 69");
}

TEST(Edit, RemovesAField)
{
    auto const image = edited(publish(), {RemoveField{"packet_id"}});
    EXPECT_EQ(hex(image.bytes), "32 07 00 03 61 2f 62 68 69");
    EXPECT_EQ(map_of(image.fields), "type_and_flags@0+1 remaining_length@1+1 topic@2+5 topic.length@2+2 "
                                    "topic.value@4+3 payload@7+2");
}

TEST(Edit, RemovesATextWithItsParts)
{
    EXPECT_EQ(map_of(edited(publish(), {RemoveField{"topic"}}).fields),
              "type_and_flags@0+1 remaining_length@1+1 packet_id@2+2 payload@4+2");
}

TEST(Edit, ShrinksATextWhosePartIsRemoved)
{
    EXPECT_EQ(map_of(edited(publish(), {RemoveField{"topic.length"}}).fields),
              "type_and_flags@0+1 remaining_length@1+1 topic@2+3 topic.value@2+3 packet_id@5+2 payload@7+2");
}

TEST(Edit, InsertsBehindAField)
{
    auto const image = edited(publish(), {InsertAfter{"topic", "aa bb"_bytes}});
    EXPECT_EQ(hex(image.bytes), "32 0b 00 03 61 2f 62 aa bb 00 07 68 69");
    EXPECT_EQ(map_of(image.fields), "type_and_flags@0+1 remaining_length@1+1 topic@2+5 topic.length@2+2 "
                                    "topic.value@4+3 packet_id@9+2 payload@11+2");
}

TEST(Edit, InsertsWithinAText)
{
    auto const image = edited(publish(), {InsertAfter{"topic.length", "aa"_bytes}});
    EXPECT_EQ(hex(image.bytes), "32 0a 00 03 aa 61 2f 62 00 07 68 69");
    EXPECT_EQ(map_of(image.fields), "type_and_flags@0+1 remaining_length@1+1 topic@2+6 topic.length@2+2 "
                                    "topic.value@5+3 packet_id@8+2 payload@10+2");
}

TEST(Edit, InsertsBehindTheLastPartOfATextAsBehindTheText)
{
    EXPECT_EQ(map_of(edited(publish(), {InsertAfter{"topic.value", "aa"_bytes}}).fields),
              map_of(edited(publish(), {InsertAfter{"topic", "aa"_bytes}}).fields));
}

TEST(Edit, InsertsTrailingBytesBehindTheLastField)
{
    EXPECT_EQ(edited_hex({InsertAfter{"payload", "00"_bytes}}), "32 0a 00 03 61 2f 62 00 07 68 69 00");
}

TEST(Edit, TruncatesBehindAField)
{
    auto const image = edited(publish(), {TruncateAfter{"topic"}});
    EXPECT_EQ(hex(image.bytes), "32 05 00 03 61 2f 62");
    EXPECT_EQ(map_of(image.fields),
              "type_and_flags@0+1 remaining_length@1+1 topic@2+5 topic.length@2+2 topic.value@4+3");
}

TEST(Edit, TruncatesWithinAText)
{
    auto const image = edited(publish(), {TruncateAfter{"topic.length"}});
    EXPECT_EQ(hex(image.bytes), "32 02 00 03");
    EXPECT_EQ(map_of(image.fields), "type_and_flags@0+1 remaining_length@1+1 topic@2+2 topic.length@2+2");
}

TEST(Edit, TruncatesTheFixedHeader)
{
    EXPECT_EQ(edited_hex({TruncateAfter{"type_and_flags"}}), "32");
    EXPECT_EQ(edited_hex({TruncateAfter{"remaining_length"}}), "32 09");
}

TEST(Edit, LeavesTheRemainingLengthToAnEditThatNamesIt)
{
    EXPECT_EQ(edited_hex({SetField{"remaining_length", "ff ff ff ff 01"_bytes}, RemoveField{"payload"}}),
              "32 ff ff ff ff 01 00 03 61 2f 62 00 07");
    EXPECT_EQ(edited_hex({RemoveField{"payload"}, SetField{"remaining_length", "09"_bytes}}),
              "32 09 00 03 61 2f 62 00 07");
    EXPECT_EQ(edited_hex({RemoveField{"remaining_length"}}), "32 00 03 61 2f 62 00 07 68 69");
    EXPECT_EQ(edited_hex({InsertAfter{"remaining_length", "00"_bytes}}),
              "32 09 00 00 03 61 2f 62 00 07 68 69");
}

TEST(Edit, LetsTheRemainingLengthGrowByAByte)
{
    auto const image = edited(publish(), {SetField{"payload", Bytes(121, 'x')}});
    EXPECT_EQ(hex(std::span(image.bytes).first(4)), "32 80 01 00");
    EXPECT_EQ(map_of(image.fields), "type_and_flags@0+1 remaining_length@1+2 topic@3+5 topic.length@3+2 "
                                    "topic.value@5+3 packet_id@8+2 payload@10+121");
}

TEST(Edit, SeesWhereEarlierEditsMovedTheFields)
{
    EXPECT_EQ(edited_hex({InsertAfter{"type_and_flags", "ee"_bytes}, SetField{"topic.value", "63"_bytes},
                          InsertAfter{"packet_id", "dd"_bytes}, SetField{"payload", "cc"_bytes}}),
              "32 ee 07 00 03 63 00 07 dd cc");
}

TEST(Edit, NamesElementsOfLists)
{
    auto image =
        encode(Subscribe{.packet_id = 1, .filters = {{.filter = "a"}, {.filter = "b"}}}, Version::v3_1_1);
    std::vector<Edit> const edits{SetField{"filters[1].qos", "03"_bytes},
                                  RemoveField{"filters[0].filter.value"}};
    EXPECT_THAT(apply(image, edits), Eq(std::nullopt));
    EXPECT_EQ(hex(image.bytes), "82 09 00 01 00 01 00 00 01 62 03");
}

TEST(Edit, NamesTheFirstFieldThatIsNotThereAndChangesNothing)
{
    auto image = publish();
    EXPECT_THAT(apply(image, {RemoveField{"payload"}, RemoveField{"topik"}, RemoveField{"x"}}),
                Optional(Eq("topik")));
    EXPECT_EQ(hex(image.bytes), hex(publish().bytes));
    EXPECT_EQ(map_of(image.fields), map_of(publish().fields));
}

class EditOfEachKind : public testing::TestWithParam<Edit>
{};

TEST_P(EditOfEachKind, RefusesAFieldThatIsNotThere)
{
    auto image = publish();
    EXPECT_THAT(apply(image, {GetParam()}), Optional(Eq("will.topic")));
}

INSTANTIATE_TEST_SUITE_P(All, EditOfEachKind,
                         testing::Values(SetField{"will.topic", {}}, RemoveField{"will.topic"},
                                         InsertAfter{"will.topic", {}}, TruncateAfter{"will.topic"}));

TEST(Edit, NoLongerKnowsWhatAnEarlierOneTookAway)
{
    auto image = publish();
    EXPECT_THAT(apply(image, {RemoveField{"topic"}, SetField{"topic", {}}}), Optional(Eq("topic")));
    EXPECT_THAT(apply(image, {SetField{"topic", "00"_bytes}, RemoveField{"topic.length"}}),
                Optional(Eq("topic.length")));
    EXPECT_THAT(apply(image, {TruncateAfter{"topic"}, RemoveField{"payload"}}), Optional(Eq("payload")));
}

TEST(Edit, OfNothingChangesNothing)
{
    EXPECT_EQ(edited_hex({}), hex(publish().bytes));
}

} // namespace
} // namespace mqttspec::test
