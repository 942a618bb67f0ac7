// SPDX-License-Identifier: Apache-2.0
// Whatever operation of a stream fails, and however: the broker learns of it once, and nothing is left
// behind.
#include "net/scripted_stream.hpp"
#include "serving/stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace mqttspec::serving {
namespace {

using net::End;
using net::run_virtually;
using testing::Contains;
using testing::StartsWith;
namespace this_coro = boost::asio::this_coro;

/// Gives the streams that it was given, and then no more.
class GivenListener : public net::Listener
{
public:
    awaitable<std::unique_ptr<net::ByteStream>> accept() override
    {
        if (streams.empty())
            co_return nullptr;
        auto stream = std::move(streams.front());
        streams.pop_front();
        co_return stream;
    }
    void close() override { streams.clear(); }

    std::deque<std::unique_ptr<net::ByteStream>> streams;
};

struct Failure
{
    std::size_t operation = 0;
    End end = End::none;
    std::string note;
};

class FailingStream : public testing::TestWithParam<Failure>
{};

/// A client that asks three times, then lets go.
awaitable<void> ask_thrice(net::ByteStream& client)
{
    for (int i = 0; i < 3; ++i) {
        co_await client.write(pingreq);
        co_await settle();
    }
    co_await net::sleep_until(Clock::now() + 1min);
    client.close();
}

TEST_P(FailingStream, IsReportedOnceAndLeavesNothingBehind)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto [near, far] = net::make_memory_pair(executor);
        GivenListener listener;
        listener.streams.push_back(
            std::make_unique<net::ScriptedStream>(std::move(far), GetParam().operation, GetParam().end));
        NotingBroker broker;
        broker.reply = on_packet(transmit(1, pingresp));
        BrokerServer server(executor, std::ref(broker));
        net::Nursery nursery(executor);
        nursery.spawn(ask_thrice(*near));
        co_await server.serve(listener);
        EXPECT_THAT(broker.notes, Contains(StartsWith("lost 1")).Times(1));
        EXPECT_EQ(broker.notes.back(), GetParam().note);
        EXPECT_EQ(server.stats().links_open, 0U);
        co_await nursery.join();
    });
}

std::vector<Failure> all_failures()
{
    std::vector<Failure> failures;
    for (std::size_t operation = 1; operation <= 7; ++operation) {
        failures.push_back({operation, End::fin, "lost 1: fin"});
        failures.push_back({operation, End::rst, "lost 1: rst"});
        failures.push_back({operation, End::failed, "lost 1: failed"});
    }
    return failures;
}

INSTANTIATE_TEST_SUITE_P(AtEach, FailingStream, testing::ValuesIn(all_failures()), [](auto const& sample) {
    return "operation_" + std::to_string(sample.param.operation) + "_" +
           std::string(net::name_of(sample.param.end));
});

} // namespace
} // namespace mqttspec::serving
