// SPDX-License-Identifier: Apache-2.0
#include "reports/json.hpp"

#include "support/json_schema.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

namespace mqttspec::reports {

namespace {

using results::Result;
using testing::AnyOf;
using testing::ContainerEq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Json = nlohmann::ordered_json;

Result round_trip(Result const& result)
{
    auto const parsed = parse_json(to_json(result));
    EXPECT_EQ(std::get_if<std::string>(&parsed), nullptr) << std::get<std::string>(parsed);
    return std::get<Result>(parsed);
}

std::string refusal(std::string_view text)
{
    auto const parsed = parse_json(text);
    auto const* const message = std::get_if<std::string>(&parsed);
    return message == nullptr ? "" : *message;
}

/// A document of everything, with every optional member.
Result full_result()
{
    Result result = support::sample_result();
    result.findings[0].known = result.cases[4].known;
    result.findings[0].packet = "PUBLISH";
    result.findings[0].instances = 3;
    result.cases[0].wire[0].detail = "127.0.0.1:41873";
    result.shard = 2;
    result.shards = 4;
    result.as_of = "0.1.0";
    result.expectations = {{.known = *result.cases[4].known,
                            .place = "known.yaml:3",
                            .is_sporadic = true,
                            .expected = 2,
                            .told = {result.cases[4].id}}};
    return result;
}

std::vector<std::string> names(Json const& object)
{
    std::vector<std::string> all;
    for (auto const& [name, value] : object.items())
        all.push_back(name);
    return all;
}

TEST(Json, BringsBackEverything)
{
    EXPECT_EQ(round_trip(full_result()), full_result());
    EXPECT_EQ(round_trip(support::conformant_result()), support::conformant_result());
    EXPECT_EQ(round_trip(Result{}), Result{});
}

TEST(Json, BringsBackTroubleAndInterruption)
{
    Result result = support::conformant_result();
    result.trouble = "the target went away:\n\x01\x7f 保活 \"quoted\" \\";
    result.interrupted = true;
    result.partial = true;
    result.selection = "--section 3.1";
    result.repeat = 10;
    result.delivery = "trickle";
    EXPECT_EQ(round_trip(result), result);
}

TEST(Json, BringsBackEveryByteOfTheWire)
{
    Result result = support::conformant_result();
    for (int byte = 0; byte < 256; ++byte)
        result.cases[0].wire[1].bytes += static_cast<char>(byte);
    result.cases[0].wire[1].total_bytes = 70'000;
    EXPECT_EQ(round_trip(result), result);
}

TEST(Json, ShowsBytesThatAreNoUtf8)
{
    Result result = support::conformant_result();
    result.cases[0].values = {{"topic\xff", std::string("a\xc3(b")}};
    result.target.name = "\xed\xa0\x80";
    Result const back = round_trip(result);
    EXPECT_EQ(back.cases[0].values[0],
              (std::pair<std::string, results::Scalar>{"topic\\xff", std::string("a\\xc3(b")}));
    EXPECT_EQ(back.target.name, "\\xed\\xa0\\x80");
}

TEST(Json, SaysWhatANumberCannot)
{
    Result result = support::conformant_result();
    result.cases[0].values = {{"factor", std::nan("")}};
    result.cases[0].duration_s = std::numeric_limits<double>::infinity();
    Result const back = round_trip(result);
    EXPECT_EQ(back.cases[0].values[0].second, results::Scalar{std::string("nan")});
    EXPECT_EQ(back.cases[0].duration_s, 0);
}

TEST(Json, KeepsTheFirstThousandValuesOfAPacket)
{
    Result result = support::conformant_result();
    for (int i = 0; i < 5000; ++i)
        result.cases[0].wire[1].packet->values.emplace_back("filters[" + std::to_string(i) + "].qos",
                                                            std::int64_t{i});
    Result const back = round_trip(result);
    EXPECT_EQ(back.cases[0].wire[1].packet->values.size(), 1000U);
    EXPECT_EQ(back.cases[0].wire[1].packet->values[999], result.cases[0].wire[1].packet->values[999]);
}

TEST(Json, KeepsTheKindOfAScalar)
{
    Result result = support::conformant_result();
    result.cases[0].values = {{"z", std::int64_t{-1}}, {"a", 2.0}, {"m", false}, {"b", std::string("1")}};
    EXPECT_EQ(round_trip(result).cases[0].values, result.cases[0].values);
}

TEST(Json, HasTheKeysThatOthersRelyOn)
{
    Json const json = Json::parse(to_json(full_result()));
    EXPECT_EQ(json["mqttspec"]["schema"], 1);
    EXPECT_EQ(json["target"]["role"], "broker");
    EXPECT_THAT(
        names(json["summary"]["statements"]),
        ContainerEq(std::vector<std::string>{"pass", "fail", "inconclusive", "skipped", "not_examined"}));
    EXPECT_THAT(names(json["summary"]["cases"]),
                ContainerEq(std::vector<std::string>{"pass", "fail", "inconclusive", "skipped", "error",
                                                     "known_failure", "unexpected_pass"}));
    EXPECT_EQ(json["summary"]["score"]["applicable"], 10);
    EXPECT_EQ(json["cases"][1]["failure"]["line"], 15);
    EXPECT_EQ(json["cases"][1]["wire"][7]["hex"], "20028000");
    EXPECT_EQ(json["cases"][4]["verdict"], "fail");
    EXPECT_EQ(json["cases"][4]["known"]["pattern"], "MQTT-3.1.2-24");
}

TEST(Json, KeepsToItsSchemaAndTheSchemaToIt)
{
    std::ifstream file(MQTTSPEC_SOURCE_DIR "/docs/result-schema.json");
    auto const schema = nlohmann::json::parse(file);
    auto const check = support::check_schema(schema, nlohmann::json::parse(to_json(full_result())));
    EXPECT_THAT(check.violations, IsEmpty());
    EXPECT_THAT(check.unused, IsEmpty());
    EXPECT_EQ(schema["properties"]["mqttspec"]["properties"]["schema"]["const"], json_schema);
}

TEST(Json, BreaksItsSchemaIfAMemberIsMissingOrWrong)
{
    std::ifstream file(MQTTSPEC_SOURCE_DIR "/docs/result-schema.json");
    auto const schema = nlohmann::json::parse(file);
    auto document = nlohmann::json::parse(to_json(full_result()));
    document["cases"][0].erase("wire");
    document["cases"][1]["verdict"] = "failed";
    document["cases"][2]["extra"] = 1;
    EXPECT_THAT(support::check_schema(schema, document).violations,
                testing::UnorderedElementsAre("$.cases[0] lacks \"wire\"",
                                              HasSubstr("$.cases[1].verdict is none of"),
                                              "$.cases[2].extra is not in the schema"));
}

TEST(Json, PassesOverMembersThatItDoesNotKnow)
{
    Json json = Json::parse(to_json(full_result()));
    json["novelty"] = {1, 2};
    json["cases"][0]["novelty"] = "x";
    auto const parsed = parse_json(json.dump());
    ASSERT_TRUE(std::holds_alternative<Result>(parsed));
    EXPECT_EQ(std::get<Result>(parsed), full_result());
}

TEST(Json, RefusesEveryPrefixOfADocument)
{
    Result result;
    result.cases = {results::CaseResult{.id = "a", .values = {{"qos", std::int64_t{1}}}, .duration_s = 0.25}};
    std::string const text = to_json(result);
    for (std::size_t length = 0; length + 2 < text.size(); ++length)
        ASSERT_THAT(refusal(text.substr(0, length)), AnyOf(StartsWith("is truncated: it ends"), "is empty"))
            << length;
}

struct Foreign
{
    std::string name{};
    std::string text{};
    std::string message{};
};

class ForeignDocument : public testing::TestWithParam<Foreign>
{};

TEST_P(ForeignDocument, IsRefusedInOneClearLine)
{
    EXPECT_EQ(refusal(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, ForeignDocument,
    testing::Values(
        Foreign{"blank", " \n", "is empty"}, Foreign{"xml", "<testsuites/>", "is no JSON: line 1, column 1"},
        Foreign{"comma", "{\n \"a\": 1,,\n}", "is no JSON: line 2, column 9"},
        Foreign{"bad_utf8", "{\"a\": \"\xff\"}", "is no JSON: line 1, column 8"},
        Foreign{"list", "[1, 2]", "is JSON, but no result of mqttspec"},
        Foreign{"other_tool", R"({"version": 1, "results": []})", "is JSON, but no result of mqttspec"},
        Foreign{"schema_of_text", R"({"mqttspec": {"schema": "1"}})", "is JSON, but no result of mqttspec"},
        Foreign{"newer", R"({"mqttspec": {"version": "9.0", "schema": 2}})",
                "has schema 2, written by mqttspec 9.0; this mqttspec reads up to schema 1"},
        Foreign{"schema_zero", R"({"mqttspec": {"version": "9.0", "schema": 0}})",
                "has schema 0, which never existed"},
        Foreign{"schema_beyond_int", R"({"mqttspec": {"schema": 99999999999}})",
                "mqttspec.schema is no whole number, or too large"},
        Foreign{"nothing_more", R"({"mqttspec": {"version": "9.0", "schema": 1}})",
                "result lacks its member target"},
        Foreign{"huge_number", R"({"a": 1e999})", "is no JSON: a number is out of bounds"},
        Foreign{"deep", std::string(100'000, '['), "is no result of mqttspec: it is nested too deeply"}),
    [](auto const& sample) { return sample.param.name; });

TEST(Json, RefusesAnObjectWithTooManyMembers)
{
    std::string text = R"({"mqttspec": {)";
    for (int i = 0; i < 3'000; ++i)
        text += "\"" + std::to_string(i) + "\":0,";
    EXPECT_EQ(refusal(text + "\"x\":0}}"), "is no result of mqttspec: an object has too many members");
}

/// Takes each member that the document need not have away in turn.
void expect_each_missed(Json const& document, Json::json_pointer const& place,
                        std::set<std::string> const& optional)
{
    for (std::string const& name : names(document.at(place))) {
        Json broken = document;
        broken.at(place).erase(name);
        std::string const message = refusal(broken.dump());
        if (optional.contains(name))
            EXPECT_EQ(message, "") << name;
        else
            EXPECT_THAT(message, testing::EndsWith("lacks its member " + name)) << place.to_string();
    }
}

TEST(Json, NamesTheMemberThatIsMissing)
{
    Json const document = Json::parse(to_json(full_result()));
    for (char const* const place : {"/target", "/summary", "/summary/score", "/statements/0", "/sections/0",
                                    "/cases/1/failure", "/cases/4/known", "/cases/1/wire/7/packet/fields/0"})
        expect_each_missed(document, Json::json_pointer(place), {});
    expect_each_missed(document, Json::json_pointer("/run"), {"as_of", "shard"});
    expect_each_missed(document, Json::json_pointer("/findings/0"), {"instances", "known", "packet"});
    expect_each_missed(document, Json::json_pointer("/cases/1"), {"failure", "known"});
    expect_each_missed(document, Json::json_pointer("/cases/1/wire/7"), {"detail", "hex", "packet"});
}

struct Wrong
{
    std::string place{};
    Json value{};
    std::string message{};
};

TEST(Json, NamesTheMemberThatIsWrong)
{
    Json const document = Json::parse(to_json(full_result()));
    std::vector<Wrong> const table{
        {"/cases/1/verdict", "failed", "result.cases[1].verdict is no verdict: \"failed\""},
        {"/statements/0/verdict", "error", "result.statements[0].verdict is no verdict: \"error\""},
        {"/cases/1/line", "15", "result.cases[1].line is no whole number, or too large"},
        {"/cases/1/line", 1e10, "result.cases[1].line is no whole number, or too large"},
        {"/cases/1/wire/7/hex", "2g", "result.cases[1].wire[7].hex is no hex"},
        {"/cases/1/wire/7/hex", "200", "result.cases[1].wire[7].hex is no hex"},
        {"/cases/1/wire/7/total_bytes", -1, "result.cases[1].wire[7].total_bytes is no size"},
        {"/cases/1/wire", "x", "result.cases[1].wire is no list"},
        {"/cases/2/values", 1, "result.cases[2].values is no object"},
        {"/cases/2/values/qos", nullptr, "result.cases[2].values.qos is no text"},
        {"/cases/2/values/qos", 18446744073709551615ULL, "result.cases[2].values.qos is too large"},
        {"/run/seed", "-1", "result.run.seed is no seed"},
        {"/run/seed", "18446744073709551616", "result.run.seed is no seed"},
        {"/run/partial", 0, "result.run.partial is neither true nor false"},
        {"/summary/wall_s", "8", "result.summary.wall_s is no number"},
        {"/target", Json::array(), "result.target is no object"},
        {"/target/name", 3, "result.target.name is no text"}};
    for (Wrong const& wrong : table) {
        Json broken = document;
        broken[Json::json_pointer(wrong.place)] = wrong.value;
        EXPECT_EQ(refusal(broken.dump()), wrong.message);
    }
}

} // namespace

} // namespace mqttspec::reports
