// SPDX-License-Identifier: Apache-2.0
#include "net/tls.hpp"

#include "net/tls_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

class TlsConnector final : public Connector
{
public:
    TlsConnector(std::unique_ptr<Connector> under, SslContext context, std::string host)
        : under_(std::move(under)), context_(std::move(context)), host_(std::move(host))
    {}

    awaitable<ConnectResult> connect(TimePoint deadline, Upgrade upgrade) override;
    std::string name() const override { return under_->name(); }

private:
    std::unique_ptr<Connector> under_;
    SslContext context_;
    std::string host_;
};

class TlsListener final : public Listener
{
public:
    TlsListener(std::unique_ptr<Listener> under, SslContext context)
        : under_(std::move(under)), context_(std::move(context))
    {}

    awaitable<std::unique_ptr<ByteStream>> accept() override;
    void close() override { under_->close(); }

private:
    std::unique_ptr<Listener> under_;
    SslContext context_;
};

awaitable<std::variant<Transfer, std::monostate>> handshake_until(TlsStream& stream, TimePoint deadline);

} // namespace

std::variant<std::unique_ptr<Connector>, std::string>
with_tls(std::unique_ptr<Connector> under, Endpoint const& endpoint, Security const& security)
{
    auto made = make_client_context(security);
    if (auto* const trouble = std::get_if<std::string>(&made))
        return std::move(*trouble);
    return std::make_unique<TlsConnector>(std::move(under), std::get<SslContext>(std::move(made)),
                                          endpoint.host);
}

std::variant<std::unique_ptr<Listener>, std::string> with_tls(std::unique_ptr<Listener> under,
                                                              ServerSecurity const& security)
{
    auto made = make_server_context(security);
    if (auto* const trouble = std::get_if<std::string>(&made))
        return std::move(*trouble);
    return std::make_unique<TlsListener>(std::move(under), std::get<SslContext>(std::move(made)));
}

namespace {

awaitable<ConnectResult> TlsConnector::connect(TimePoint deadline, Upgrade upgrade)
{
    auto const executor = co_await asio::this_coro::executor;
    auto result = co_await under_->connect(deadline, upgrade);
    if (!result.stream)
        co_return result;
    auto stream =
        std::make_unique<TlsStream>(std::move(result.stream), make_client_side(context_, host_), executor);
    auto const outcome = co_await handshake_until(*stream, deadline);
    auto const* const end = std::get_if<Transfer>(&outcome);
    if (end && end->end == End::none) {
        result.stream = std::move(stream);
        co_return result;
    }
    result.error = end && end->end != End::local ? end->error : asio::error::timed_out;
    result.trouble = stream->handshake_trouble(name());
    stream->reset();
    co_return result;
}

/// The connection is of no further use when the deadline comes first; so it may cancel a read.
awaitable<std::variant<Transfer, std::monostate>> handshake_until(TlsStream& stream, TimePoint deadline)
{
    using namespace asio::experimental::awaitable_operators;
    return stream.handshake() || sleep_until(deadline);
}

awaitable<std::unique_ptr<ByteStream>> TlsListener::accept()
{
    auto const executor = co_await asio::this_coro::executor;
    auto stream = co_await under_->accept();
    if (!stream)
        co_return nullptr;
    co_return std::make_unique<TlsStream>(std::move(stream), make_server_side(context_), executor);
}

} // namespace

} // namespace mqttspec::net
