// SPDX-License-Identifier: Apache-2.0
#include "net/tcp.hpp"
#include "net/tcp_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <set>
#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

struct TcpListener::Impl
{
    explicit Impl(asio::any_io_executor const& executor) : acceptor(executor), pause(executor) {}

    error_code listen_on(std::string const& host, std::uint16_t port);

    tcp::acceptor acceptor;
    Timer pause;
};

namespace {

bool is_passing(error_code const& error);

} // namespace

std::variant<std::unique_ptr<TcpListener>, std::string>
listen_tcp(asio::any_io_executor executor, std::string const& host, std::uint16_t port)
{
    auto impl = std::make_shared<TcpListener::Impl>(executor);
    if (auto const error = impl->listen_on(host, port))
        return "listening on " + host_and_port(host, port) + ": " + error.message();
    return std::unique_ptr<TcpListener>(new TcpListener(std::move(impl)));
}

TcpListener::TcpListener(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

TcpListener::~TcpListener()
{
    close();
}

awaitable<std::unique_ptr<ByteStream>> TcpListener::accept()
{
    constexpr auto pause = std::chrono::milliseconds(100);
    auto const impl = impl_;
    while (impl->acceptor.is_open()) {
        auto [error, socket] = co_await impl->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!error)
            co_return make_tcp_stream(std::move(socket));
        if (!is_passing(error))
            break;
        co_await impl->pause.wait_until(Clock::now() + pause);
    }
    co_return nullptr;
}

void TcpListener::close()
{
    error_code ignored;
    impl_->acceptor.close(ignored);
    impl_->pause.wake();
}

std::uint16_t TcpListener::port() const
{
    error_code ignored;
    return impl_->acceptor.local_endpoint(ignored).port();
}

std::uint16_t free_port()
{
    static std::set<std::uint16_t> given; // What was given is not in use before the program has started.
    asio::io_context context;
    while (true) {
        tcp::acceptor probe(context, tcp::v4());
        probe.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        auto const port = probe.local_endpoint().port();
        if (given.insert(port).second)
            return port;
    }
}

error_code TcpListener::Impl::listen_on(std::string const& host, std::uint16_t port)
{
    error_code error;
    tcp::resolver resolver(acceptor.get_executor());
    auto const found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive, error);
    if (error)
        return error;
    tcp::endpoint const endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    return error;
}

namespace {

/// Whether accepting may succeed later: the client has gone again, or we are out of descriptors or memory.
bool is_passing(error_code const& error)
{
    return error == asio::error::connection_aborted || error == asio::error::no_descriptors ||
           error == asio::error::no_memory || error == asio::error::no_buffer_space ||
           error == boost::system::errc::too_many_files_open_in_system ||
           error == boost::system::errc::protocol_error;
}

} // namespace

} // namespace mqttspec::net
