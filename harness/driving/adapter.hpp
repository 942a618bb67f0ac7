// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/adapter_line.hpp"
#include "driving/client_driver.hpp"
#include "net/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace mqttspec::driving {

/// The way to the place of a `connect`, or why there is none.
using Router =
    std::function<std::variant<std::unique_ptr<net::Connector>, std::string>(Request const& request)>;

/// The one that net::make_connector knows.
[[nodiscard]] std::variant<std::unique_ptr<net::Connector>, std::string> route(Request const& request);

struct AdapterOptions
{
    Hello hello{};
    Router route = driving::route;
    DriverOptions driver{};
};

/// A client behind the adapter protocol (docs/adapter-protocol.md).
class Adapter
{
public:
    Adapter(boost::asio::any_io_executor executor, ClientHandler handler, AdapterOptions options);
    ~Adapter(); ///< serve() may not go on after that.

    /// Speaks with the harness until it ends its input, or stop().
    [[nodiscard]] boost::asio::awaitable<void> serve(net::ByteStream& harness);

    void stop();

private:
    struct Talk;
    std::shared_ptr<Talk> talk_;
};

} // namespace mqttspec::driving
