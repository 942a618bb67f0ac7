// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/endpoint.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace mqttspec::net {

/// What the server answered to it.
struct UpgradeAnswer
{
    int status = 0;          ///< 101 where it agreed.
    std::string subprotocol; ///< That it chose, whether or not it was asked for; empty if it named none.
};

/// Either `stream` is there, or `error` and `trouble` say why not.
struct ConnectResult
{
    std::unique_ptr<ByteStream> stream{};
    boost::system::error_code error{};      ///< boost::asio::error::timed_out when the deadline passed.
    std::string trouble{};                  ///< "connecting to localhost:1883: Connection refused".
    std::optional<UpgradeAnswer> upgrade{}; ///< Whenever an answer came, also one that refuses.
};

/// What is needed to trust a server, and to be trusted by it.
struct Security
{
    std::string ca_file;      ///< PEM: whose certificates are believed; empty: whom the system believes.
    std::string cert_file;    ///< PEM: our own, with its chain, for a server that asks; with `key_file`.
    std::string key_file;     ///< PEM.
    bool is_insecure = false; ///< Believe everybody.
    std::string authority;    ///< PEM, not a file: whose certificates are believed as well.

    friend bool operator==(Security const&, Security const&) = default;
};

/// Opens connections to one place, however that is done.
class Connector
{
public:
    virtual ~Connector() = default;

    /// Only a WebSocket takes notice of `upgrade`; only there is an answer to it.
    [[nodiscard]] virtual boost::asio::awaitable<ConnectResult> connect(TimePoint deadline,
                                                                        Upgrade upgrade) = 0;
    [[nodiscard]] boost::asio::awaitable<ConnectResult> connect(TimePoint deadline)
    {
        return connect(deadline, Upgrade());
    }
    [[nodiscard]] virtual std::string name() const = 0; ///< For people: "localhost:1883", "memory".
};

/// The connector for the scheme of the endpoint, or why there is none, in one line: a file of the security
/// cannot be used. Of MQTT over plain TCP the security is ignored.
[[nodiscard]] std::variant<std::unique_ptr<Connector>, std::string>
make_connector(Endpoint const& endpoint, Security const& security = {});

} // namespace mqttspec::net
