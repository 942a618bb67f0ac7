// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "reference/client_deviation.hpp"
#include "reference/client_event.hpp"
#include "wire/version.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace mqttspec::driving {

/// Anything that behaves as a client: reference::Client::handle, or something wrapped round it.
using ClientHandler = std::function<std::vector<reference::ClientAction>(reference::ClientEvent const&)>;

/// Who hears what the client tells.
using Listener = std::function<void(reference::Report const&)>;

struct DriverOptions
{
    wire::Version version = wire::Version::v3_1_1;
    std::size_t queued_bytes_max = 64U * 1024 * 1024; ///< A link with more than this unsent is reset.
    std::size_t packet_bytes_max = 16U * 1024 * 1024; ///< Larger packets are garbled ones.
    net::Duration connect_timeout = std::chrono::seconds(10);
    /// How long a link that the client drops may take to send what is queued.
    net::Duration linger = std::chrono::seconds(2);
    reference::ClientManners manners{};
};

/// Puts a client onto byte streams: commands and packets in, actions out.
class ClientDriver
{
public:
    ClientDriver(boost::asio::any_io_executor executor, ClientHandler handler, Listener listener,
                 DriverOptions options);
    ClientDriver(boost::asio::any_io_executor executor, ClientHandler handler, Listener listener);
    ~ClientDriver(); ///< run() may not go on after that.

    /// Where links are opened from now on.
    void connect_through(std::shared_ptr<net::Connector> connector);

    /// Hands the command on at once; the listener may be called from within.
    void order(reference::Command command);

    /// Until stop().
    [[nodiscard]] boost::asio::awaitable<void> run();

    /// Closes all links. For good.
    void stop();

private:
    struct Desk;
    std::shared_ptr<Desk> desk_; ///< Shared with the coroutines.
};

} // namespace mqttspec::driving
