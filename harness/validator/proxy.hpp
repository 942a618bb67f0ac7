// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "net/connector.hpp"
#include "net/listener.hpp"
#include "validator/relay.hpp"
#include "validator/witness.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace mqttspec::net {
class Nursery;
}

namespace mqttspec::validator {

/// Where Clients come in, and where their connections go on to.
struct Gate
{
    net::Listener* listener = nullptr;
    net::Connector* upstream = nullptr;
    std::string url{}; ///< Of the listener, for people.
};

struct ProxyOptions
{
    net::TimePoint until = net::TimePoint::max();
    std::size_t most_connections = std::numeric_limits<std::size_t>::max(); ///< More have to wait.
    net::Duration patience = std::chrono::seconds{10}; ///< With a server that does not answer.

    /// What is wrong with a connection, in one line, and which one: "127.0.0.1:49152". The proxy goes on.
    Relay::Complain on_trouble{};
};

struct ProxyCounts
{
    std::uint64_t accepted = 0;
    std::uint64_t unserved = 0; ///< The server could not be reached.
    std::size_t most_at_once = 0;
    RelayCounts bytes{};
};

/// Stands between Clients and their Server, passes on what each sends to the other, and lets a witness see
/// it.
class Proxy
{
public:
    Proxy(boost::asio::any_io_executor executor, Witness& witness, ProxyOptions options);

    /// Until stop(), or the time of the options; then all connections are closed. Once.
    [[nodiscard]] boost::asio::awaitable<void> run(std::vector<Gate> gates);
    void stop();

    [[nodiscard]] ProxyCounts const& counts() const { return counts_; }

private:
    class Seat;

    [[nodiscard]] boost::asio::awaitable<void> accept(Gate gate, net::Nursery& nursery);
    [[nodiscard]] boost::asio::awaitable<void> attend(Gate gate, std::unique_ptr<net::ByteStream> client,
                                                      std::shared_ptr<Seat> seat, net::Nursery& nursery);
    [[nodiscard]] std::shared_ptr<Relay> join(Relay::Parts parts, std::shared_ptr<Seat> seat);
    void say(std::string const& trouble, std::string const& who) const;

    Witness& witness_;
    ProxyOptions options_;
    ProxyCounts counts_;
    Witness::Id latest_ = 0;
    std::size_t open_ = 0;
    std::set<Relay*> relays_;
    net::Timer changed_; ///< Woken when somebody leaves, or all shall.
    bool is_stopped_ = false;
};

} // namespace mqttspec::validator
