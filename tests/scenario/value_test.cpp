// SPDX-License-Identifier: Apache-2.0
#include "scenario/printed.hpp"

#include <gtest/gtest.h>

#include <array>

namespace mqttspec::scenario {

namespace {

/// A value as it is written, and what it is loaded as (see printed.hpp).
struct Sample
{
    char const* name;
    char const* written;
    char const* loaded;
};

constexpr std::array payloads{
    Sample{"PlainText", "a b", "'a b'"},
    Sample{"EmptyText", "\"\"", "''"},
    Sample{"NumberAsText", "007", "'007'"},
    Sample{"FlagAsText", "true", "'true'"},
    Sample{"QuotedWord", "\"any\"", "'any'"},
    Sample{"Topic", "${topic}", "'<topic>'"},
    Sample{"ClientId", "\"${bob.client_id}/x\"", "'<bob.client_id>/x'"},
    Sample{"KeepAliveInText", "after ${keep_alive} s", "'after <keep_alive> s'"},
    Sample{"LiteralBraces", "$${topic}", "'${topic}'"},
    Sample{"LoneDollar", "$5 $", "'$5 $'"},
    Sample{"Hex", "!hex 41 42", "'AB'"},
    Sample{"HexWithoutBlanks", "!hex 4142", "'AB'"},
    Sample{"HexWithVariable", "!hex \"41 ${topic} 42\"", "'A<topic>B'"},
    Sample{"Repeated", "!repeat {text: ab, times: 3}", "'ababab'"},
    Sample{"RepeatedVariable", "!repeat {text: \"/${topic}\", times: 2}", "'/<topic>/<topic>'"},
    Sample{"RepeatedHex", "!repeat {text: !hex 41, times: 2}", "'AA'"},
    Sample{"RepeatedNever", "!repeat {text: a, times: 0}", "''"},
    Sample{"Joined", "!concat [\"${topic}/\", !hex 41 42, x, !repeat {text: y, times: 2}]",
           "'<topic>/ABxyy'"},
    Sample{"FoldedText",
           ">-\n"
           "    one\n"
           "    two",
           "'one two'"},
};

constexpr std::array expectations{
    Sample{"Literal", "qos: 1", "qos 1"},
    Sample{"Hexadecimal", "qos: 0x1", "qos 1"},
    Sample{"Any", "payload: any", "payload any"},
    Sample{"AnyQuoted", "payload: \"any\"", "payload 'any'"},
    Sample{"Absent", "packet_id: absent", "packet_id absent"},
    Sample{"OneOf", "qos: {one_of: [0, 1]}", "qos one_of(0, 1)"},
    Sample{"Not", "qos: {not: 0}", "qos not(0)"},
    Sample{"NotOneOf", "qos: {not: {one_of: [0, 1]}}", "qos not(one_of(0, 1))"},
    Sample{"FlagAsNumber", "retain: 0", "retain false"},
    Sample{"Flag", "retain: true", "retain true"},
    Sample{"TextVariable", "topic: ${topic}", "topic '<topic>'"},
    Sample{"NumberVariable", "packet_id: ${keep_alive}", "packet_id ${keep_alive}"},
    Sample{"OneOfTexts", "topic: {one_of: [a, !hex 62, any]}", "topic one_of('a', 'b', any)"},
};

class SentText : public testing::TestWithParam<Sample>
{};

TEST_P(SentText, BecomesItsBytes)
{
    auto const step = "- alice: send PUBLISH\n  topic: t\n  payload: " + std::string(GetParam().written);
    auto const loaded = "alice: Send PUBLISH {topic 't', payload " + std::string(GetParam().loaded) + "}";

    EXPECT_EQ(tests::printed_step(step), loaded);
}

INSTANTIATE_TEST_SUITE_P(Scenario, SentText, testing::ValuesIn(payloads),
                         [](auto const& sample) { return std::string(sample.param.name); });

class ExpectedValue : public testing::TestWithParam<Sample>
{};

TEST_P(ExpectedValue, BecomesItsMatcher)
{
    auto const step = "- alice: expect PUBLISH\n  " + std::string(GetParam().written);

    EXPECT_EQ(tests::printed_step(step), "alice: Expect PUBLISH {" + std::string(GetParam().loaded) + "}");
}

INSTANTIATE_TEST_SUITE_P(Scenario, ExpectedValue, testing::ValuesIn(expectations),
                         [](auto const& sample) { return std::string(sample.param.name); });

} // namespace

} // namespace mqttspec::scenario
