// SPDX-License-Identifier: Apache-2.0
#include "validator/proxy.hpp"

#include "net/memory.hpp"
#include "validator/proxy_stage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

namespace mqttspec::validator {
namespace {

using net::ByteStream;
using net::End;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
namespace this_coro = boost::asio::this_coro;

struct Way
{
    std::string near;
    std::string far;
};

class ProxyOver : public testing::TestWithParam<Way>
{};

INSTANTIATE_TEST_SUITE_P(Ways, ProxyOver,
                         testing::Values(Way{"tcp", "tcp"}, Way{"tls", "tcp"}, Way{"tcp", "tls"},
                                         Way{"ws", "tcp"}, Way{"tcp", "ws"}, Way{"wss", "wss"}),
                         [](auto const& sample) { return sample.param.near + "_to_" + sample.param.far; });

/// Bytes of all kinds, most of which are no MQTT.
std::string noise(std::size_t size)
{
    std::minstd_rand random{7};
    std::string text(size, ' ');
    std::ranges::generate(text, [&random] { return static_cast<char>(random() >> 8U); });
    return text;
}

awaitable<void> write_all(ByteStream& stream, std::string text)
{
    co_await net::write_text(stream, std::move(text));
}

TEST_P(ProxyOver, PassesBytesOnUnchanged)
{
    play(GetParam().near, GetParam().far,
         [](Stage&, ByteStream& client, ByteStream& server) -> awaitable<void> {
             auto const sent = noise(300'000);
             auto const executor = co_await this_coro::executor;
             net::Nursery nursery{executor};
             nursery.spawn(write_all(client, sent));
             nursery.spawn(write_all(server, sent));
             auto const at_server = co_await net::read_until(server, sent.size());
             auto const at_client = co_await net::read_until(client, sent.size());
             co_await nursery.join();
             EXPECT_TRUE(at_server.text == sent);
             EXPECT_TRUE(at_client.text == sent);
         });
}

TEST_P(ProxyOver, LetsTheServerTalkOnAfterTheClientsEnd)
{
    play(GetParam().near, GetParam().far,
         [](Stage&, ByteStream& client, ByteStream& server) -> awaitable<void> {
             co_await net::write_text(client, "last");
             client.shutdown_send();
             auto const at_server = co_await net::read_all(server);
             EXPECT_EQ(at_server.text, "last");
             EXPECT_EQ(at_server.end, End::fin);
             co_await net::write_text(server, "answer");
             server.close();
             auto const at_client = co_await net::read_all(client);
             EXPECT_EQ(at_client.text, "answer");
             EXPECT_EQ(at_client.end, End::fin);
         });
}

TEST_P(ProxyOver, PassesResetsOn)
{
    play(GetParam().near, GetParam().far,
         [](Stage&, ByteStream& client, ByteStream& server) -> awaitable<void> {
             client.reset();
             auto const at_server = co_await net::read_all(server);
             EXPECT_EQ(at_server.end, End::rst);
         });
    play(GetParam().near, GetParam().far,
         [](Stage&, ByteStream& client, ByteStream& server) -> awaitable<void> {
             server.reset();
             auto const at_client = co_await net::read_all(client);
             EXPECT_EQ(at_client.end, End::rst);
         });
}

TEST(Proxy, TellsTheClientOfAServerThatVanishesWhileItSpeaks)
{
    play("tcp", "tcp", [](Stage&, ByteStream& client, ByteStream& server) -> awaitable<void> {
        client.shutdown_send(); // Its end is passed on already: nobody reads from it any more.
        (void)co_await net::read_all(server);
        server.reset();
        auto const at_client = co_await net::read_all(client);
        EXPECT_EQ(at_client.end, End::rst);
    });
}

TEST(Proxy, TellsTheServerOfAClientThatVanishesAfterItsLastWord)
{
    play("tcp", "tcp", [](Stage&, ByteStream& client, ByteStream& server) -> awaitable<void> {
        client.shutdown_send();
        (void)co_await net::read_all(server);
        client.reset();
        for (int words = 0; words < 3;
             ++words) // The first one meets with the reset, the next ones tell of it.
            co_await net::write_text(server, "still here");
        auto const at_server = co_await net::read_all(server);
        EXPECT_EQ(at_server.end, End::fin);
        co_await net::sleep_until(net::Clock::now() + 50ms);
        auto const put = co_await net::write_text(server, "?");
        EXPECT_EQ(put.end, End::rst);
    });
}

TEST(Proxy, TellsItsWitnessInTheOrderOfCause)
{
    play("tcp", "tcp", [](Stage& stage, ByteStream& client, ByteStream& server) -> awaitable<void> {
        co_await net::write_text(server, "\x20\x02");
        (void)co_await net::read_until(client, 2);
        client.close();
        (void)co_await net::read_all(server);
        server.close();
        while (stage.record.said.size() < 4)
            co_await net::sleep_until(net::Clock::now() + 1ms);
        EXPECT_THAT(stage.record.said, ElementsAre("opened", "c 21", "s 20 02", "closed"));
        EXPECT_EQ(stage.proxy.counts().bytes.from_clients, 1U);
        EXPECT_EQ(stage.proxy.counts().bytes.from_servers, 2U);
    });
}

TEST(Proxy, TellsOfFramesOfTheWebSocketsThatEndHere)
{
    play("ws", "tcp", [](Stage& stage, ByteStream& client, ByteStream& server) -> awaitable<void> {
        auto const ping = test::bytes_of("c0 00");
        co_await client.write(ping, net::Framing::text);
        auto const at_server = co_await net::read_until(server, 2);
        EXPECT_EQ(at_server.text.size(), 2U);
        co_await net::write_text(server, "!");
        (void)co_await net::read_until(client, 1);
        EXPECT_THAT(stage.record.said, ElementsAre("opened", "c 21", "binary", "c c0 00", "text", "s 21"));
    });
}

TEST(Proxy, TellsOfFramesOfTheWebSocketOfTheServer)
{
    play("tcp", "ws", [](Stage& stage, ByteStream& client, ByteStream& server) -> awaitable<void> {
        co_await net::write_text(server, "!");
        (void)co_await net::read_until(client, 1);
        EXPECT_THAT(stage.record.said, ElementsAre("opened", "c 21", "s 21", "binary"));
    });
}

TEST(Proxy, TellsOfTextFramesWithoutAByte)
{
    play("ws", "tcp", [](Stage& stage, ByteStream& client, ByteStream&) -> awaitable<void> {
        std::vector<std::uint8_t> const nothing;
        co_await client.write(nothing, net::Framing::text);
        while (stage.record.said.size() < 4)
            co_await net::sleep_until(net::Clock::now() + 1ms);
        EXPECT_THAT(stage.record.said, ElementsAre("opened", "c 21", "binary", "empty text"));
    });
}

TEST(Proxy, SlowsDownWhoSendsMoreThanIsRead)
{
    play("tcp", "tcp", [](Stage& stage, ByteStream& client, ByteStream& server) -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        net::Nursery nursery{executor};
        nursery.spawn(write_all(client, std::string(64U << 20U, 'x')));
        std::uint64_t before = 0;
        for (auto now = stage.proxy.counts().bytes.from_clients; now == 0 || now != before;
             now = stage.proxy.counts().bytes.from_clients) {
            before = now;
            co_await net::sleep_until(net::Clock::now() + 200ms);
        }
        EXPECT_LT(before, 32U << 20U);
        server.reset();
        co_await nursery.join();
    });
}

TEST(Proxy, SaysThatTheServerRefusesAndGoesOn)
{
    net::run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage{executor, "tcp", "tcp"};
        auto const address = stage.server.endpoint;
        stage.server.listener->close();
        auto const refused = co_await stage.connect();
        auto const at_client = co_await net::read_all(*refused);
        EXPECT_EQ(at_client.end, End::rst);
        EXPECT_THAT(stage.troubles, ElementsAre(EndsWith(": Connection refused")));
        EXPECT_EQ(stage.proxy.counts().unserved, 1U);
        auto again = net::listen_tcp(executor, address.host, address.port);
        stage.server.listener = std::get<std::unique_ptr<net::TcpListener>>(std::move(again));
        auto const pair = co_await stage.connect_through();
        EXPECT_TRUE(pair.far);
        co_await stage.end();
    });
}

TEST(Proxy, SaysWhoDoesNotSpeakTls)
{
    net::run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Stage stage{executor, "tls", "tcp"};
        auto plain = co_await net::connect_tcp("127.0.0.1", stage.door.endpoint.port, net::Clock::now() + 5s);
        co_await net::write_text(*plain.stream, "\x10\x06MQTT..");
        auto const server = co_await stage.server.listener->accept();
        auto const at_server = co_await net::read_all(*server);
        EXPECT_EQ(at_server.end, End::rst);
        EXPECT_THAT(stage.troubles, ElementsAre("it speaks no TLS (it sent 10 06 4d 51 54 54 2e 2e)"));
        co_await stage.end();
    });
}

TEST(Proxy, LetsTheNextOnesWaitWhereAllSeatsAreTaken)
{
    net::run_really([]() -> awaitable<void> {
        ProxyOptions options;
        options.most_connections = 1;
        auto const executor = co_await this_coro::executor;
        Stage stage{executor, "tcp", "tcp", options};
        auto const first = co_await stage.connect_through();
        auto const second = co_await stage.connect();
        co_await net::write_text(*second, "second");
        co_await net::sleep_until(net::Clock::now() + 50ms);
        EXPECT_EQ(stage.proxy.counts().accepted, 1U);
        first.near->close();
        first.far->close();
        auto const server = co_await stage.server.listener->accept();
        auto const at_server = co_await net::read_until(*server, 6);
        EXPECT_EQ(at_server.text, "second");
        EXPECT_EQ(stage.proxy.counts().most_at_once, 1U);
        co_await stage.end();
    });
}

TEST(Proxy, EndsInTimeAndClosesAllConnections)
{
    net::run_really([]() -> awaitable<void> {
        ProxyOptions options;
        options.until = net::Clock::now() + 300ms;
        auto const executor = co_await this_coro::executor;
        Stage stage{executor, "tcp", "tcp", options};
        auto const pair = co_await stage.connect_through();
        auto const at_client = co_await net::read_all(*pair.near);
        auto const at_server = co_await net::read_all(*pair.far);
        EXPECT_EQ(at_client.end, End::fin);
        EXPECT_EQ(at_server.end, End::fin);
        EXPECT_GE(net::Clock::now(), options.until);
        co_await stage.nursery.join();
        EXPECT_EQ(stage.record.said.back(), "closed");
    });
}

/// The client is done after 1 s; the server ends its side an hour later.
TEST(Proxy, HoldsNothingAgainstAClientThatHasEnded)
{
    net::run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        net::MemoryListener door{executor};
        net::MemoryListener server{executor};
        net::MemoryConnector upstream{server};
        Record record;
        Proxy proxy{executor, record, {}};
        net::Nursery nursery{executor};
        nursery.spawn(proxy.run({{&door, &upstream, {}}}));
        auto const client = door.connect();
        auto const far = co_await server.accept();
        co_await net::sleep_until(net::Clock::now() + 1s);
        client->shutdown_send();
        co_await net::sleep_until(net::Clock::now() + 1h);
        far->close();
        (void)co_await net::read_all(*client);
        proxy.stop();
        co_await nursery.join();
        EXPECT_EQ(record.closed_at, 1s);
    });
}

} // namespace
} // namespace mqttspec::validator
