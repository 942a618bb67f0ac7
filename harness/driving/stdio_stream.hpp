// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace mqttspec::driving {

/// Standard input and output of this process as one stream. What either of them is, a pipe, a file or a
/// terminal, it is left blocking as it was found.
[[nodiscard]] std::unique_ptr<net::ByteStream>
make_stdio_stream(boost::asio::any_io_executor const& executor);

} // namespace mqttspec::driving
