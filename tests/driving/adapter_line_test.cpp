// SPDX-License-Identifier: Apache-2.0
#include "driving/adapter_line.hpp"

#include "driving/base64.hpp"

#include <gmock/gmock.h>

namespace mqttspec::driving {
namespace {

using testing::HasSubstr;

TEST(Base64, IsThatOfTheRfc)
{
    struct Sample
    {
        std::string_view plain{};
        std::string_view coded{};
    };
    for (auto const& sample :
         {Sample{"", ""}, Sample{"f", "Zg=="}, Sample{"fo", "Zm8="}, Sample{"foo", "Zm9v"},
          Sample{"foob", "Zm9vYg=="}, Sample{"\xFB\xFF", "+/8="}}) {
        wire::Bytes const bytes(sample.plain.begin(), sample.plain.end());
        EXPECT_EQ(to_base64(bytes), sample.coded);
        EXPECT_EQ(from_base64(sample.coded), bytes);
    }
}

TEST(Base64, RefusesEverythingElse)
{
    for (auto const* text : {"Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v\n", "Zh==", "-_8=", "===="}) {
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
    }
}

TEST(AdapterLine, HoldsAConnectWithAllThatItCanHave)
{
    auto const read = read_request(
        R"({"id": 3, "command": "connect", "host": "::1", "port": 8883, "transport": "wss", "path": "/mqtt", )"
        R"("ca_file": "/ca.pem", "client_id": "me", "clean_session": false, "keep_alive": 9, "user_name": "u", )"
        R"("password": "AAE=", "will": {"topic": "w", "payload": "/w==", "qos": 2, "retain": true}, "new": 1})");
    auto const& request = std::get<Request>(read);
    EXPECT_EQ(request.command.id, 3U);
    EXPECT_EQ(request.endpoint,
              (net::Endpoint{.scheme = "wss", .host = "::1", .port = 8883, .path = "/mqtt"}));
    EXPECT_EQ(request.security.ca_file, "/ca.pem");
    auto const& connect = std::get<reference::ConnectCommand>(request.command.what);
    EXPECT_EQ(connect.client_id, "me");
    EXPECT_FALSE(connect.clean_session);
    EXPECT_EQ(connect.keep_alive, 9);
    EXPECT_EQ(connect.user_name, "u");
    EXPECT_EQ(connect.password, (wire::Bytes{0, 1}));
    EXPECT_EQ(connect.will, (wire::Will{.topic = "w", .message = {255}, .qos = 2, .retain = true}));
}

TEST(AdapterLine, HoldsTheOtherCommands)
{
    auto const what = [](std::string_view line) {
        return std::get<Request>(read_request(line)).command.what;
    };
    auto const publish = std::get<reference::PublishCommand>(
        what(R"({"id":1,"command":"publish","topic":"a","payload":"eA==","qos":1,"retain":true})"));
    EXPECT_EQ(publish.payload, (wire::Bytes{'x'}));
    EXPECT_TRUE(publish.retain);
    auto const subscribe = std::get<reference::SubscribeCommand>(
        what(R"({"id":1,"command":"subscribe","filters":[{"filter":"a/#","qos":2}]})"));
    EXPECT_EQ(subscribe.filters, (std::vector<wire::Subscription>{{.filter = "a/#", .qos = 2}}));
    auto const unsubscribe = std::get<reference::UnsubscribeCommand>(
        what(R"({"id":1,"command":"unsubscribe","filters":["a","b"]})"));
    EXPECT_EQ(unsubscribe.filters, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(
        std::holds_alternative<reference::DisconnectCommand>(what(R"({"id":1,"command":"disconnect"})")));
    EXPECT_TRUE(std::holds_alternative<reference::AbortCommand>(what(R"({"id":1,"command":"abort"})")));
}

TEST(AdapterLine, SaysWhatIsWrongWithALine)
{
    struct Sample
    {
        std::string_view line{};
        std::string_view why{};
        bool has_id = true;
    };
    for (
        auto const& sample :
        {Sample{"nonsense", "no JSON object", false}, Sample{"[1]", "no JSON object", false},
         Sample{R"({"command":"abort"})", "\"id\" is missing", false},
         Sample{R"({"id":-1,"command":"abort"})", "\"id\" is no number", false},
         Sample{R"({"id":1})", "\"command\" is missing"},
         Sample{R"({"id":1,"command":"publish","topic":"a","payload":"?","qos":1,"retain":true})", "Base64"},
         Sample{R"({"id":1,"command":"publish","topic":"a","payload":"","qos":"1","retain":true})",
                "\"qos\" is no number"},
         Sample{R"({"id":1,"command":"publish","topic":"a","payload":"","qos":1,"retain":0})",
                "neither true nor false"},
         Sample{R"({"id":1,"command":"subscribe","filters":"a"})", "\"filters\" is no list"},
         Sample{R"({"id":1,"command":"subscribe","filters":[1]})", "\"filter\" is missing"},
         Sample{
             R"({"id":1,"command":"connect","client_id":"","clean_session":true,"keep_alive":0,"will":7,"host":"","port":1,"transport":"tcp"})",
             "\"topic\" is missing"},
         Sample{
             R"({"id":1,"command":"connect","client_id":"","clean_session":true,"keep_alive":0,"host":"","port":1,"transport":"udp"})",
             "none of tcp"}}) {
        auto const read = read_request(sample.line);
        auto const& bad = std::get<BadLine>(read);
        EXPECT_THAT(bad.why, HasSubstr(std::string(sample.why))) << sample.line;
        EXPECT_EQ(bad.id.has_value(), sample.has_id) << sample.line;
        EXPECT_FALSE(bad.is_unknown_command);
    }
}

TEST(AdapterLine, TellsUnknownCommandsFromBrokenOnes)
{
    auto const read = read_request(R"({"id":4,"command":"reauthenticate"})");
    EXPECT_EQ(line_of(std::get<BadLine>(read)),
              R"({"event":"unsupported","id":4,"why":"there is no command reauthenticate"})");
}

TEST(AdapterLine, SaysEachEvent)
{
    EXPECT_EQ(line_of(Hello{.name = "n", .version = "1", .features = {"qos2"}}),
              R"({"event":"hello","features":["qos2"],"name":"n","protocol":1,"version":"1"})");
    EXPECT_EQ(line_of(reference::Connected{.command = 1, .session_present = true, .return_code = 0}),
              R"({"event":"connected","id":1,"return_code":0,"session_present":true})");
    EXPECT_EQ(line_of(reference::MessageArrived{.topic = "a", .payload = {'x'}, .qos = 1}),
              R"({"dup":false,"event":"message","payload":"eA==","qos":1,"retain":false,"topic":"a"})");
    EXPECT_EQ(line_of(reference::Acknowledged{.command = 2}), R"({"event":"acknowledged","id":2})");
    EXPECT_EQ(line_of(reference::Subscribed{.command = 3, .return_codes = {1, 128}}),
              R"({"event":"subscribed","granted":[1,128],"id":3})");
    EXPECT_EQ(line_of(reference::Unsubscribed{.command = 4}), R"({"event":"unsubscribed","id":4})");
    EXPECT_EQ(line_of(reference::Closed{.by = reference::Closer::server, .why = "w"}),
              R"({"by":"server","event":"closed","why":"w"})");
    EXPECT_EQ(line_of(reference::Failed{.command = 5, .why = "w"}), R"({"event":"error","id":5,"why":"w"})");
}

} // namespace
} // namespace mqttspec::driving
