// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/endpoint.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <string>
#include <variant>

namespace mqttspec::net {

/// Either `stream` is there, or `error` and `trouble` say why not.
struct ConnectResult
{
    std::unique_ptr<ByteStream> stream{};
    boost::system::error_code error{}; ///< boost::asio::error::timed_out when the deadline passed.
    std::string trouble{};             ///< "connecting to localhost:1883: Connection refused".
};

/// Opens connections to one place, however that is done.
class Connector
{
public:
    virtual ~Connector() = default;

    [[nodiscard]] virtual boost::asio::awaitable<ConnectResult> connect(TimePoint deadline) = 0;
    [[nodiscard]] virtual std::string name() const = 0; ///< For people: "localhost:1883", "memory".
};

/// The connector for the scheme of the endpoint, or why there is none, in one line.
[[nodiscard]] std::variant<std::unique_ptr<Connector>, std::string> make_connector(Endpoint const& endpoint);

} // namespace mqttspec::net
