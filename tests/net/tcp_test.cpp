// SPDX-License-Identifier: Apache-2.0
#include "net/tcp.hpp"

#include "net/resources.hpp"
#include "net/transports.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>

namespace mqttspec::net {
namespace {

using boost::asio::ip::tcp;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
namespace this_coro = boost::asio::this_coro;

/// A port that answers nobody: it listens, but its queue is full, so that the kernel drops what comes.
class SilentPort
{
public:
    explicit SilentPort(boost::asio::any_io_executor executor) : listener_(executor, tcp::v4())
    {
        listener_.bind(tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
        listener_.listen(0);
        for (int i = 0; i < 4; ++i) {
            auto& filler = fillers_.emplace_back(executor);
            filler.async_connect(listener_.local_endpoint(), [](boost::system::error_code) {});
        }
    }

    std::uint16_t port() const { return listener_.local_endpoint().port(); }

private:
    tcp::acceptor listener_;
    std::list<tcp::socket> fillers_;
};

awaitable<void> connect_and_note(std::uint16_t port, ConnectResult& result)
{
    auto connected = co_await connect_tcp("127.0.0.1", port, TimePoint::max());
    result = std::move(connected);
}

awaitable<void> accept_and_note(Listener& listener, bool& has_ended)
{
    auto const stream = co_await listener.accept();
    EXPECT_FALSE(stream);
    has_ended = true;
}

TEST(ConnectTcp, SaysThatItWasRefused)
{
    run_really([]() -> awaitable<void> {
        auto const port = free_port();
        auto const result = co_await connect_tcp("127.0.0.1", port, Clock::now() + 5s);
        EXPECT_FALSE(result.stream);
        EXPECT_EQ(result.error, boost::asio::error::connection_refused);
        EXPECT_EQ(result.trouble, "connecting to 127.0.0.1:" + std::to_string(port) + ": Connection refused");
    });
}

TEST(ConnectTcp, SaysThatANameIsUnknown)
{
    run_really([]() -> awaitable<void> {
        auto const too_long = std::string(300, 'a');
        auto const result = co_await connect_tcp(too_long, 1883, TimePoint::max());
        EXPECT_FALSE(result.stream);
        EXPECT_TRUE(result.error);
        EXPECT_THAT(result.trouble, StartsWith("connecting to aaa"));
    });
}

TEST(ConnectTcp, SaysThatItTimedOut)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        SilentPort const silent(executor);
        auto const deadline = Clock::now() + 50ms;
        auto const result = co_await connect_tcp("127.0.0.1", silent.port(), deadline);
        EXPECT_GE(Clock::now(), deadline);
        EXPECT_FALSE(result.stream);
        EXPECT_EQ(result.error, boost::asio::error::timed_out);
        EXPECT_THAT(result.trouble, EndsWith(": timed out"));
    });
}

TEST(ConnectTcp, TimesOutAtOnceWhenTheDeadlineHasPassed)
{
    run_really([]() -> awaitable<void> {
        auto const result = co_await connect_tcp("localhost", 1, Clock::now() - 1s);
        EXPECT_FALSE(result.stream);
        EXPECT_EQ(result.error, boost::asio::error::timed_out);
    });
}

TEST(ConnectTcp, CanBeCancelled)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        SilentPort const silent(executor);
        Nursery nursery(executor);
        ConnectResult result;
        nursery.spawn(connect_and_note(silent.port(), result));
        co_await sleep_until(Clock::now() + 20ms);
        nursery.cancel();
        co_await nursery.join();
        EXPECT_FALSE(result.stream);
    });
}

TEST(ConnectTcp, FindsAServerByName)
{
    run_really(
        []() -> awaitable<void> {
            auto const executor = co_await this_coro::executor;
            auto const listener = listen(executor, "127.0.0.1");
            auto const result = co_await connect_tcp("localhost", listener->port(), Clock::now() + 5s);
            EXPECT_TRUE(result.stream)
                << result.trouble; // Where ::1 stands first, it is refused and the next is tried.
        });
}

TEST(TcpConnector, ConnectsToItsEndpoint)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto const listener = listen(executor, "127.0.0.1");
        Endpoint endpoint;
        endpoint.host = "127.0.0.1";
        endpoint.port = listener->port();
        auto const connector = std::get<std::unique_ptr<Connector>>(make_connector(endpoint));
        EXPECT_EQ(connector->name(), "127.0.0.1:" + std::to_string(listener->port()));
        auto const result = co_await connector->connect(Clock::now() + 5s);
        EXPECT_TRUE(result.stream) << result.trouble;
        EXPECT_EQ(result.stream->peer_name(), connector->name());
    });
}

TEST(TcpListener, SaysWhyItCannotListen)
{
    boost::asio::io_context context;
    auto const listener = listen(context.get_executor(), "127.0.0.1");
    auto const again = listen_tcp(context.get_executor(), "127.0.0.1", listener->port());
    ASSERT_TRUE(std::holds_alternative<std::string>(again));
    EXPECT_EQ(std::get<std::string>(again),
              "listening on 127.0.0.1:" + std::to_string(listener->port()) + ": Address already in use");
}

TEST(TcpListener, SaysThatAHostIsUnknown)
{
    boost::asio::io_context context;
    auto const listening = listen_tcp(context.get_executor(), std::string(300, 'a'), 0);
    ASSERT_TRUE(std::holds_alternative<std::string>(listening));
    EXPECT_THAT(std::get<std::string>(listening), HasSubstr("listening on aaa"));
}

TEST(TcpListener, TakesItsPortAgainAtOnce)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto first = listen(executor, "127.0.0.1");
        auto const port = first->port();
        auto client = co_await connect_tcp("127.0.0.1", port, Clock::now() + 5s);
        auto const served = co_await first->accept();
        served->close(); // The side that closes first is left in TIME_WAIT.
        co_await read_all(*client.stream);
        client.stream->close();
        first->close();
        auto const second = listen_tcp(executor, "127.0.0.1", port);
        EXPECT_FALSE(std::holds_alternative<std::string>(second));
    });
}

TEST(TcpListener, EndsAPendingAcceptWhenClosed)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto const listener = listen(executor, "127.0.0.1");
        Nursery nursery(executor);
        bool has_ended = false;
        nursery.spawn(accept_and_note(*listener, has_ended));
        co_await sleep_until(Clock::now() + 5ms);
        listener->close();
        co_await nursery.join();
        EXPECT_TRUE(has_ended);
        auto const late = co_await listener->accept();
        EXPECT_FALSE(late);
    });
}

TEST(FreePort, IsFreeAndNeverGivenTwice)
{
    boost::asio::io_context context;
    auto const one = free_port();
    auto const other = free_port();
    EXPECT_NE(one, other);
    auto const listening = listen_tcp(context.get_executor(), "127.0.0.1", one);
    EXPECT_FALSE(std::holds_alternative<std::string>(listening));
}

TEST(DescriptorLimit, IsRaisedAndStaysSo)
{
    auto const limit = raise_descriptor_limit();
    EXPECT_GT(limit, 0U);
    EXPECT_EQ(raise_descriptor_limit(), limit);
}

} // namespace
} // namespace mqttspec::net
