// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "target/process.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace mqttspec::target {

/// Runs the command and looks for the pattern in what it writes; its first group, or all of it, is the
/// version. Empty where there is none in time, whatever the reason.
[[nodiscard]] boost::asio::awaitable<std::string> probe_version(boost::asio::any_io_executor executor,
                                                                Command command, std::string pattern,
                                                                net::TimePoint deadline);

/// The version in a text. Looks at its first 4 KiB only.
[[nodiscard]] std::string version_in(std::string_view output, std::string const& pattern);

/// What is wrong with the regular expression, if anything.
[[nodiscard]] std::optional<std::string> why_no_pattern(std::string const& pattern);

} // namespace mqttspec::target
