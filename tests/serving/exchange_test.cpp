// SPDX-License-Identifier: Apache-2.0
// The reference broker behind the server: messages from end to end.
#include "net/tcp.hpp"
#include "reference/broker.hpp"
#include "serving/stage.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace mqttspec::serving {
namespace {

using net::End;
using net::run_really;
using net::run_virtually;
namespace this_coro = boost::asio::this_coro;

/// A client that speaks packets.
class Client
{
public:
    explicit Client(std::unique_ptr<net::ByteStream> stream) : stream_(std::move(stream)) {}

    awaitable<void> send(wire::Packet packet)
    {
        auto const image = wire::encode(packet, wire::Version::v3_1_1);
        co_await stream_->write(image.bytes);
    }

    awaitable<wire::Packet> receive()
    {
        wire::Bytes buffer(65536);
        while (true) {
            auto const frame = framer_.next();
            if (frame)
                co_return wire::decode(frame->bytes, wire::Version::v3_1_1).packet;
            auto const into = std::span(buffer);
            auto const got = co_await stream_->read_some(into);
            if (got.end != End::none)
                throw std::runtime_error("the server ended the connection");
            framer_.feed(into.first(got.bytes));
        }
    }

    /// One packet there, one back.
    awaitable<wire::Packet> ask(wire::Packet packet)
    {
        co_await send(packet);
        auto const answer = co_await receive();
        co_return answer;
    }

private:
    std::unique_ptr<net::ByteStream> stream_;
    wire::Framer framer_;
};

wire::Connect connect_as(std::string client_id)
{
    wire::Connect connect;
    connect.client_id = std::move(client_id);
    return connect;
}

wire::Subscribe subscribe_to(std::string filter)
{
    wire::Subscription subscription;
    subscription.filter = std::move(filter);
    wire::Subscribe subscribe;
    subscribe.packet_id = 1;
    subscribe.filters.push_back(subscription);
    return subscribe;
}

wire::Publish message(std::string topic, std::size_t payload_bytes)
{
    wire::Publish publish;
    publish.topic = std::move(topic);
    publish.payload = wire::Bytes(payload_bytes, 'p');
    return publish;
}

Handler reference_broker()
{
    auto const broker = std::make_shared<reference::Broker>();
    return [broker](reference::Event const& event) { return broker->handle(event); };
}

/// Subscribes with one client and publishes with another.
awaitable<void> exchange(std::unique_ptr<net::ByteStream> one, std::unique_ptr<net::ByteStream> other,
                         std::size_t payload_bytes)
{
    Client alice(std::move(one));
    Client bob(std::move(other));
    auto const alice_connect = wire::Packet(connect_as("alice"));
    auto const bob_connect = wire::Packet(connect_as("bob"));
    auto const subscribe = wire::Packet(subscribe_to("a/+"));
    auto const publish = wire::Packet(message("a/b", payload_bytes));
    auto const alice_connack = co_await alice.ask(alice_connect);
    auto const bob_connack = co_await bob.ask(bob_connect);
    auto const suback = co_await alice.ask(subscribe);
    co_await bob.send(publish);
    auto const delivered = co_await alice.receive();
    EXPECT_EQ(wire::type_of(alice_connack), wire::PacketType::connack);
    EXPECT_EQ(wire::type_of(bob_connack), wire::PacketType::connack);
    EXPECT_EQ(wire::type_of(suback), wire::PacketType::suback);
    EXPECT_TRUE(delivered == publish);
}

TEST(BrokerServer, CarriesMessagesInMemory)
{
    run_virtually([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        net::MemoryListener listener(executor);
        auto const handler = reference_broker();
        BrokerServer server(executor, handler);
        net::Nursery nursery(executor);
        nursery.spawn(server.serve(listener));
        co_await exchange(listener.connect(), listener.connect(), 1'000'000);
        EXPECT_EQ(Clock::now(), TimePoint{});
        EXPECT_EQ(server.stats().links_accepted, 2U);
        EXPECT_EQ(server.stats().packets_received, 4U);
        EXPECT_EQ(server.stats().packets_sent, 4U);
        server.stop();
        co_await nursery.join();
    });
}

TEST(BrokerServer, CarriesMessagesOverTcp)
{
    run_really([]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto const listener = net::listen(executor, "127.0.0.1");
        auto const handler = reference_broker();
        BrokerServer server(executor, handler);
        net::Nursery nursery(executor);
        nursery.spawn(server.serve(*listener));
        auto alice = co_await net::connect_tcp("127.0.0.1", listener->port(), Clock::now() + 5s);
        auto bob = co_await net::connect_tcp("127.0.0.1", listener->port(), Clock::now() + 5s);
        co_await exchange(std::move(alice.stream), std::move(bob.stream), 1'000'000);
        server.stop();
        co_await nursery.join();
    });
}

} // namespace
} // namespace mqttspec::serving
