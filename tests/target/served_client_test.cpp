// SPDX-License-Identifier: Apache-2.0
#include "target/served_client.hpp"

#include "net/clock.hpp"
#include "net/tcp.hpp"
#include "reference/client_deviation.hpp"
#include "target/load.hpp"
#include "target/run.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;

constexpr std::array<std::uint8_t, 4> connack{0x20, 0x02, 0x00, 0x00};

reference::Command connect_as(std::string client_id, reference::CommandId id)
{
    reference::ConnectCommand what;
    what.client_id = std::move(client_id);
    return {.id = id, .what = std::move(what)};
}

/// What a client that is hired, connected and accepted was seen and heard to do.
struct Seen
{
    bool accepted = false;
    std::string first_bytes{}; ///< Of its connection.
    bool was_heard_within_order = false;
    std::vector<ClientReport> reports{};
    bool is_closed_behind_release = false;
};

awaitable<void> connect_once(ClientTarget& target, Seen& seen)
{
    auto const started = co_await target.start();
    auto door = std::get<Door>(target.open_door());
    auto hired = co_await target.hire();
    hired.seat->listen([&seen](ClientReport const& report) { seen.reports.push_back(report); });
    auto const command = connect_as("joe", 7);
    std::vector<reference::Command> const upcoming;
    hired.seat->order(command, door.place, upcoming);
    seen.was_heard_within_order = !seen.reports.empty();

    auto const stream = co_await door.listener->accept();
    std::array<std::uint8_t, 256> bytes{};
    auto const got = co_await stream->read_some(bytes);
    seen.first_bytes.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(got.bytes));
    co_await stream->write(connack);
    auto const deadline = net::Clock::now() + 5s;
    while (seen.reports.empty() && net::Clock::now() < deadline)
        co_await net::sleep_until(net::Clock::now() + 1ms);
    target.release(std::move(hired.seat));
    auto const rest = co_await stream->read_some(bytes);
    seen.is_closed_behind_release = rest.end != net::End::none;
    seen.accepted = started.ok;
    co_await target.stop();
}

void expect_a_connection(Seen const& seen)
{
    EXPECT_TRUE(seen.accepted);
    EXPECT_FALSE(seen.was_heard_within_order);
    EXPECT_EQ(seen.first_bytes, std::string("\x10\x0f\x00\x04MQTT\x04\x02\x00\x00\x00\x03joe", 17));
    ASSERT_EQ(seen.reports.size(), 1U);
    EXPECT_EQ(std::get<reference::Connected>(seen.reports.front()), reference::Connected{.command = 7});
    EXPECT_TRUE(seen.is_closed_behind_release);
}

ClientFactory conforming()
{
    return []() -> driving::ClientHandler {
        auto const client = std::make_shared<reference::DeviatingClient>(
            std::vector<reference::ClientDeviationInfo const*>{});
        return [client](reference::ClientEvent const& event) { return client->handle(event); };
    };
}

TEST(AMemoryClient, ConnectsToADoorInVirtualTime)
{
    net::VirtualTime time;
    boost::asio::io_context context{1};
    auto const target = make_memory_client(context.get_executor(), conforming());
    Seen seen;
    boost::asio::co_spawn(context, connect_once(*target, seen), [](std::exception_ptr) {});
    time.run(context);
    expect_a_connection(seen);
}

TEST(AMemoryClient, ThatThrowsIsBroken)
{
    net::VirtualTime time;
    boost::asio::io_context context{1};
    auto const throwing = []() -> driving::ClientHandler {
        return [](reference::ClientEvent const&) -> std::vector<reference::ClientAction> {
            throw std::runtime_error("no mood");
        };
    };
    auto const target = make_memory_client(context.get_executor(), throwing);
    std::vector<ClientReport> reports;
    boost::asio::co_spawn(
        context,
        [&]() -> awaitable<void> {
            co_await target->start();
            auto hired = co_await target->hire();
            hired.seat->listen([&](ClientReport const& report) { reports.push_back(report); });
            auto const command = connect_as("joe", 1);
            std::vector<reference::Command> const upcoming;
            hired.seat->order(command, Place(), upcoming);
            co_await net::sleep_until(net::Clock::now() + 1s);
            target->release(std::move(hired.seat));
            co_await target->stop();
        },
        [](std::exception_ptr) {});
    time.run(context);
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(std::get<Broken>(reports[0]).why, "the client threw an exception: no mood");
}

class TheReferenceClient : public testing::TestWithParam<std::string>
{};

TEST_P(TheReferenceClient, ConnectsOver)
{
    boost::asio::io_context context{1};
    auto spec = reference_client_target();
    spec.transport = GetParam();
    auto const target = make_target(std::move(spec), context.get_executor());
    Seen seen;
    run(context, connect_once(dynamic_cast<ClientTarget&>(*target), seen));
    expect_a_connection(seen);
}

INSTANTIATE_TEST_SUITE_P(Transports, TheReferenceClient, testing::Values("tcp", "tls", "ws", "wss"),
                         [](auto const& of) { return of.param; });

TEST(TheReferenceClientTarget, IsFoundByNameAndHasItsRole)
{
    yaml::Diagnostics diagnostics;
    auto const found = resolve("reference-client", std::vector<std::string>{}, diagnostics);
    auto const& spec = std::get<TargetSpec>(found);
    EXPECT_EQ(spec.role, "client");
    EXPECT_EQ(value_of(features_of(spec), "least_keep_alive"), scenario::Scalar(std::int64_t{1}));
}

TEST(AClientTarget, HasNoConnector)
{
    boost::asio::io_context context{1};
    auto const target = make_target(reference_client_target(), context.get_executor());
    EXPECT_THROW((void)target->connector(), std::logic_error);
}

} // namespace
} // namespace mqttspec::target
