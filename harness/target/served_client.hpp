// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/client_driver.hpp"
#include "target/client_seat.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace mqttspec::target {

/// Makes a client without memories, for each hire anew: the reference, or one that deviates.
using ClientFactory = std::function<driving::ClientHandler()>;

/// Any client of ours on in-memory streams that are framed as WebSockets are: what also runs in virtual time.
[[nodiscard]] std::unique_ptr<ClientTarget> make_memory_client(boost::asio::any_io_executor executor,
                                                               ClientFactory factory,
                                                               reference::ClientManners const& manners = {});

/// The reference client in this process, on loopback sockets over the transport that the spec names.
[[nodiscard]] std::unique_ptr<ClientTarget> make_reference_client(TargetSpec spec,
                                                                  boost::asio::any_io_executor executor);

} // namespace mqttspec::target
