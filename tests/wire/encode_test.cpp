// SPDX-License-Identifier: Apache-2.0
#include "wire/encode.hpp"

#include "support/bytes.hpp"
#include "wire/decode.hpp"
#include "wire/samples.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace mqttspec::test {
namespace {

using namespace wire;

Image encode_3(Packet const& packet)
{
    return encode(packet, Version::v3_1_1);
}

class EncodeSample : public testing::TestWithParam<Sample>
{};

TEST_P(EncodeSample, GivesTheBytes)
{
    EXPECT_EQ(hex(encode_3(GetParam().packet).bytes), hex(bytes_of(GetParam().bytes)));
}

TEST_P(EncodeSample, MapsItsFields)
{
    EXPECT_EQ(map_of(encode_3(GetParam().packet).fields), GetParam().fields);
}

INSTANTIATE_TEST_SUITE_P(All, EncodeSample, testing::ValuesIn(samples()), NameOfParam{});

class EncodeIllegal : public testing::TestWithParam<Fault>
{};

TEST_P(EncodeIllegal, WritesWhatWasRead)
{
    auto const bytes = bytes_of(GetParam().bytes);
    EXPECT_EQ(hex(encode_3(decode(bytes, Version::v3_1_1).packet).bytes), hex(bytes));
}

INSTANTIATE_TEST_SUITE_P(All, EncodeIllegal, testing::ValuesIn(illegal_values()), NameOfParam{});

TEST(Encode, TakesTheConnectFlagsThatItIsGiven)
{
    auto const image = encode_3(Connect{.connect_flags = 0xC3, .client_id = "a"});
    EXPECT_EQ(hex(image.bytes), "10 0d 00 04 4d 51 54 54 04 c3 00 00 00 01 61");
}

TEST(Encode, LeavesThePacketIdOutAtQos0)
{
    EXPECT_EQ(hex(encode_3(Publish{.topic = "a", .packet_id = 7}).bytes), "30 03 00 01 61");
}

TEST(Encode, WritesAMissingPacketIdAsZero)
{
    EXPECT_EQ(hex(encode_3(Publish{.qos = 1, .topic = "a"}).bytes), "32 05 00 01 61 00 00");
}

TEST(Encode, UsesTheShortestRemainingLength)
{
    auto const length_of = [](std::size_t payload) {
        auto const image = encode_3(Publish{.topic = "", .payload = Bytes(payload - 2)});
        auto const& field = *image.find("remaining_length");
        return hex(std::span(image.bytes).subspan(field.offset, field.length));
    };
    EXPECT_EQ(length_of(127), "7f");
    EXPECT_EQ(length_of(128), "80 01");
    EXPECT_EQ(length_of(16'383), "ff 7f");
    EXPECT_EQ(length_of(16'384), "80 80 01");
    EXPECT_EQ(length_of(2'097'151), "ff ff 7f");
    EXPECT_EQ(length_of(2'097'152), "80 80 80 01");
}

TEST(Encode, WritesTheLongestText)
{
    auto const image = encode_3(Connect{.client_id = std::string(65'535, 'x')});
    EXPECT_EQ(image.find("client_id.value")->length, 65'535U);
    EXPECT_EQ(std::get<Connect>(decode(image.bytes, Version::v3_1_1).packet).client_id.size(), 65'535U);
}

TEST(Encode, RefusesWhatItsLengthFieldCannotHold)
{
    std::string const text(65'536, 'x');
    EXPECT_THROW(encode_3(Connect{.client_id = text}), std::length_error);
    EXPECT_THROW(encode_3(Connect{.password = Bytes(65'536)}), std::length_error);
    EXPECT_THROW(encode_3(Publish{.topic = text}), std::length_error);
    EXPECT_THROW(encode_3(Subscribe{.filters = {{.filter = text}}}), std::length_error);
    EXPECT_THROW(encode_3(Unsubscribe{.filters = {text}}), std::length_error);
    EXPECT_THROW(encode_3(Unrecognised{.body = Bytes(268'435'456)}), std::length_error);
}

TEST(Encode, RefusesWhatWouldSpoilOtherBits)
{
    EXPECT_THROW(encode_3(Publish{.qos = 4}), std::out_of_range);
    EXPECT_THROW(encode_3(Pingreq{.flags = 16}), std::out_of_range);
    EXPECT_THROW(encode_3(Connect{.flags = 16}), std::out_of_range);
    EXPECT_THROW(encode_3(Connect{.will = Will{.qos = 4}}), std::out_of_range);
}

TEST(Encode, RefusesAVersionThatItDoesNotKnow)
{
    EXPECT_THROW(static_cast<void>(encode(Pingreq{}, Version::v5)), std::invalid_argument);
}

TEST(Image, FindsAFieldByItsPath)
{
    auto const image = encode_3(Publish{.topic = "a/b"});
    ASSERT_NE(image.find("topic.value"), nullptr);
    EXPECT_EQ(*image.find("topic.value"), (Field{"topic.value", 4, 3}));
    EXPECT_EQ(image.find("topic.valu"), nullptr);
    EXPECT_EQ(image.find("packet_id"), nullptr);
}

} // namespace
} // namespace mqttspec::test
