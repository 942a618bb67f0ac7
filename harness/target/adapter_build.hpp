// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "target/layout.hpp"
#include "target/spec.hpp"
#include "target/target.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>

namespace mqttspec::target {

/// Where below the cache_folder() the adapter of that target is kept; empty where there is none, or no file
/// of the target.
[[nodiscard]] std::string build_folder(TargetSpec const& spec);

/// Makes the adapter that the layout's `${build}` is to hold, unless it is there and no older than its
/// sources and the target file. Several processes may do so at once. What is wrong, if anything: with all
/// that the command wrote, as far as that fits.
[[nodiscard]] boost::asio::awaitable<StartResult> build_adapter(boost::asio::any_io_executor executor,
                                                                TargetSpec const& spec, Layout& layout,
                                                                net::TimePoint deadline);

} // namespace mqttspec::target
