// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/transports.hpp"
#include "support/bytes.hpp"
#include "validator/proxy.hpp"

#include <memory>
#include <string>
#include <vector>

namespace mqttspec::validator {

using net::awaitable;
using namespace std::chrono_literals;

/// Writes down what it is told: "opened", "c 10 12", "s 20 02", "closed".
class Record final : public Witness
{
public:
    void opened(Id, Ends, Moment) override { said.emplace_back("opened"); }
    void bytes(Id, Role sender, std::span<std::uint8_t const> bytes, Moment) override
    {
        said.push_back((sender == Role::client ? "c " : "s ") + test::hex(bytes));
    }
    void frame(Id, Role, Frame frame, Moment) override
    {
        said.emplace_back(frame == Frame::binary ? "binary" : frame == Frame::text ? "text" : "empty text");
    }
    void closed(Id, Moment moment) override
    {
        said.emplace_back("closed");
        closed_at = moment.at;
    }

    std::vector<std::string> said;
    trace::Time closed_at{};
};

/// A proxy on loopback sockets, a client that has connected to it, and the server's end of that.
struct Stage
{
    Stage(boost::asio::any_io_executor executor, std::string const& near, std::string const& far,
          ProxyOptions options = {})
        : server{net::place_for(executor, far)}, door{net::place_for(executor, near)},
          upstream{net::connector_to(server.endpoint, net::client_security())},
          proxy{executor, record, with_troubles(std::move(options))}, nursery{executor}
    {
        nursery.spawn(proxy.run({{door.listener.get(), upstream.get(), "here"}}));
    }

    /// A client, connected as far as it can be without the server.
    awaitable<std::unique_ptr<net::ByteStream>> connect()
    {
        auto const way = net::connector_to(door.endpoint, net::client_security());
        auto result = co_await way->connect(net::Clock::now() + 5s);
        co_return std::move(result.stream);
    }

    /// Whose handshakes are done once something has gone to and fro.
    awaitable<net::Pair> connect_through()
    {
        auto const executor = co_await boost::asio::this_coro::executor;
        net::Pair pair;
        net::Nursery children{executor};
        children.spawn(net::accept_and_shake_hands(*server.listener, pair.far));
        auto near = co_await connect();
        pair.near = std::move(near);
        co_await net::write_text(*pair.near, "!");
        co_await children.join();
        co_return pair;
    }

    awaitable<void> end()
    {
        proxy.stop();
        co_await nursery.join();
    }

    ProxyOptions with_troubles(ProxyOptions options)
    {
        options.on_trouble = [this](std::string const& what, std::string const&) {
            troubles.push_back(what);
        };
        return options;
    }

    std::vector<std::string> troubles;
    Record record;
    net::Place server;
    net::Place door;
    std::unique_ptr<net::Connector> upstream;
    Proxy proxy;
    net::Nursery nursery;
};

/// Runs a coroutine with a stage and a pair of ends that the proxy joins.
template <class Body>
void play(std::string near, std::string far, Body body)
{
    net::run_really([&]() -> awaitable<void> {
        auto const executor = co_await boost::asio::this_coro::executor;
        Stage stage{executor, near, far};
        auto const pair = co_await stage.connect_through();
        co_await body(stage, *pair.near, *pair.far);
        co_await stage.end();
    });
}

} // namespace mqttspec::validator
