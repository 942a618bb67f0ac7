// SPDX-License-Identifier: Apache-2.0
#include "wire/decode.hpp"

#include "support/bytes.hpp"
#include "wire/decode_into.hpp"
#include "wire/encode.hpp"
#include "wire/samples.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Decoded decode_hex(std::string_view text)
{
    return decode(bytes_of(text), Version::v3_1_1);
}

template <class P>
P decode_as(std::string_view text)
{
    return std::get<P>(decode_hex(text).packet);
}

/// The field that holds the byte, strings as a whole.
Field field_with_byte(std::vector<Field> const& fields, std::size_t offset)
{
    return *std::ranges::find_if(fields,
                                 [&](Field const& field) { return field.offset + field.length > offset; });
}

class DecodeSample : public testing::TestWithParam<Sample>
{};

TEST_P(DecodeSample, GivesThePacket)
{
    EXPECT_EQ(decode_hex(GetParam().bytes).packet, GetParam().packet);
}

TEST_P(DecodeSample, FindsNothingMalformed)
{
    EXPECT_EQ(list_of(decode_hex(GetParam().bytes).malformations), "");
}

TEST_P(DecodeSample, MapsItsFields)
{
    EXPECT_EQ(map_of(decode_hex(GetParam().bytes).fields), GetParam().fields);
}

TEST_P(DecodeSample, ReportsEachPrefixAsTruncatedInTheFieldThatIsCut)
{
    auto const whole = bytes_of(GetParam().bytes);
    auto const fields = decode(whole, Version::v3_1_1).fields;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Bytes const prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        auto const cut = field_with_byte(fields, size);
        auto const malformations = decode(prefix, Version::v3_1_1).malformations;

        ASSERT_THAT(malformations, testing::Not(IsEmpty())) << size;
        EXPECT_EQ(malformations.back().defect, Defect::truncated) << size;
        EXPECT_EQ(malformations.back().field, (Field{cut.path, cut.offset, size - cut.offset})) << size;
        EXPECT_THAT(malformations, SizeIs(size < 2 ? 1 : 2))
            << "beside it, only the length may be objected to";
    }
}

TEST_P(DecodeSample, KeepsTheFieldsInFrontOfACut)
{
    auto const whole = bytes_of(GetParam().bytes);
    auto const fields = decode(whole, Version::v3_1_1).fields;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Bytes const prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        auto const kept = decode(prefix, Version::v3_1_1).fields;
        auto const untouched = static_cast<std::size_t>(std::ranges::count_if(
            fields, [&](Field const& field) { return field.offset + field.length <= size; }));
        EXPECT_GE(kept.size() + 1, untouched) << size; // A value of no bytes may stand behind the cut.
        EXPECT_TRUE(std::ranges::all_of(kept, [&](Field const& field) {
            return field.offset + field.length <= size;
        })) << size;
    }
}

/// One after the other into the same place, so that what an earlier one left there would show.
TEST(DecodeInto, GivesWhatDecodeGivesButTheFields)
{
    Decoded again;
    for (auto const& sample : samples()) {
        auto const image = bytes_of(sample.bytes);
        auto const decoded = decode(image, Version::v3_1_1);
        decode_into(again, image, Version::v3_1_1);
        EXPECT_EQ(again.packet, decoded.packet) << sample.name;
        EXPECT_EQ(again.malformations, decoded.malformations) << sample.name;
        EXPECT_TRUE(again.fields.empty());
        decode_into(again, bytes_of("32 06 00 01 61 00 07 68"), Version::v3_1_1);
    }
}

INSTANTIATE_TEST_SUITE_P(All, DecodeSample, testing::ValuesIn(samples()), NameOfParam{});

class DecodeFault : public testing::TestWithParam<Fault>
{};

TEST_P(DecodeFault, SaysWhatIsMalformedAndWhere)
{
    EXPECT_EQ(list_of(decode_hex(GetParam().bytes).malformations), GetParam().malformations);
}

INSTANTIATE_TEST_SUITE_P(Illegal, DecodeFault, testing::ValuesIn(illegal_values()), NameOfParam{});
INSTANTIATE_TEST_SUITE_P(Broken, DecodeFault, testing::ValuesIn(broken_structures()), NameOfParam{});

TEST(Faults, ShowEachDefectTwice)
{
    std::multiset<Defect> shown;
    for (auto const& faults : {illegal_values(), broken_structures()}) {
        for (auto const& fault : faults) {
            for (auto const& malformation : decode_hex(fault.bytes).malformations)
                shown.insert(malformation.defect);
        }
    }
    for (int defect = 0; defect <= static_cast<int>(Defect::reserved_return_code); ++defect)
        EXPECT_GE(shown.count(static_cast<Defect>(defect)), 2U) << name_of(static_cast<Defect>(defect));
}

TEST(Decode, TakesARemainingLengthThatIsLongerThanNeeded)
{
    auto const decoded = decode_hex("c0 80 00");
    EXPECT_THAT(decoded.malformations, IsEmpty());
    EXPECT_EQ(map_of(decoded.fields), "type_and_flags@0+1 remaining_length@1+2");
}

TEST(Decode, ReadsARemainingLengthOfSeveralBytes)
{
    Bytes bytes = "30 83 01 00 01 61"_bytes; // PUBLISH of 131 bytes; topic a
    bytes.resize(bytes.size() + 128, 'x');
    auto const decoded = decode(bytes, Version::v3_1_1);
    EXPECT_THAT(decoded.malformations, IsEmpty());
    EXPECT_EQ(std::get<Publish>(decoded.packet).payload, Bytes(128, 'x'));
}

TEST(Decode, KeepsAConnectFlagsByteThatTheMembersDoNotCallFor)
{
    auto const connect = decode_as<Connect>("10 0c 00 04 4d 51 54 54 04 2b 00 00 00 00");
    EXPECT_EQ(connect.connect_flags, 0x2B);
    EXPECT_EQ(connect.will, std::nullopt);
    EXPECT_TRUE(connect.clean_session);
}

TEST(Decode, LeavesOutWhatIsCutOffButKeepsTheFlagsThatAnnounceIt)
{
    auto const connect = decode_as<Connect>("10 0f 00 04 4d 51 54 54 04" // CONNECT ... protocol level
                                            "ae"          // user name, will retain, will QoS 1, will
                                            "00 05 00 00" // keep alive; client id
                                            "00 01 77");  // will topic w
    EXPECT_EQ(connect.keep_alive, 5);
    EXPECT_EQ(connect.will, (Will{.topic = "w", .qos = 1, .retain = true}));
    EXPECT_EQ(connect.user_name, std::nullopt);
    EXPECT_EQ(connect.connect_flags, 0xAE);
}

TEST(Decode, KeepsTheReadablePartOfACutText)
{
    EXPECT_EQ(decode_as<Publish>("30 05 00 0a 61 2f 62").topic, "a/b");
    EXPECT_EQ(map_of(decode_hex("30 05 00 0a 61 2f 62").fields),
              "type_and_flags@0+1 remaining_length@1+1 topic@2+5 topic.length@2+2 topic.value@4+3");
}

TEST(Decode, ReadsThePacketIdOfQos3)
{
    EXPECT_EQ(decode_as<Publish>("36 06 00 01 61 00 07 68"),
              (Publish{.qos = 3, .topic = "a", .packet_id = 7, .payload = {'h'}}));
}

TEST(Decode, MapsOnlyWhatIsThere)
{
    EXPECT_EQ(map_of(decode_hex("10 00").fields), "type_and_flags@0+1 remaining_length@1+1");
    EXPECT_EQ(map_of(decode_hex("62 01 00").fields), "type_and_flags@0+1 remaining_length@1+1 packet_id@2+1");
}

TEST(Decode, HasNoPacketIdWhereItIsCutOff)
{
    EXPECT_EQ(decode_as<Publish>("32 04 00 01 61 00").packet_id, std::nullopt);
}

TEST(Decode, KeepsTheElementsThatWereThere)
{
    EXPECT_THAT(decode_as<Subscribe>("82 09 00 01 00 01 61 01 00 01 62").filters,
                ElementsAre(Subscription{.filter = "a", .qos = 1}, Subscription{.filter = "b"}));
    EXPECT_THAT(decode_as<Subscribe>("82 07 00 01 00 01 61 01 00").filters,
                ElementsAre(Subscription{.filter = "a", .qos = 1}));
    EXPECT_THAT(decode_as<Suback>("90 05 00 01 02").return_codes, ElementsAre(2));
}

TEST(Decode, KeepsThePayloadThatIsThere)
{
    EXPECT_EQ(decode_as<Publish>("30 05 00 01 61 68").payload, "68"_bytes);
}

TEST(Decode, ReadsOnlyAsFarAsTheRemainingLengthSays)
{
    EXPECT_EQ(decode_as<Publish>("30 04 00 01 61 68 69 69").payload, "68"_bytes);
}

TEST(Decode, KeepsTheTypeOfAPacketWithoutBody)
{
    EXPECT_EQ(decode_as<Publish>("3d"), (Publish{.dup = true, .qos = 2, .retain = true}));
    EXPECT_EQ(decode_as<Pingreq>("c0 ff ff ff ff 01"), Pingreq{});
    EXPECT_EQ(decode_as<Unrecognised>(""), Unrecognised{});
}

TEST(Decode, AcceptsAPacketIdOfZeroInAnAcknowledgement)
{
    EXPECT_THAT(decode_hex("40 02 00 00").malformations, IsEmpty());
    EXPECT_THAT(decode_hex("90 03 00 00 00").malformations, IsEmpty());
}

TEST(Decode, BoundsWhatItKeepsOfAHostilePacket)
{
    Bytes bytes = "90 82 f1 04 00 01"_bytes; // SUBACK of 80,002 bytes; packet id
    bytes.resize(bytes.size() + 80'000, 3);  // a reserved return code
    auto const decoded = decode(bytes, Version::v3_1_1);
    EXPECT_THAT(decoded.fields, SizeIs(65'536));
    EXPECT_THAT(decoded.malformations, SizeIs(256));
    EXPECT_THAT(std::get<Suback>(decoded.packet).return_codes, SizeIs(80'000));
}

TEST(Decode, RefusesAVersionThatItDoesNotKnow)
{
    EXPECT_THROW(static_cast<void>(decode("c0 00"_bytes, Version::v5)), std::invalid_argument);
}

TEST(Defect, HasANameOfItsOwn)
{
    EXPECT_EQ(name_of(Defect::truncated), "truncated");
    EXPECT_EQ(name_of(Defect::reserved_flags), "reserved_flags");
    EXPECT_EQ(name_of(Defect::ill_formed_utf8), "ill_formed_utf8");
    EXPECT_EQ(name_of(Defect::reserved_return_code), "reserved_return_code");
}

} // namespace
} // namespace mqttspec::test
