// SPDX-License-Identifier: Apache-2.0
#include "target/tool_target.hpp"

#include "net/clock.hpp"
#include "target/load.hpp"
#include "target/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using testing::HasSubstr;
using What = decltype(reference::Command::what);

constexpr auto file = R"(name: tool
role: client
actions:
  connect: {command: [/usr/bin/python3, -B, "${here}/fake_tool.py", connect], ends: with_input}
  publish:
    command: [/usr/bin/python3, -B, "${here}/fake_tool.py", publish, "${host}:${port}", "${client_id}", "${topic}"]
    input: "${payload}"
    options: {retain: [retained], user_name: [-u, "${user_name}"]}
  subscribe:
    command: [/usr/bin/python3, -B, "${here}/fake_tool.py", subscribe, -q, "${qos}"]
    ends: on_signal
    options: {filter: [-t, "${filter}"]}
  unsubscribe: {command: [/usr/bin/python3, -B, "${here}/fake_tool.py", crash], options: {filter: []}}
events:
  - {match: '^connected (\d+)$', event: connected, return_code: 1}
  - {match: '^delivered$', event: acknowledged}
  - {match: '^granted (.*)$', event: subscribed, granted: 1}
  - {match: '^message (\d) (\d) ([0-9a-f]*) (.*)$', event: message, qos: 1, retain: 2, payload_hex: 3, topic: 4}
)";

TargetSpec tool()
{
    yaml::Diagnostics diagnostics;
    auto const spec = load_target_text(MQTTSPEC_SOURCE_DIR "/tests/target/tool.yaml", file, diagnostics);
    return spec.value();
}

wire::Bytes bytes(std::string const& text)
{
    return {text.begin(), text.end()};
}

/// Orders all of it as a case does, one thing after the other, until as many reports have come.
awaitable<std::vector<ClientReport>> play(ToolTarget& target, std::vector<What> orders, std::size_t reports)
{
    std::vector<ClientReport> heard;
    auto const started = co_await target.start();
    EXPECT_TRUE(started.ok) << started.trouble;
    auto hired = co_await target.hire();
    hired.seat->listen([&heard](ClientReport const& report) { heard.push_back(report); });
    std::vector<reference::Command> commands;
    for (auto const& what : orders)
        commands.push_back({.id = commands.size() + 1, .what = what});
    Place place;
    place.host = "127.0.0.1";
    place.port = 77;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        std::vector<reference::Command> const upcoming(commands.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                                       commands.end());
        auto const before = heard.size();
        hired.seat->order(commands[i], place, upcoming);
        auto const patience = net::Clock::now() + (i == 0 ? 10s : 0s);
        while (heard.size() == before && net::Clock::now() < patience)
            co_await net::sleep_until(net::Clock::now() + 2ms);
    }
    auto const deadline = net::Clock::now() + 10s;
    while (heard.size() < reports && net::Clock::now() < deadline)
        co_await net::sleep_until(net::Clock::now() + 2ms);
    target.release(std::move(hired.seat));
    co_await target.stop();
    co_return heard;
}

std::vector<ClientReport> heard(std::vector<What> const& orders, std::size_t reports)
{
    boost::asio::io_context context{1};
    ToolTarget target(tool(), context.get_executor());
    return run(context, play(target, orders, reports));
}

reference::ConnectCommand joe()
{
    reference::ConnectCommand command;
    command.client_id = "joe";
    return command;
}

template <class T>
std::vector<T> all(std::vector<ClientReport> const& reports)
{
    std::vector<T> found;
    for (auto const& report : reports)
        if (auto const* const it = std::get_if<T>(&report))
            found.push_back(*it);
    return found;
}

TEST(ATool, IsCalledOnceForAConnectionAndItsWork)
{
    auto connect = joe();
    connect.user_name = "u";
    auto const reports = heard(
        {connect, reference::PublishCommand{.topic = "a b", .payload = {0, 255}, .qos = 1, .retain = true},
         reference::DisconnectCommand{}},
        5);
    EXPECT_EQ(all<reference::Connected>(reports),
              std::vector<reference::Connected>{reference::Connected{.command = 1}});
    EXPECT_EQ(all<reference::Acknowledged>(reports),
              std::vector<reference::Acknowledged>{reference::Acknowledged{.command = 2}});
    auto const messages = all<reference::MessageArrived>(reports);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].payload, bytes("127.0.0.1:77 joe a b -u u retained"));
    EXPECT_EQ(messages[1], (reference::MessageArrived{
                               .topic = "from/input", .payload = {0, 255}, .qos = 2, .retain = true}));
    auto const closed = all<reference::Closed>(reports);
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(closed[0].command, 3U);
    EXPECT_EQ(closed[0].by, reference::Closer::client);
}

TEST(ATool, MayWriteLongLines)
{
    reference::PublishCommand const publish{
        .topic = "a", .payload = wire::Bytes(100'000, 0x61), .qos = 1, .retain = false};
    auto const messages =
        all<reference::MessageArrived>(heard({joe(), publish, reference::DisconnectCommand{}}, 5));
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[1].payload, publish.payload);
}

TEST(ATool, IsEndedByASignal)
{
    auto const reports = heard({joe(), reference::SubscribeCommand{.filters = {{"a/#", 2}, {"b", 2}}},
                                reference::DisconnectCommand{}},
                               4);
    auto const subscribed = all<reference::Subscribed>(reports);
    ASSERT_EQ(subscribed.size(), 1U);
    EXPECT_EQ(subscribed[0].return_codes, (std::vector<std::uint8_t>{2, 128}));
    EXPECT_EQ(all<reference::Closed>(reports).at(0).command, 3U);
}

TEST(ATool, IsEndedByItsInputAndByForce)
{
    for (auto const& end : {What(reference::DisconnectCommand{}), What(reference::AbortCommand{})}) {
        auto const reports = heard({joe(), end}, 2);
        ASSERT_EQ(reports.size(), 2U);
        auto const& closed = std::get<reference::Closed>(reports[1]);
        EXPECT_EQ(closed.command, 2U);
        EXPECT_EQ(closed.by, reference::Closer::client);
    }
}

TEST(ATool, ThatFailsSaysWhy)
{
    auto const reports = heard({joe(), reference::UnsubscribeCommand{.filters = {"a"}}}, 2);
    auto const failed = all<reference::Failed>(reports);
    ASSERT_EQ(failed.size(), 2U);
    EXPECT_EQ(
        failed[0],
        (reference::Failed{.command = 1, .why = "/usr/bin/python3 ended with exit code 4: Error: no mood"}));
    EXPECT_EQ(failed[1].command, 2U);
}

TEST(ATool, CannotDoTwoThingsOnAConnection)
{
    auto const reports = heard({joe(), reference::PublishCommand{}, reference::PublishCommand{}}, 1);
    ASSERT_FALSE(reports.empty());
    EXPECT_EQ(reports[0], ClientReport(Unsupported{
                              .command = 1,
                              .why = "a command line does one thing on a connection, and here follow "
                                     "`publish`, `publish`"}));
}

TEST(ATool, CannotDoWhatItHasNoOptionFor)
{
    auto connect = joe();
    connect.clean_session = false;
    auto reports = heard({connect, reference::PublishCommand{}}, 1);
    EXPECT_EQ(reports.at(0), ClientReport(Unsupported{
                                 .command = 1, .why = "/usr/bin/python3 has no option for `keep_session`"}));
    reports = heard({joe(), reference::SubscribeCommand{.filters = {{"a", 0}, {"b", 1}}}}, 1);
    EXPECT_THAT(std::get<Unsupported>(reports.at(0)).why, HasSubstr("one QoS for all filters"));
}

TEST(ATool, IsMissedByItsPackage)
{
    boost::asio::io_context context{1};
    auto spec = tool();
    std::get<Tools>(spec.how).actions.at("publish").command.front() = "no-such-tool";
    std::get<Tools>(spec.how).program.packages = {{"apt", {"some-tool"}}};
    ToolTarget target(spec, context.get_executor());
    auto const started = run(context, target.start());
    EXPECT_EQ(started.trouble, "tool is not installed: apt-get install some-tool (or ./certify tool)");
}

TEST(ATool, MustOfferTheTransport)
{
    boost::asio::io_context context{1};
    auto spec = tool();
    spec.transport = "tls";
    ToolTarget target(spec, context.get_executor());
    auto const started = run(context, target.start());
    EXPECT_THAT(started.trouble, HasSubstr("have no option for `tls`"));
}

} // namespace
} // namespace mqttspec::target
