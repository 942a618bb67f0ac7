// SPDX-License-Identifier: Apache-2.0
#include "wire/samples.hpp"
#include "wire/value.hpp"

#include <gmock/gmock.h>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::HasSubstr;
using testing::Not;

class DescribeSample : public testing::TestWithParam<Sample>
{};

TEST_P(DescribeSample, GivesItsLine)
{
    EXPECT_EQ(describe(GetParam().packet), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(All, DescribeSample, testing::ValuesIn(samples()), NameOfParam{});

TEST(Describe, NamesWhatTheStandardForbids)
{
    EXPECT_EQ(describe(Pingreq{.flags = 1}), "PINGREQ flags 0x01");
    EXPECT_EQ(describe(Connack{.acknowledge_flags = 0x81}),
              "CONNACK session_present acknowledge_flags 0x81 return_code 0");
    EXPECT_EQ(describe(Connect{.connect_flags = 0x2A}),
              R"(CONNECT connect_flags 0x2A clean_session keep_alive 0 client_id "")");
    EXPECT_EQ(describe(Subscribe{.packet_id = 1}), "SUBSCRIBE packet_id 1 filters []");
    EXPECT_EQ(describe(Unrecognised{.type = PacketType::reserved_15, .body = {'a', 0xFF}}),
              R"(type 15 body "a\xff")");
}

TEST(Describe, NeverShowsAPassword)
{
    auto const line = describe(Connect{.user_name = "bob", .password = Bytes{'s', 'e', 'c', 'r', 'e', 't'}});
    EXPECT_THAT(line, HasSubstr("password (6 bytes)"));
    EXPECT_THAT(line, Not(HasSubstr("secret")));
}

TEST(Describe, CutsLongValues)
{
    EXPECT_EQ(describe(Publish{.topic = "a", .payload = Bytes(1000, 'x')}),
              R"(PUBLISH topic "a" qos 0 payload ")" + std::string(80, 'x') + R"("... (1000 bytes))");
}

TEST(Describe, CutsLongLists)
{
    EXPECT_EQ(describe(Suback{.packet_id = 1, .return_codes = Bytes(9, 2)}),
              "SUBACK packet_id 1 return_codes [2, 2, 2, 2, 2, 2, 2, 2, ... 9 in all]");
    EXPECT_THAT(describe(Suback{.packet_id = 1, .return_codes = Bytes(8, 2)}), Not(HasSubstr("in all")));
}

struct Quoted
{
    std::string_view name;
    std::string_view bytes;
    std::string_view quoted;
};

std::ostream& operator<<(std::ostream& out, Quoted const& quoted)
{
    return out << quoted.name;
}

class Quote : public testing::TestWithParam<Quoted>
{};

TEST_P(Quote, ShowsWhatIsThere)
{
    EXPECT_EQ(quote(GetParam().bytes), GetParam().quoted);
}

using namespace std::string_view_literals;

INSTANTIATE_TEST_SUITE_P(
    All, Quote,
    testing::Values(Quoted{"empty", "", R"("")"}, Quoted{"plain", "a b~", R"("a b~")"},
                    Quoted{"quotation_mark", R"(a"b)", R"("a\"b")"},
                    Quoted{"backslash", R"(\x41)", R"("\\x41")"}, Quoted{"null", "\0"sv, R"("\x00")"},
                    Quoted{"line_feed", "a\nb", R"("a\x0ab")"}, Quoted{"escape", "\x1B[31m", R"("\x1b[31m")"},
                    Quoted{"delete_character", "\x7F", R"("\x7f")"},
                    Quoted{"c1_control", "\xC2\x9B", R"("\xc2\x9b")"},
                    Quoted{"beyond_c1", "\xC2\xA1", "\"\xC2\xA1\""},
                    Quoted{"right_to_left_override", "\xE2\x80\xAE", R"("\xe2\x80\xae")"},
                    Quoted{"isolate", "\xE2\x81\xA6", R"("\xe2\x81\xa6")"},
                    Quoted{"byte_order_mark", "\xEF\xBB\xBF", R"("\xef\xbb\xbf")"},
                    Quoted{"tag_character", "\xF3\xA0\x81\x81", R"("\xf3\xa0\x81\x81")"},
                    Quoted{"four_bytes", "\xF0\x9F\x90\xA7", "\"\xF0\x9F\x90\xA7\""},
                    Quoted{"ill_formed", "a\xC3(", R"("a\xc3(")"},
                    Quoted{"surrogate", "\xED\xA0\x80", R"("\xed\xa0\x80")"},
                    Quoted{"cut_off", "\xF0\x9F\x90", R"("\xf0\x9f\x90")"}),
    NameOfParam{});

TEST(QuoteLimit, CountsWhatIsShown)
{
    EXPECT_EQ(quote("abcd", 4), R"("abcd")");
    EXPECT_EQ(quote("abcde", 4), R"("abcd"... (5 bytes))");
    EXPECT_EQ(quote("ab\xC3\xBC", 3), "\"ab\xC3\xBC\"");
    EXPECT_EQ(quote("a\x01", 4), R"("a"... (2 bytes))");
    EXPECT_EQ(quote("a\x01", 5), R"("a\x01")");
    EXPECT_EQ(quote("a", 0), R"(""... (1 bytes))");
}

} // namespace
} // namespace mqttspec::test
