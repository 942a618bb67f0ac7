// SPDX-License-Identifier: Apache-2.0
#include "net/websocket.hpp"

#include "net/websocket_handshake.hpp"
#include "net/websocket_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>
#include <variant>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

class WebSocketConnector final : public Connector
{
public:
    WebSocketConnector(std::unique_ptr<Connector> under, Endpoint endpoint)
        : under_(std::move(under)), endpoint_(std::move(endpoint))
    {}

    awaitable<ConnectResult> connect(TimePoint deadline, Upgrade upgrade) override;
    std::string name() const override { return under_->name(); }

private:
    awaitable<std::variant<Handshake, std::monostate>> handshake_until(ByteStream& stream, TimePoint deadline,
                                                                       Upgrade upgrade) const;

    std::unique_ptr<Connector> under_;
    Endpoint endpoint_;
};

class WebSocketListener final : public Listener
{
public:
    WebSocketListener(std::unique_ptr<Listener> under, WebSocketService service)
        : under_(std::move(under)), service_(std::move(service))
    {}

    awaitable<std::unique_ptr<ByteStream>> accept() override;
    void close() override { under_->close(); }

private:
    std::unique_ptr<Listener> under_;
    WebSocketService service_;
};

} // namespace

std::unique_ptr<Connector> with_websocket(std::unique_ptr<Connector> under, Endpoint const& endpoint)
{
    return std::make_unique<WebSocketConnector>(std::move(under), endpoint);
}

std::unique_ptr<Listener> with_websocket(std::unique_ptr<Listener> under, WebSocketService service)
{
    return std::make_unique<WebSocketListener>(std::move(under), std::move(service));
}

namespace {

awaitable<ConnectResult> WebSocketConnector::connect(TimePoint deadline, Upgrade upgrade)
{
    auto const executor = co_await asio::this_coro::executor;
    auto result = co_await under_->connect(deadline, upgrade);
    if (!result.stream)
        co_return result;
    auto stream = std::move(result.stream);
    auto outcome = co_await handshake_until(*stream, deadline, upgrade);
    auto* const handshake = std::get_if<Handshake>(&outcome);
    if (handshake)
        result.upgrade = handshake->answer;
    if (handshake && handshake->is_done) {
        result.stream =
            std::make_unique<WebSocketStream>(std::move(stream), std::move(handshake->rest), executor);
        co_return result;
    }
    auto const place = without_secrets(endpoint_);
    result.error = handshake ? handshake->end.error : asio::error::timed_out;
    if (!result.error)
        result.error = asio::error::connection_refused;
    result.trouble = handshake
                         ? place + " " + handshake->trouble
                         : place + " took the connection, but did not answer the WebSocket handshake in time";
    stream->reset();
    co_return result;
}

/// The connection is of no further use when the deadline comes first; so it may cancel a read.
awaitable<std::variant<Handshake, std::monostate>>
WebSocketConnector::handshake_until(ByteStream& stream, TimePoint deadline, Upgrade upgrade) const
{
    using namespace asio::experimental::awaitable_operators;
    auto const path = endpoint_.path.empty() ? "/" : endpoint_.path;
    return request_upgrade(stream, host_and_port(endpoint_.host, endpoint_.port), path,
                           std::move(upgrade.subprotocols)) ||
           sleep_until(deadline);
}

awaitable<std::unique_ptr<ByteStream>> WebSocketListener::accept()
{
    auto const executor = co_await asio::this_coro::executor;
    auto stream = co_await under_->accept();
    if (!stream)
        co_return nullptr;
    co_return std::make_unique<WebSocketStream>(std::move(stream), service_, executor);
}

} // namespace

} // namespace mqttspec::net
