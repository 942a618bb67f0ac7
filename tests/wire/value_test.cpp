// SPDX-License-Identifier: Apache-2.0
#include "wire/value.hpp"

#include "support/bytes.hpp"
#include "wire/samples.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::ElementsAre;
using testing::Pair;

Value number(std::int64_t n)
{
    return {n};
}

Value text(std::string s)
{
    return {std::move(s)};
}

Packet built(PacketType type, Map const& values)
{
    auto const made = from_values(type, values);
    EXPECT_EQ(made.index(), 0U) << (made.index() == 1 ? std::get<1>(made) : "");
    return made.index() == 0 ? std::get<0>(made) : Packet{};
}

std::vector<std::string_view> names_of(std::span<KeyInfo const> keys)
{
    std::vector<std::string_view> names;
    std::ranges::transform(keys, std::back_inserter(names), &KeyInfo::name);
    return names;
}

std::vector<std::string_view> names_in(Map const& map)
{
    std::vector<std::string_view> names;
    for (auto const& [name, value] : map)
        names.push_back(name);
    return names;
}

class ValuesOfSample : public testing::TestWithParam<Sample>
{};

TEST_P(ValuesOfSample, GiveThePacketBack)
{
    EXPECT_EQ(built(type_of(GetParam().packet), to_values(GetParam().packet)), GetParam().packet);
}

INSTANTIATE_TEST_SUITE_P(All, ValuesOfSample, testing::ValuesIn(samples()), NameOfParam{});

class ValuesOfIllegal : public testing::TestWithParam<Fault>
{};

TEST_P(ValuesOfIllegal, GiveThePacketBack)
{
    auto const packet = decode(bytes_of(GetParam().bytes), Version::v3_1_1).packet;
    EXPECT_EQ(built(type_of(packet), to_values(packet)), packet);
}

INSTANTIATE_TEST_SUITE_P(All, ValuesOfIllegal, testing::ValuesIn(illegal_values()), NameOfParam{});

TEST(ToValues, NamesAllMembersInTheOrderOfTheTable)
{
    Packet const full[] = {
        Connect{.flags = 1, .connect_flags = 0, .will = Will{}, .user_name = "", .password = Bytes{}},
        Connack{.flags = 1, .acknowledge_flags = 2},
        Publish{.packet_id = 1},
        Puback{.flags = 1},
        Pubrec{.flags = 1},
        Pubrel{.flags = 1},
        Pubcomp{.flags = 1},
        Subscribe{.flags = 1},
        Suback{.flags = 1},
        Unsubscribe{.flags = 1},
        Unsuback{.flags = 1},
        Pingreq{.flags = 1},
        Pingresp{.flags = 1},
        Disconnect{.flags = 1},
        Unrecognised{.flags = 1},
    };
    for (auto const& packet : full)
        EXPECT_EQ(names_in(to_values(packet)), names_of(keys_of(type_of(packet)))) << describe(packet);
}

TEST(ToValues, LeavesAbsentMembersOut)
{
    EXPECT_THAT(names_in(to_values(Connect{})),
                ElementsAre("protocol_name", "protocol_level", "clean_session", "keep_alive", "client_id"));
    EXPECT_THAT(names_in(to_values(Publish{})), ElementsAre("dup", "qos", "retain", "topic", "payload"));
}

TEST(ToValues, LeavesTheFlagsOfTable22Out)
{
    EXPECT_THAT(to_values(Pubrel{.packet_id = 3}), ElementsAre(Pair("packet_id", number(3))));
    EXPECT_THAT(to_values(Pubrel{.flags = 0, .packet_id = 3}),
                ElementsAre(Pair("flags", number(0)), Pair("packet_id", number(3))));
}

TEST(ToValues, ShowsTheAcknowledgeFlagsOnlyWithReservedBits)
{
    EXPECT_THAT(to_values(Connack{.acknowledge_flags = 1, .return_code = 2}),
                ElementsAre(Pair("session_present", Value{true}), Pair("return_code", number(2))));
    EXPECT_THAT(to_values(Connack{.acknowledge_flags = 0x80}),
                ElementsAre(Pair("session_present", Value{false}), Pair("acknowledge_flags", number(0x80)),
                            Pair("return_code", number(0))));
}

TEST(ToValues, NestsWillAndFilters)
{
    Map const will{{"topic", text("w")}, {"message", text("m")}, {"qos", number(1)}, {"retain", Value{true}}};
    auto const connect =
        to_values(Connect{.will = Will{.topic = "w", .message = {'m'}, .qos = 1, .retain = true}});
    EXPECT_THAT(connect, testing::Contains(Pair("will", Value{will})));

    Map const filter{{"filter", text("a")}, {"qos", number(2)}};
    EXPECT_THAT(to_values(Subscribe{.filters = {{.filter = "a", .qos = 2}}}),
                testing::Contains(Pair("filters", Value{List{Value{filter}}})));
    EXPECT_THAT(to_values(Unsubscribe{.filters = {"a"}}),
                testing::Contains(Pair("filters", Value{List{text("a")}})));
    EXPECT_THAT(to_values(Suback{.return_codes = {0x80}}),
                testing::Contains(Pair("return_codes", Value{List{number(128)}})));
}

TEST(FromValues, KeepsTheDefaultsOfWhatIsNotNamed)
{
    EXPECT_EQ(built(PacketType::connect, {{"client_id", text("a")}}), Packet(Connect{.client_id = "a"}));
    EXPECT_EQ(built(PacketType::pubrel, {{"packet_id", number(1)}}), Packet(Pubrel{.packet_id = 1}));
    EXPECT_EQ(built(PacketType::reserved_15, {}), Packet(Unrecognised{.type = PacketType::reserved_15}));
}

TEST(FromValues, TakesThePlainTextOfAFilter)
{
    EXPECT_EQ(built(PacketType::subscribe, {{"filters", {List{text("a"), text("b")}}}}),
              Packet(Subscribe{.filters = {{.filter = "a"}, {.filter = "b"}}}));
}

TEST(FromValues, TakesZeroAndOneForABoolean)
{
    EXPECT_EQ(built(PacketType::publish, {{"retain", number(1)}}), Packet(Publish{.retain = true}));
    EXPECT_EQ(built(PacketType::connect, {{"clean_session", number(0)}}),
              Packet(Connect{.clean_session = false}));
}

TEST(FromValues, MapsSessionPresentToBit0)
{
    EXPECT_EQ(built(PacketType::connack, {{"session_present", {true}}}),
              Packet(Connack{.acknowledge_flags = 1}));
    EXPECT_EQ(built(PacketType::connack, {{"acknowledge_flags", number(6)}, {"session_present", {true}}}),
              Packet(Connack{.acknowledge_flags = 6}));
    EXPECT_EQ(built(PacketType::connack, {{"acknowledge_flags", number(1)}}),
              Packet(Connack{.acknowledge_flags = 1}));
}

TEST(FromValues, CanLeaveOptionalMembersOut)
{
    EXPECT_EQ(built(PacketType::connect, {{"user_name", {}}, {"will", {}}, {"password", {}}}),
              Packet(Connect{}));
    EXPECT_EQ(built(PacketType::publish, {{"qos", number(1)}, {"packet_id", {}}}), Packet(Publish{.qos = 1}));
    EXPECT_EQ(built(PacketType::pubrel, {{"flags", {}}}), Packet(Pubrel{}));
}

TEST(FromValues, TakesTheGreatestNumbers)
{
    EXPECT_EQ(built(PacketType::connect, {{"keep_alive", number(65'535)}, {"protocol_level", number(255)}}),
              Packet(Connect{.protocol_level = 255, .keep_alive = 65'535}));
    EXPECT_EQ(built(PacketType::pingreq, {{"flags", number(15)}}), Packet(Pingreq{.flags = 15}));
    EXPECT_EQ(built(PacketType::publish, {{"qos", number(3)}}), Packet(Publish{.qos = 3}));
}

struct Mistake
{
    std::string_view name;
    PacketType type{};
    Map values;
    std::string_view error;
};

std::ostream& operator<<(std::ostream& out, Mistake const& mistake)
{
    return out << mistake.name;
}

class FromValuesWith : public testing::TestWithParam<Mistake>
{};

TEST_P(FromValuesWith, SaysWhatIsWrong)
{
    auto const made = from_values(GetParam().type, GetParam().values);
    ASSERT_EQ(made.index(), 1U);
    EXPECT_EQ(std::get<1>(made), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, FromValuesWith,
    testing::Values(
        Mistake{"unknown_key",
                PacketType::publish,
                {{"colour", number(1)}},
                "colour: no such key; there are dup, qos, retain, topic, packet_id, payload"},
        Mistake{"unknown_key_in_map",
                PacketType::connect,
                {{"will", {Map{{"name", text("x")}}}}},
                "will.name: no such key; there are topic, message, qos, retain"},
        Mistake{"key_twice",
                PacketType::publish,
                {{"topic", text("a")}, {"topic", text("b")}},
                "topic: given twice"},
        Mistake{"number_for_text", PacketType::publish, {{"topic", number(5)}}, "topic: takes a text, not 5"},
        Mistake{"boolean_for_bytes",
                PacketType::publish,
                {{"payload", {true}}},
                "payload: takes a text or bytes, not true"},
        Mistake{"text_for_number",
                PacketType::connect,
                {{"keep_alive", text("60")}},
                R"(keep_alive: takes a number, not "60")"},
        Mistake{"number_for_boolean",
                PacketType::publish,
                {{"dup", number(2)}},
                "dup: takes true or false, not 2"},
        Mistake{"list_for_number",
                PacketType::puback,
                {{"packet_id", {List{}}}},
                "packet_id: takes a number, not a list"},
        Mistake{"text_for_map", PacketType::connect, {{"will", text("w")}}, R"(will: takes a map, not "w")"},
        Mistake{"map_for_list",
                PacketType::suback,
                {{"return_codes", {Map{}}}},
                "return_codes: takes a list, not a map"},
        Mistake{"text_for_list",
                PacketType::unsubscribe,
                {{"filters", text("a")}},
                R"(filters: takes a list, not "a")"},
        Mistake{"number_for_filter",
                PacketType::subscribe,
                {{"filters", {List{text("a"), number(1)}}}},
                "filters[1]: takes a text or a map, not 1"},
        Mistake{"number_too_large_for_byte",
                PacketType::subscribe,
                {{"filters", {List{Value{Map{{"filter", text("a")}, {"qos", number(300)}}}}}}},
                "filters[0].qos: 300 does not fit a byte"},
        Mistake{"return_code_too_large",
                PacketType::suback,
                {{"return_codes", {List{number(0), number(256)}}}},
                "return_codes[1]: 256 does not fit a byte"},
        Mistake{"number_too_large_for_two_bytes",
                PacketType::connect,
                {{"keep_alive", number(65'536)}},
                "keep_alive: 65536 does not fit two bytes"},
        Mistake{"flags_too_large",
                PacketType::pingreq,
                {{"flags", number(16)}},
                "flags: 16 does not fit four bits"},
        Mistake{"qos_too_large", PacketType::publish, {{"qos", number(4)}}, "qos: 4 does not fit two bits"},
        Mistake{"negative_number",
                PacketType::connack,
                {{"return_code", number(-1)}},
                "return_code: -1 does not fit a byte"},
        Mistake{"absent_but_needed", PacketType::publish, {{"topic", {}}}, "topic: cannot be absent"}),
    NameOfParam{});

TEST(Keys, TellTheKindOfTheirElements)
{
    auto const subscribe = keys_of(PacketType::subscribe);
    EXPECT_THAT(names_of(subscribe), ElementsAre("flags", "packet_id", "filters"));
    EXPECT_EQ(subscribe[2].kind, Kind::list);
    EXPECT_THAT(names_of(subscribe[2].element), ElementsAre("filter", "qos"));
    EXPECT_THAT(names_of(keys_of(PacketType::unsubscribe)[2].element), ElementsAre(""));
}

} // namespace
} // namespace mqttspec::test
