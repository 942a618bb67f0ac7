// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "net/listener.hpp"
#include "reference/deviation.hpp"
#include "reference/event.hpp"
#include "wire/version.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace mqttspec::serving {

/// Anything that behaves as a broker: reference::Broker::handle, or something wrapped round it.
using Handler = std::function<std::vector<reference::Action>(reference::Event const&)>;

struct ServerOptions
{
    wire::Version version = wire::Version::v3_1_1;
    std::size_t queued_bytes_max = 64U * 1024 * 1024; ///< A link with more than this unsent is reset.
    std::size_t packet_bytes_max = 16U * 1024 * 1024; ///< Larger packets are garbled ones.
    /// How long a link that is being closed may take to send what is queued and to see the peer close, too.
    net::Duration linger = std::chrono::seconds(2);
    reference::WebSocketManners websocket{}; ///< But for the subprotocol, which is the listener's.
};

struct ServerStats
{
    std::uint64_t links_accepted = 0;
    std::size_t links_open = 0; ///< Those that are being closed included.
    std::uint64_t links_overflowed = 0;
    std::uint64_t packets_received = 0;
    std::uint64_t packets_sent = 0;
    std::uint64_t bytes_received = 0;
    std::uint64_t writes = 0;     ///< Each takes all that is queued on a link.
    std::uint64_t bytes_sent = 0; ///< That the stream has taken.
};

class Desk;

/// Puts a broker onto byte streams: packets in, actions out. A link that does not read delays nobody else.
class BrokerServer
{
public:
    BrokerServer(boost::asio::any_io_executor executor, Handler handler, ServerOptions options);
    BrokerServer(boost::asio::any_io_executor executor, Handler handler);
    ~BrokerServer(); ///< No serve() may go on after that.

    /// Serves who connects until stop(), or until the listener is closed and the last link has gone. Several
    /// listeners may be served at once. Throws what the handler throws, after closing all links.
    [[nodiscard]] boost::asio::awaitable<void> serve(net::Listener& listener);

    /// Closes the listeners and all links; what is queued is not sent any more. For good.
    void stop();

    [[nodiscard]] ServerStats stats() const;

private:
    std::shared_ptr<Desk> desk_; ///< Shared with the coroutines.
};

} // namespace mqttspec::serving
