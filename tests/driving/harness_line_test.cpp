// SPDX-License-Identifier: Apache-2.0
#include "driving/harness_line.hpp"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::driving {
namespace {

using testing::HasSubstr;

reference::Command command(decltype(reference::Command::what) what)
{
    return {.id = 4, .what = std::move(what)};
}

/// What the adapter reads out of what the harness writes.
Request across(Request const& request)
{
    return std::get<Request>(read_request(line_of(request)));
}

/// What the harness reads out of what the adapter writes.
reference::Report across(reference::Report const& report)
{
    return std::get<reference::Report>(read_event(line_of(report)));
}

TEST(HarnessLine, BringsAConnectWithAllThatItCanHave)
{
    reference::ConnectCommand connect;
    connect.client_id = "caf\xC3\xA9";
    connect.clean_session = false;
    connect.keep_alive = 65'535;
    connect.user_name = "u";
    connect.password = wire::Bytes{0, 255};
    connect.will = wire::Will{.topic = "w", .message = {0}, .qos = 2, .retain = true};
    Request request;
    request.command = command(connect);
    request.endpoint = {.scheme = "wss", .host = "127.0.0.1", .port = 9, .path = "/mqtt"};
    request.security.ca_file = "/ca.pem";
    auto const read = across(request);
    EXPECT_EQ(read.endpoint, request.endpoint);
    EXPECT_EQ(read.security.ca_file, "/ca.pem");
    auto const& got = std::get<reference::ConnectCommand>(read.command.what);
    EXPECT_EQ(got.client_id, connect.client_id);
    EXPECT_FALSE(got.clean_session);
    EXPECT_EQ(got.keep_alive, 65'535);
    EXPECT_EQ(got.user_name, "u");
    EXPECT_EQ(got.password, connect.password);
    EXPECT_EQ(got.will, connect.will);
}

TEST(HarnessLine, BringsTheOtherCommands)
{
    auto const what = [](decltype(reference::Command::what) of) {
        Request request;
        request.command = command(std::move(of));
        return across(request).command.what;
    };
    auto const publish = std::get<reference::PublishCommand>(
        what(reference::PublishCommand{.topic = "", .payload = {0, 200}, .qos = 3, .retain = true}));
    EXPECT_EQ(publish.topic, "");
    EXPECT_EQ(publish.payload, (wire::Bytes{0, 200}));
    EXPECT_EQ(publish.qos, 3);
    EXPECT_TRUE(publish.retain);
    auto const subscribe =
        std::get<reference::SubscribeCommand>(what(reference::SubscribeCommand{.filters = {{"a/#", 2}}}));
    EXPECT_EQ(subscribe.filters, (std::vector<wire::Subscription>{{"a/#", 2}}));
    auto const unsubscribe =
        std::get<reference::UnsubscribeCommand>(what(reference::UnsubscribeCommand{.filters = {"a", ""}}));
    EXPECT_EQ(unsubscribe.filters, (std::vector<std::string>{"a", ""}));
    EXPECT_TRUE(std::holds_alternative<reference::DisconnectCommand>(what(reference::DisconnectCommand{})));
    EXPECT_TRUE(std::holds_alternative<reference::AbortCommand>(what(reference::AbortCommand{})));
}

TEST(HarnessLine, HearsWhatTheAdapterSays)
{
    std::vector<reference::Report> const reports{
        reference::Connected{.command = 1, .session_present = true, .return_code = 5},
        reference::MessageArrived{.topic = "a/b", .payload = {0, 255}, .qos = 2, .retain = true, .dup = true},
        reference::Acknowledged{.command = 2},
        reference::Subscribed{.command = 3, .return_codes = {0, 1, 128}},
        reference::Unsubscribed{.command = 4},
        reference::Closed{.command = 5, .by = reference::Closer::client, .why = "asked to"},
        reference::Closed{.command = {}, .by = reference::Closer::server, .why = ""},
        reference::Closed{.command = {}, .by = reference::Closer::network, .why = "gone"},
        reference::Failed{.command = 6, .why = "no"}};
    for (auto const& report : reports)
        EXPECT_EQ(across(report), report) << line_of(report);
}

TEST(HarnessLine, HearsAClientThatReconnectsByItself)
{
    auto const event = read_event(R"({"event": "connected", "session_present": true, "return_code": 0})");
    EXPECT_EQ(std::get<reference::Report>(event),
              reference::Report(reference::Connected{.command = 0, .session_present = true}));
}

TEST(HarnessLine, HearsHelloOfItsOwnProtocolOnly)
{
    auto const ours =
        std::get<Greeting>(read_event(line_of(Hello{.name = "n", .version = "1", .features = {"qos1"}})));
    EXPECT_EQ(ours.protocol, 1U);
    EXPECT_EQ(ours.hello.name, "n");
    EXPECT_EQ(ours.hello.version, "1");
    EXPECT_EQ(ours.hello.features, std::vector<std::string>{"qos1"});
    EXPECT_EQ(std::get<Greeting>(read_event(R"({"event": "hello", "protocol": 2})")).protocol, 2U);
}

TEST(HarnessLine, HearsWhatCannotBeDoneAndWhatWasNotUnderstood)
{
    auto const unsupported = read_event(R"({"event": "unsupported", "id": 3, "why": "no TLS"})");
    EXPECT_EQ(std::get<Unsupported>(unsupported), (Unsupported{.command = 3, .why = "no TLS"}));
    EXPECT_EQ(std::get<NotUnderstood>(read_event(R"({"event": "error", "why": "what?"})")).why, "what?");
}

struct Garbage
{
    std::string_view line{};
    std::string_view why{};
};

class HarnessLineRefuses : public testing::TestWithParam<Garbage>
{};

TEST_P(HarnessLineRefuses, WithAReason)
{
    auto const event = read_event(GetParam().line);
    ASSERT_TRUE(std::holds_alternative<BadEvent>(event)) << GetParam().line;
    EXPECT_EQ(std::get<BadEvent>(event).why, GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    Garbage, HarnessLineRefuses,
    testing::Values(
        Garbage{"Traceback (most recent call last):", "it is no JSON object"},
        Garbage{"[]", "it is no JSON object"}, Garbage{R"({"id": 1})", R"("event" is missing)"},
        Garbage{R"({"event": "ready"})", "there is no event `ready`"},
        Garbage{R"({"event": "hello"})", R"("protocol" is missing)"},
        Garbage{R"({"event": "hello", "protocol": 1, "name": "n"})", R"("version" is missing)"},
        Garbage{R"({"event": "hello", "protocol": 1, "name": "n", "version": "1", "features": [1]})",
                R"("features" holds something other than strings)"},
        Garbage{R"({"event": "connected", "id": 1, "session_present": 0, "return_code": 0})",
                R"("session_present" is neither true nor false)"},
        Garbage{R"({"event": "acknowledged"})", R"("id" is missing)"},
        Garbage{R"({"event": "subscribed", "id": 1, "granted": [300]})",
                R"("granted" holds something other than numbers from 0 to 255)"},
        Garbage{R"({"event": "message", "topic": "t", "payload": "?", "qos": 0, "retain": false})",
                R"("payload" is not Base64)"},
        Garbage{R"({"event": "closed", "by": "me", "why": ""})",
                R"("by" is none of client, server, network)"}),
    [](auto const& of) { return std::to_string(of.index); });

TEST(HarnessLine, KnowsWhatAnswersWhat)
{
    auto const publish = command(reference::PublishCommand{});
    EXPECT_EQ(name_of(publish), "publish");
    EXPECT_TRUE(is_answer_to(reference::Acknowledged{.command = 4}, publish));
    EXPECT_TRUE(is_answer_to(reference::Failed{.command = 4, .why = ""}, publish));
    EXPECT_FALSE(is_answer_to(reference::Unsubscribed{.command = 4}, publish));
    EXPECT_TRUE(is_answer_to(reference::Closed{.command = 4}, command(reference::AbortCommand{})));
    EXPECT_EQ(answered_by(reference::Connected{.command = 0}), std::nullopt);
    EXPECT_EQ(answered_by(reference::Closed{.command = {}}), std::nullopt);
    EXPECT_EQ(answered_by(reference::Subscribed{.command = 9, .return_codes = {}}), 9U);
}

} // namespace
} // namespace mqttspec::driving
