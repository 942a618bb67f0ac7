// SPDX-License-Identifier: Apache-2.0
#include "validator/proxy.hpp"

#include "net/nursery.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace mqttspec::validator {

namespace asio = boost::asio;
using asio::awaitable;
using net::Clock;

/// One of the connections that may be open at the same time, for as long as it is.
class Proxy::Seat
{
public:
    explicit Seat(Proxy& proxy) : proxy_{proxy}
    {
        proxy_.counts_.most_at_once = std::max(proxy_.counts_.most_at_once, ++proxy_.open_);
    }
    Seat(Seat const&) = delete;
    Seat& operator=(Seat const&) = delete;
    ~Seat()
    {
        --proxy_.open_;
        proxy_.changed_.wake();
    }

private:
    Proxy& proxy_;
};

Proxy::Proxy(asio::any_io_executor executor, Witness& witness, ProxyOptions options)
    : witness_{witness}, options_{std::move(options)}, changed_{std::move(executor)}
{}

awaitable<void> Proxy::run(std::vector<Gate> gates)
{
    auto const executor = co_await asio::this_coro::executor;
    co_await asio::this_coro::throw_if_cancelled(false); // A cancellation is for join() to hand on.
    net::Nursery nursery(executor);
    for (auto const& gate : gates)
        nursery.spawn(accept(gate, nursery));
    while (!is_stopped_ && Clock::now() < options_.until)
        co_await changed_.wait_until(options_.until);
    is_stopped_ = true;
    changed_.wake();
    for (auto const& gate : gates)
        gate.listener->close();
    for (auto* const relay : relays_)
        relay->close();
    nursery.cancel(); // Who still waits for the server.
    co_await nursery.join();
}

void Proxy::stop()
{
    is_stopped_ = true;
    changed_.wake();
}

awaitable<void> Proxy::accept(Gate gate, net::Nursery& nursery)
{
    bool has_complained = false;
    while (!is_stopped_) {
        auto client = co_await gate.listener->accept();
        if (!client)
            break;
        ++counts_.accepted;
        auto seat = std::make_shared<Seat>(*this);
        nursery.spawn(attend(gate, std::move(client), std::move(seat), nursery));
        bool const is_full = open_ >= options_.most_connections;
        if (is_full && !std::exchange(has_complained, true))
            say("so many connections are open that the next one has to wait (see ulimit -n)", gate.url);
        while (open_ >= options_.most_connections && !is_stopped_)
            co_await changed_.wait_until(net::TimePoint::max());
    }
}

awaitable<void> Proxy::attend(Gate gate, std::unique_ptr<net::ByteStream> client, std::shared_ptr<Seat> seat,
                              net::Nursery& nursery)
{
    auto const deadline = Clock::now() + options_.patience;
    auto server = co_await gate.upstream->connect(deadline);
    if (!server.stream) {
        ++counts_.unserved;
        say(server.trouble, client->peer_name());
        client->reset(); // What it would have met with in place of a proxy.
        co_return;
    }
    Relay::Parts parts;
    parts.id = ++latest_;
    parts.ends = {client->peer_name(), gate.upstream->name()};
    parts.client = std::move(client);
    parts.server = std::move(server.stream);
    auto relay = join(std::move(parts), std::move(seat));
    nursery.spawn(Relay::carry(relay, Role::client));
    co_await Relay::carry(std::move(relay), Role::server);
}

std::shared_ptr<Relay> Proxy::join(Relay::Parts parts, std::shared_ptr<Seat> seat)
{
    auto complain = [this](std::string const& what, std::string const& who) { say(what, who); };
    auto relay = std::make_unique<Relay>(std::move(parts), witness_, counts_.bytes, std::move(complain));
    relays_.insert(relay.get());
    return {relay.release(), [this, seat = std::move(seat)](Relay* ended) {
                relays_.erase(ended);
                delete ended;
            }};
}

void Proxy::say(std::string const& trouble, std::string const& who) const
{
    if (options_.on_trouble)
        options_.on_trouble(trouble, who);
}

} // namespace mqttspec::validator
