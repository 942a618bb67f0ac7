// SPDX-License-Identifier: Apache-2.0
#include "reports/junit.hpp"

#include "reports/json.hpp"
#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

pugi::xml_document parsed(std::string const& text)
{
    pugi::xml_document document;
    pugi::xml_parse_result const parse = document.load_buffer(text.data(), text.size());
    EXPECT_TRUE(parse) << parse.description() << " at " << parse.offset;
    return document;
}

/// The testcase whose name ends in `name`.
pugi::xml_node test_case(pugi::xml_document const& document, std::string const& name)
{
    return document.find_node([&](pugi::xml_node const& node) {
        return std::string_view(node.name()) == "testcase" &&
               std::string_view(node.attribute("name").value()).ends_with(name);
    });
}

std::string attribute(pugi::xml_node node, char const* name)
{
    return node.attribute(name).value();
}

/// Whether another parser than the one that wrote it accepts the text; true where there is none.
bool xmllint_accepts(std::string const& text)
{
    std::string name = (std::filesystem::temp_directory_path() / "mqttspec-junit-XXXXXX").string();
    close(mkstemp(name.data()));
    std::ofstream(name, std::ios::binary) << text;
    int const status = std::system(("xmllint --noout " + name).c_str());
    std::filesystem::remove(name);
    return status == 0;
}

bool has_xmllint()
{
    return std::system("xmllint --version >/dev/null 2>&1") == 0;
}

/// The sample with `text` wherever a text can stand that came from outside.
Result with_everywhere(std::string const& text)
{
    Result result = support::sample_result();
    for (std::string* const member :
         {&result.host, &result.target.name, &result.target.version, &result.run_id, &result.trouble,
          &result.findings[0].text, &result.stale_expectations[0]})
        *member += text;
    for (CaseResult& one : result.cases) {
        for (std::string* const member :
             {&one.id, &one.file, &one.section, &one.when, &one.reason, &one.replay})
            *member += text;
        for (results::WireEvent& event : one.wire)
            event.detail += text;
    }
    result.cases[1].failure->received += text;
    result.cases[1].wire[7].packet->summary += text;
    result.cases[4].known->reason += text;
    return result;
}

TEST(Junit, IsApproved)
{
    EXPECT_TRUE(
        support::is_approved("reports/golden/junit.approved.xml", to_junit(support::sample_result())));
}

TEST(Junit, IsTheSameFromADocumentThatWasReadBack)
{
    Result const result = with_everywhere("保 \x01 <&>\"'\n");
    EXPECT_EQ(to_junit(std::get<Result>(parse_json(to_json(result)))), to_junit(result));
}

TEST(Junit, HasFlatSuitesInTheOrderOfTheStandard)
{
    Result result = support::sample_result();
    result.cases[0].section = "3.10.4";
    auto const document = parsed(to_junit(result));
    std::vector<std::string> names;
    for (pugi::xml_node const suite : document.child("testsuites").children())
        names.push_back(attribute(suite, "name"));
    EXPECT_EQ(names, (std::vector<std::string>{
                         "MQTT 3.1.1 section 2.2.2, server", "MQTT 3.1.1 section 3.1.0, server",
                         "MQTT 3.1.1 section 3.1.2, server", "MQTT 3.1.1 section 3.1.3, server",
                         "MQTT 3.1.1 section 3.3.1, server", "MQTT 3.1.1 section 3.10.4, server",
                         "the run itself"}));
}

TEST(Junit, CountsWhatItHolds)
{
    auto const document = parsed(to_junit(support::sample_result()));
    pugi::xml_node const root = document.child("testsuites");
    for (auto const& [counter, element] :
         {std::pair{"tests", "//testcase"}, std::pair{"failures", "//failure"},
          std::pair{"errors", "//error"}, std::pair{"skipped", "//skipped"}}) {
        EXPECT_EQ(root.attribute(counter).as_uint(), document.select_nodes(element).size()) << counter;
        unsigned sum = 0;
        for (pugi::xml_node const suite : root.children("testsuite")) {
            EXPECT_EQ(suite.attribute(counter).as_uint(),
                      suite.select_nodes((std::string(".") + element).c_str()).size());
            sum += suite.attribute(counter).as_uint();
        }
        EXPECT_EQ(root.attribute(counter).as_uint(), sum);
    }
    EXPECT_EQ(root.attribute("tests").as_uint(), 14U);
}

TEST(Junit, GivesEachCaseAUniqueNameAFileAndALine)
{
    Result const result = support::sample_result();
    auto const document = parsed(to_junit(result));
    std::set<std::string> names;
    for (CaseResult const& one : result.cases) {
        pugi::xml_node const node = test_case(document, " " + one.id);
        EXPECT_THAT(attribute(node, "file"), EndsWith(".yaml")) << one.id;
        EXPECT_GT(node.attribute("line").as_int(), 0) << one.id;
        names.insert(attribute(node, "classname") + "/" + attribute(node, "name"));
    }
    EXPECT_EQ(names.size(), result.cases.size());
}

TEST(Junit, PutsTheStatementIntoTheNameAndOneDotIntoTheClass)
{
    Result result = support::sample_result();
    result.target.name = "mqtt://[::1]:1883";
    result.delivery = "trickle";
    auto const document = parsed(to_junit(result));
    pugi::xml_node const node = test_case(document, "retained-keeps-its-qos@qos=1");
    EXPECT_EQ(attribute(node, "name"), "MQTT-3.3.1-5, MQTT-3.3.1-8 retained-keeps-its-qos@qos=1");
    EXPECT_EQ(attribute(node, "classname"), "mqtt-1-1883-tcp-trickle.server-3-3-1");
}

TEST(Junit, TellsAFailureInFullInItsMessageAndInItsBody)
{
    auto const document = parsed(to_junit(support::sample_result()));
    pugi::xml_node const node = test_case(document, "second-connect");
    EXPECT_EQ(attribute(node, "line"), "15");
    ASSERT_EQ(node.select_nodes("failure").size(), 1U);
    pugi::xml_node const failure = node.child("failure");
    EXPECT_EQ(attribute(failure, "type"), "MUST");
    for (char const* const part :
         {"MQTT-3.1.0-2", "A client sends a second CONNECT on a live connection",
          "the Server closes that connection", "the Server closes the connection (FIN or RST)",
          "0.9 ms: CONNACK return_code=0", "then nothing for 2.0 s; connection open", "alice: expect close",
          "connect.yaml:15", "mqttspec run mosquitto --case second"}) {
        EXPECT_THAT(attribute(failure, "message"), HasSubstr(part));
        EXPECT_THAT(failure.text().get(), HasSubstr(part));
    }
    EXPECT_THAT(attribute(failure, "message"), Not(HasSubstr("\n")));
    EXPECT_THAT(failure.text().get(), HasSubstr("\n"));
    EXPECT_THAT(node.child("system-out").text().get(), HasSubstr("20 02 80 00"));
}

TEST(Junit, SkipsKnownFailuresWithTheirReason)
{
    auto const document = parsed(to_junit(support::sample_result()));
    pugi::xml_node const node = test_case(document, "keep-alive-expires@keep_alive=2");
    EXPECT_FALSE(node.child("failure"));
    EXPECT_THAT(
        attribute(node.child("skipped"), "message"),
        StartsWith(
            "known failure: looks for silent clients only every 5 seconds https://example.org/issues/1; "
            "MQTT-3.1.2-24"));
}

TEST(Junit, SkipsWhatTheTargetDoesNotOffer)
{
    auto const document = parsed(to_junit(support::sample_result()));
    EXPECT_EQ(attribute(test_case(document, "tls-client-certificate").child("skipped"), "message"),
              "the target does not offer tls");
}

TEST(Junit, FailsAnUnexpectedPass)
{
    auto const document = parsed(to_junit(support::sample_result()));
    pugi::xml_node const failure = test_case(document, "client-id-of-23-bytes").child("failure");
    EXPECT_EQ(attribute(failure, "type"), "unexpected pass");
    EXPECT_THAT(attribute(failure, "message"), HasSubstr("remove the entry client-id-of-23-bytes"));
}

TEST(Junit, TakesWhatCouldNotBeToldForAnError)
{
    auto const document = parsed(to_junit(support::sample_result()));
    pugi::xml_node const flaky = test_case(document, "will-on-reset").child("error");
    EXPECT_EQ(attribute(flaky, "type"), "inconclusive");
    EXPECT_EQ(attribute(flaky, "message"), "inconclusive: flaky: failed 1 of 3");
    EXPECT_THAT(flaky.text().get(), HasSubstr("attempt 2, which ended otherwise"));
    EXPECT_EQ(attribute(test_case(document, "refused-client-id").child("error"), "message"),
              "error: opening a socket: Too many open files");
}

TEST(Junit, SaysThatAFailureWasACrash)
{
    auto const document = parsed(to_junit(support::sample_result()));
    EXPECT_THAT(attribute(test_case(document, "will-without-topic").child("failure"), "message"),
                StartsWith("crash: MQTT-3.1.2-9"));
}

TEST(Junit, MakesABrokenRuleATestOfItsOwn)
{
    auto const document = parsed(to_junit(support::sample_result()));
    pugi::xml_node const node = test_case(document, "MQTT-2.2.2-1 seen in the traffic");
    EXPECT_EQ(attribute(node.child("failure"), "type"), "MUST");
    EXPECT_EQ(attribute(node, "file"), "cases/mqtt-3.1.1/broker/retain.yaml");
    EXPECT_EQ(attribute(node.parent(), "name"), "MQTT 3.1.1 section 2.2.2, server");
}

TEST(Junit, SkipsABrokenRuleThatIsKnown)
{
    Result result = support::sample_result();
    result.findings[0].known = results::Known{.reason = "known", .link = "", .pattern = "MQTT-2.2.2-1"};
    auto const document = parsed(to_junit(result));
    pugi::xml_node const node = test_case(document, "MQTT-2.2.2-1 seen in the traffic");
    EXPECT_FALSE(node.child("failure"));
    EXPECT_EQ(attribute(node.child("skipped"), "message"),
              "known failure: known; MQTT-2.2.2-1: PUBACK carries flags 0010, reserved as 0000");
}

struct Ending
{
    std::string type{};
    void (*befall)(Result&) = nullptr;
};

TEST(Junit, TurnsTheBuildRedForWhatConcernsNoCase)
{
    for (Ending const& ending :
         {Ending{"trouble", [](Result& r) { r.trouble = "the target went away"; }},
          Ending{"interrupted", [](Result& r) { r.interrupted = true; }},
          Ending{"stale expectation",
                 [](Result& r) { r.stale_expectations = {"x.yaml:3: matches nothing"}; }},
          Ending{"nothing selected", [](Result& r) { r.cases.clear(); }}}) {
        Result result = support::conformant_result();
        ending.befall(result);
        auto const document = parsed(to_junit(result));
        EXPECT_EQ(document.child("testsuites").attribute("errors").as_int(), 1) << ending.type;
        EXPECT_EQ(attribute(document.select_node("//error").node(), "type"), ending.type);
    }
}

TEST(Junit, IsXmlForTwoParsersWhateverByteStandsAnywhere)
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    std::string const together =
        to_junit(with_everywhere(all + "\xef\xbf\xbe\xef\xbf\xbf\xed\xa0\x80\xf4\x90\x80\x80]]>"));
    parsed(together);
    EXPECT_TRUE(std::none_of(together.begin(), together.end(),
                             [](unsigned char c) { return c < 0x20 && c != '\n'; }));
    if (!has_xmllint())
        GTEST_SKIP() << "there is no xmllint to ask";
    EXPECT_TRUE(xmllint_accepts(together));
}

class ByteInXml : public testing::TestWithParam<int>
{};

/// Each byte alone, in a text short enough to be seen whole, must come back as itself or as its escape.
TEST_P(ByteInXml, ComesBackAsItselfOrAsItsEscape)
{
    char const byte = static_cast<char>(GetParam());
    Result result = support::conformant_result();
    result.cases[0].id = std::string("a") + byte + "b";
    auto const document = parsed(to_junit(result));
    std::string const name = attribute(document.select_node("//testcase").node(), "name");
    char escape[8] = {};
    std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(GetParam()));
    bool const is_plain = GetParam() >= 0x20 && GetParam() < 0x7f;
    std::string const expected = is_plain ? std::string(1, byte) : byte == '\n' ? "; " : escape;
    EXPECT_EQ(name, "MQTT-3.1.0-1 a" + expected + "b");
}

INSTANTIATE_TEST_SUITE_P(All, ByteInXml, testing::Range(0, 256));

} // namespace

} // namespace mqttspec::reports
