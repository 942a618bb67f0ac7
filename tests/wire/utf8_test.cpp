// SPDX-License-Identifier: Apache-2.0
#include "wire/utf8.hpp"

#include "support/bytes.hpp"
#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/samples.hpp"

#include <gmock/gmock.h>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::Eq;
using testing::Optional;

std::string text_of(std::string_view hex)
{
    auto const bytes = bytes_of(hex);
    return {bytes.begin(), bytes.end()};
}

struct Text
{
    std::string_view name;
    std::string_view bytes;
    std::string_view fault{}; ///< Empty if there is none.
};

std::ostream& operator<<(std::ostream& out, Text const& text)
{
    return out << text.name;
}

constexpr Text well_formed[] = {
    {"empty", ""},
    {"ascii", "61 62"},
    {"null", "00"},
    {"last_of_one_byte", "7f"},
    {"first_of_two_bytes", "c2 80"},
    {"last_of_two_bytes", "df bf"},
    {"first_of_three_bytes", "e0 a0 80"},
    {"last_before_surrogates", "ed 9f bf"},
    {"first_behind_surrogates", "ee 80 80"},
    {"byte_order_mark", "ef bb bf"},
    {"non_character", "ef bf bf"},
    {"first_of_four_bytes", "f0 90 80 80"},
    {"plane_3", "f3 bf bf bf"},
    {"last_of_all", "f4 8f bf bf"},
    {"behind_a_run_of_ascii", "61 61 61 61 61 61 61 61 61 c3 bc 61 61 61 61 61 61 61 61"},
};

constexpr Text ill_formed[] = {
    {"stray_continuation", "80", "stray continuation byte 80 at byte 0"},
    {"second_stray_continuation", "c3 bc bf", "stray continuation byte BF at byte 2"},
    {"overlong_null", "c0 80", "overlong form C0 80 at byte 0"},
    {"overlong_two", "c1 bf", "overlong form C1 BF at byte 0"},
    {"overlong_three", "61 e0 9f bf", "overlong form E0 9F BF at byte 1"},
    {"overlong_four", "f0 8f bf bf", "overlong form F0 8F BF BF at byte 0"},
    {"first_surrogate", "61 62 63 ed a0 80", "surrogate ED A0 80 at byte 3"},
    {"last_surrogate", "ed bf bf", "surrogate ED BF BF at byte 0"},
    {"above_last", "f4 90 80 80", "code point above U+10FFFF F4 90 80 80 at byte 0"},
    {"f5", "f5 80 80 80", "byte that no character begins with F5 80 80 80 at byte 0"},
    {"ff", "61 ff", "byte that no character begins with FF at byte 1"},
    {"two_cut_off_by_end", "c3", "cut-off character C3 at byte 0"},
    {"two_cut_off_by_ascii", "c3 28", "cut-off character C3 at byte 0"},
    {"three_cut_off_by_end", "e2 82", "cut-off character E2 82 at byte 0"},
    {"three_cut_off_by_ascii", "e2 82 61", "cut-off character E2 82 at byte 0"},
    {"four_cut_off_by_end", "f0 9f 90", "cut-off character F0 9F 90 at byte 0"},
    {"four_cut_off_early", "f0 9f 61 80", "cut-off character F0 9F at byte 0"},
    {"behind_a_run_of_ascii", "61 61 61 61 61 61 61 61 61 80 61 61 61 61 61 61",
     "stray continuation byte 80 at byte 9"},
    {"in_the_last_byte_of_eight", "61 61 61 61 61 61 61 80", "stray continuation byte 80 at byte 7"},
};

class WellFormed : public testing::TestWithParam<Text>
{};

TEST_P(WellFormed, IsTaken)
{
    EXPECT_THAT(ill_formed_utf8(text_of(GetParam().bytes)), Eq(std::nullopt));
}

INSTANTIATE_TEST_SUITE_P(Utf8, WellFormed, testing::ValuesIn(well_formed), NameOfParam{});

class IllFormed : public testing::TestWithParam<Text>
{};

TEST_P(IllFormed, IsFoundAndExplained)
{
    auto const text = text_of(GetParam().bytes);
    auto const offset = ill_formed_utf8(text);
    ASSERT_TRUE(offset.has_value());
    EXPECT_EQ(explain_ill_formed_utf8(text, *offset), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(Utf8, IllFormed, testing::ValuesIn(ill_formed), NameOfParam{});

struct TextField
{
    std::string_view path;
    Packet (*packet_with)(std::string const& text) = nullptr;
};

std::ostream& operator<<(std::ostream& out, TextField const& field)
{
    return out << field.path;
}

class EachTextField : public testing::TestWithParam<TextField>
{};

TEST_P(EachTextField, IsCheckedForUtf8)
{
    auto const image = encode(GetParam().packet_with("ab\xC3"), Version::v3_1_1);
    Malformation const fault{Defect::ill_formed_utf8, *image.find(GetParam().path),
                             "cut-off character C3 at byte 2"};
    EXPECT_THAT(decode(image.bytes, Version::v3_1_1).malformations, testing::ElementsAre(fault));
}

TEST_P(EachTextField, IsCheckedForNull)
{
    auto const image = encode(GetParam().packet_with(std::string("a\0b", 3)), Version::v3_1_1);
    Malformation const fault{Defect::null_character, *image.find(GetParam().path), "U+0000 at byte 1"};
    EXPECT_THAT(decode(image.bytes, Version::v3_1_1).malformations, testing::ElementsAre(fault));
}

INSTANTIATE_TEST_SUITE_P(
    Utf8, EachTextField,
    testing::Values(
        TextField{"protocol_name",
                  [](std::string const& text) -> Packet { return Connect{.protocol_name = text}; }},
        TextField{"client_id", [](std::string const& text) -> Packet { return Connect{.client_id = text}; }},
        TextField{"will.topic",
                  [](std::string const& text) -> Packet { return Connect{.will = Will{.topic = text}}; }},
        TextField{"user_name", [](std::string const& text) -> Packet { return Connect{.user_name = text}; }},
        TextField{"topic", [](std::string const& text) -> Packet { return Publish{.topic = text}; }},
        TextField{"filters[1].filter",
                  [](std::string const& text) -> Packet {
                      return Subscribe{.packet_id = 1, .filters = {{.filter = "a"}, {.filter = text}}};
                  }},
        TextField{"filters[1]", [](std::string const& text) -> Packet {
                      return Unsubscribe{.packet_id = 1, .filters = {"a", text}};
                  }}));

TEST(BinaryField, IsNotCheckedForUtf8)
{
    Bytes const bytes{0x00, 0xFF, 0xC3};
    auto const connect = Connect{.will = Will{.message = bytes}, .user_name = "u", .password = bytes};
    EXPECT_EQ(list_of(decode(encode(connect, Version::v3_1_1).bytes, Version::v3_1_1).malformations), "");
    auto const publish = Publish{.payload = bytes};
    EXPECT_EQ(list_of(decode(encode(publish, Version::v3_1_1).bytes, Version::v3_1_1).malformations), "");
}

} // namespace
} // namespace mqttspec::test
