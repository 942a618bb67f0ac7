// SPDX-License-Identifier: Apache-2.0
#include "wire/packet.hpp"

#include "support/bytes.hpp"
#include "wire/field.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::Eq;
using testing::Optional;

class EachType : public testing::TestWithParam<int>
{};

TEST_P(EachType, HasADefaultPacketOfItsOwn)
{
    auto const type = static_cast<PacketType>(GetParam());
    EXPECT_EQ(type_of(default_packet(type)), type);
}

INSTANTIATE_TEST_SUITE_P(Packet, EachType, testing::Range(0, 16));

class EachNamedType : public testing::TestWithParam<int>
{};

TEST_P(EachNamedType, IsFoundByItsName)
{
    auto const type = static_cast<PacketType>(GetParam());
    EXPECT_THAT(packet_type_named(name_of(type)), Optional(Eq(type)));
}

INSTANTIATE_TEST_SUITE_P(Packet, EachNamedType, testing::Range(1, 15));

TEST(PacketType, IsNamedAsInTheStandard)
{
    EXPECT_EQ(name_of(PacketType::connect), "CONNECT");
    EXPECT_EQ(name_of(PacketType::unsuback), "UNSUBACK");
    EXPECT_EQ(name_of(PacketType::disconnect), "DISCONNECT");
    EXPECT_EQ(name_of(PacketType::reserved_0), "type 0");
    EXPECT_EQ(name_of(PacketType::reserved_15), "type 15");
}

TEST(PacketType, HasNoOtherNames)
{
    EXPECT_THAT(packet_type_named("connect"), Eq(std::nullopt));
    EXPECT_THAT(packet_type_named("AUTH"), Eq(std::nullopt));
    EXPECT_THAT(packet_type_named(""), Eq(std::nullopt));
    EXPECT_THAT(packet_type_named("type 0"), Eq(std::nullopt));
    EXPECT_THAT(packet_type_named("type 15"), Eq(std::nullopt));
}

TEST(PacketId, IsThatOfTheKindsThatCarryOne)
{
    EXPECT_THAT(packet_id_of(Publish{.qos = 1, .packet_id = 5}), Optional(5));
    EXPECT_THAT(packet_id_of(Pubrel{.packet_id = 6}), Optional(6));
    EXPECT_THAT(packet_id_of(Subscribe{.packet_id = 7}), Optional(7));
    EXPECT_THAT(packet_id_of(Unsuback{}), Optional(0));
    EXPECT_THAT(packet_id_of(Publish{}), Eq(std::nullopt));
    EXPECT_THAT(packet_id_of(Connect{}), Eq(std::nullopt));
    EXPECT_THAT(packet_id_of(Pingreq{}), Eq(std::nullopt));
}

TEST(Path, ReadsLikeAString)
{
    Path const path("topic.length");
    EXPECT_EQ(path, "topic.length");
    EXPECT_EQ(path, std::string("topic.length"));
    EXPECT_EQ(path, std::string_view("topic.length"));
    EXPECT_NE(path, "topic");
    EXPECT_NE(path, Path("topic"));
    EXPECT_EQ(path.str(), "topic.length");
    EXPECT_TRUE(Path().empty());
    EXPECT_FALSE(path.empty());
}

TEST(Path, IsPutTogether)
{
    EXPECT_EQ(Path("filters").append("[").append(0).append("]"), "filters[0]");
    EXPECT_EQ(Path("filters").append("[").append(89'478'485).append("].filter.length"),
              "filters[89478485].filter.length");
}

TEST(Path, HoldsSoMuchAndNoMore)
{
    std::string const longest(Path::capacity, 'x');
    EXPECT_EQ(Path(longest), longest);
    EXPECT_THROW(Path(longest + "x"), std::length_error);
}

TEST(BytesOf, ReadsPairsOfDigits)
{
    EXPECT_EQ(bytes_of(" 00 7f ff\n0a0b"), (Bytes{0x00, 0x7F, 0xFF, 0x0A, 0x0B}));
    EXPECT_EQ(hex(bytes_of("00 7f ff")), "00 7f ff");
}

TEST(BytesOf, RefusesAllElse)
{
    EXPECT_THROW(bytes_of("0"), std::invalid_argument);
    EXPECT_THROW(bytes_of("0 0"), std::invalid_argument);
    EXPECT_THROW(bytes_of("0g"), std::invalid_argument);
}

} // namespace
} // namespace mqttspec::test
