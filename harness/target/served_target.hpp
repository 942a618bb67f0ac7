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

/// Any broker of ours, the reference or one that deviates, on in-memory streams.
[[nodiscard]] std::unique_ptr<Target> make_memory_target(boost::asio::any_io_executor executor,
                                                         BrokerFactory factory);

/// The reference on a loopback socket of this process.
[[nodiscard]] std::unique_ptr<Target> make_reference_target(TargetSpec spec,
                                                            boost::asio::any_io_executor executor);

} // namespace mqttspec::target
