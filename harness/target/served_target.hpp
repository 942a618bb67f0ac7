// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serving/broker_server.hpp"
#include "target/target.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace mqttspec::target {

/// Makes a broker without memories, for each start anew.
using BrokerFactory = std::function<serving::Handler()>;

/// Any broker of ours, the reference or one that deviates, on in-memory streams that are framed as WebSockets
/// are.
[[nodiscard]] std::unique_ptr<Target> make_memory_target(boost::asio::any_io_executor executor,
                                                         BrokerFactory factory,
                                                         reference::WebSocketManners const& manners = {});

/// The same, described otherwise: a variant.
[[nodiscard]] std::unique_ptr<Target> make_memory_target(boost::asio::any_io_executor executor,
                                                         TargetSpec spec, BrokerFactory factory,
                                                         reference::WebSocketManners const& manners = {});

/// The reference as the spec's features configure it, on a loopback socket of this process, over the
/// transport that the spec names. For TLS it has a certificate of its own at each start, which our clients
/// believe.
[[nodiscard]] std::unique_ptr<Target> make_reference_target(TargetSpec spec,
                                                            boost::asio::any_io_executor executor);

} // namespace mqttspec::target
