// SPDX-License-Identifier: Apache-2.0
#include "reports/html.hpp"

#include "reports/html_data.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/json.hpp"
#include "support/golden.hpp"
#include "support/hostile_result.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using Json = nlohmann::ordered_json;

/// The page without its style, script and data, which have tests of their own.
std::string static_part(Result const& result)
{
    return html_scorecard(result) + html_failures(result) + html_map(result) + html_statements(result) +
           html_target(result);
}

Json data(Result const& result)
{
    return Json::parse(html_data(result));
}

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t number = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++number;
    return number;
}

/// A run of so many cases, each of 28 events and half a dozen packets of its own: somewhat more than a real
/// one.
Result big_result(int cases)
{
    Result result = support::sample_result();
    result.cases.clear();
    for (int i = 0; i < cases; ++i) {
        CaseResult one =
            support::passing_case(fmt::format("a-case-with-quite-a-name@number={}", i), "MQTT-3.1.0-1");
        one.when =
            fmt::format("A client does something for the {}th time, which takes some words to say", i / 3);
        for (int j = 0; j < 12; ++j) {
            auto sent = one.wire[1];
            auto const topic = fmt::format("mqttspec/qk38bv/{}/{}", one.id, j % 6);
            sent.t += 0.01 * j;
            sent.packet->type = "PUBLISH";
            sent.packet->summary =
                fmt::format("PUBLISH topic \"{}\" qos 1 packet_id {} payload \"x\"", topic, j % 6);
            sent.packet->values = {
                {"topic", topic}, {"qos", std::int64_t{1}}, {"packet_id", std::int64_t{j % 6}}};
            sent.packet->fields = {{.path = "type_and_flags", .offset = 0, .length = 1},
                                   {.path = "topic", .offset = 2, .length = topic.size() + 2},
                                   {.path = "topic.length", .offset = 2, .length = 2},
                                   {.path = "topic.value", .offset = 4, .length = topic.size()}};
            sent.bytes = "\x32\x40\x01\x30" + topic + "\x01\x07x";
            sent.total_bytes = sent.bytes.size();
            one.wire.push_back(sent);
            one.wire.push_back(one.wire[2]);
        }
        result.cases.push_back(std::move(one));
    }
    results::summarise(result);
    return result;
}

TEST(Html, HasStaticPartsThatAreApproved)
{
    EXPECT_TRUE(
        support::is_approved("reports/golden/html.approved.html", static_part(support::sample_result())));
}

TEST(Html, HasDataThatAreApproved)
{
    EXPECT_TRUE(support::is_approved("reports/golden/html-data.approved.json",
                                     data(support::sample_result()).dump(1) + "\n"));
}

TEST(Html, IsTheSameFromADocumentThatWasReadBack)
{
    Result const result = support::sample_with("保 \x01 <&>\"'\n");
    EXPECT_EQ(to_html(std::get<Result>(parse_json(to_json(result)))), to_html(result));
}

TEST(Html, IsOneFileWithAStrictPolicy)
{
    std::string const page = to_html(support::sample_result());
    EXPECT_THAT(page, StartsWith("<!doctype html>"));
    EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'sha256-"));
    EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
    EXPECT_THAT(page, Not(HasSubstr("{{")));
    for (char const* const loader :
         {" src=", "@import", "url(", "<link rel=\"stylesheet", "fetch(", "import "})
        EXPECT_THAT(page, Not(HasSubstr(loader))) << loader;
}

TEST(Html, StaysBelowThreeMegabytesForAWholeSuite)
{
    EXPECT_LT(to_html(big_result(1800)).size(), 3'000'000U);
}

TEST(Html, KeepsTheBeginningTheEndAndTheOffendersOfALongLog)
{
    Result result = support::sample_result();
    auto& one = result.cases[1];
    one.wire.resize(5000, one.wire[1]);
    one.wire[2500] = one.wire[5];
    one.wire[2500].t = 0.0077;
    one.failure->received = one.wire[5].packet->summary + " (at 7.7 ms); the connection is open";
    Json const packed = data(result)["cases"][1];
    EXPECT_THAT(packed["events"], SizeIs(3 * (100 + 1 + 41 + 1 + 200)));
    EXPECT_EQ(packed["marked"], Json::array({100 + 1 + 20}));
}

TEST(Html, TakesAnyTimeAndOffsetThatADocumentClaims)
{
    Result result = support::sample_result();
    auto& wire = result.cases[1].wire;
    wire.resize(2);
    wire[0].t = -1e300;
    wire[1].t = 1e300;
    wire[1].packet.emplace();
    wire[1].packet->fields = {{.path = "a", .offset = 3, .length = 1},
                              {.path = "b", .offset = std::size_t{1} << 63U, .length = 1}};
    Json const packed = data(result);
    EXPECT_EQ(packed["cases"][1]["events"][0], -1'000'000'000'000'000);
    EXPECT_EQ(packed["cases"][1]["events"][3], 2'000'000'000'000'000);
    EXPECT_THAT(packed["fields"].dump(), HasSubstr("9223372036854775804,1]"));
}

TEST(Html, LetsNoTextBecomeMarkup)
{
    std::string const page = to_html(support::hostile_result());
    EXPECT_EQ(count(page, "<script"), 2U);
    EXPECT_EQ(count(page, "</script"), 2U);
    EXPECT_EQ(count(page, "<!--"), 0U);
    EXPECT_EQ(count(page, "<img"), 0U);
    EXPECT_EQ(count(page, "\xe2\x80\xae"), 0U) << "a mark that turns the direction of text";
}

TEST(Html, CutsWhatNobodyWouldRead)
{
    EXPECT_LT(html_escaped(std::string(65535, 'x')).size(), 4100U);
    EXPECT_LT(to_html(support::hostile_result()).size(), 1'000'000U);
}

class ByteInHtml : public testing::TestWithParam<int>
{};

/// Each byte in a text of the page and in one of its data must come back as itself or as an escape.
TEST_P(ByteInHtml, StandsForItselfOrIsEscaped)
{
    auto const code = static_cast<unsigned>(GetParam());
    char const byte = static_cast<char>(GetParam());
    std::string const text = std::string("a") + byte + "b";
    std::string const visible =
        (code >= 0x20 && code < 0x7f) || byte == '\n' ? std::string(1, byte) : fmt::format("\\x{:02x}", code);
    std::string const in_html = byte == '&'    ? "&amp;"
                                : byte == '<'  ? "&lt;"
                                : byte == '>'  ? "&gt;"
                                : byte == '"'  ? "&quot;"
                                : byte == '\'' ? "&#39;"
                                               : visible;
    EXPECT_EQ(html_escaped(text), "a" + in_html + "b");

    Result result = support::sample_result();
    result.cases[1].when = text;
    std::string const raw = html_data(result);
    EXPECT_EQ(count(raw, "<") + count(raw, ">") + count(raw, "&"), 0U);
    Json const packed = Json::parse(raw);
    EXPECT_EQ(packed["texts"][packed["cases"][1]["when"].get<std::size_t>()], "a" + visible + "b");
}

INSTANTIATE_TEST_SUITE_P(All, ByteInHtml, testing::Range(0, 256));

TEST(Html, LinksToIdsAsTheyStandAndEscapesStrangeOnes)
{
    EXPECT_EQ(html_fragment("flags@a=1,b=two%20words"), "flags@a=1,b=two%20words");
    EXPECT_EQ(html_fragment("a b%"), "a%20b%25");
    EXPECT_EQ(html_fragment("保\"><script>"), "%E4%BF%9D%22%3E%3Cscript%3E");
}

TEST(Html, EncodesBytesInBase64)
{
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64(std::string("\x00\xff\xfe", 3)), "AP/+");
}

TEST(Html, TellsTheFailuresWithoutItsScript)
{
    std::string const failures = html_failures(support::sample_result());
    for (char const* const part :
         {"MQTT-3.1.0-2", "href=\"#second-connect\"", "the Server closes the connection (FIN or RST)",
          "then nothing for 2.0 s; connection open", "looks for silent clients only every 5 seconds",
          "PUBACK carries flags 0010", "flaky: failed 1 of 3", "client-id-of-23-bytes"})
        EXPECT_THAT(failures, HasSubstr(part)) << part;
}

TEST(Html, SharesTheTextOfWhatStandsInTheBytes)
{
    Json const packed = data(big_result(2));
    EXPECT_EQ(count(packed["texts"].dump(), "mqttspec/qk38bv"), 0U);
    EXPECT_THAT(packed["shapes"].dump(), Not(HasSubstr("qk38bv")));
}

} // namespace

} // namespace mqttspec::reports
