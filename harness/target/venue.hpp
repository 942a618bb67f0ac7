// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "target/client_seat.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>
#include <variant>

namespace mqttspec::target {

/// Where clients under test and the harness meet.
class Venue
{
public:
    virtual ~Venue() = default;

    /// Returns what is wrong instead, in one line.
    [[nodiscard]] virtual std::variant<Door, std::string> open() = 0;

    /// For clients of this process.
    [[nodiscard]] virtual std::variant<std::unique_ptr<net::Connector>, std::string>
    way_to(Place const& place) = 0;
};

/// Free ports of 127.0.0.1, dressed for the transport. Over TLS all show the same certificate, which is made
/// at the first door; whoever is to trust it finds it in a file that lives as long as the venue.
[[nodiscard]] std::unique_ptr<Venue> make_loopback_venue(boost::asio::any_io_executor executor,
                                                         std::string transport);

/// Places in memory, which tell how writes are framed as WebSockets do; also in virtual time.
[[nodiscard]] std::unique_ptr<Venue> make_memory_venue(boost::asio::any_io_executor executor);

} // namespace mqttspec::target
