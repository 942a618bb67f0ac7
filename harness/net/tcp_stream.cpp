// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_stream.hpp"

#include "net/endpoint.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

class TcpStream final : public ByteStream
{
public:
    TcpStream(tcp::socket socket, std::string peer);
    ~TcpStream() override { close(); }

    awaitable<Transfer> read_some(std::span<std::uint8_t> into) override;
    awaitable<Transfer> write(std::span<std::uint8_t const> bytes, Framing framing) override;
    void write_now(std::span<std::uint8_t const> bytes) override;
    void shutdown_send() override;
    void close() override;
    void reset() override;
    std::string peer_name() const override { return peer_name_; }

private:
    void drain();
    Transfer transfer(error_code error, std::size_t bytes) const;

    tcp::socket socket_;
    std::string peer_name_;
    bool has_shut_down_ = false;
};

} // namespace

std::unique_ptr<ByteStream> make_tcp_stream(tcp::socket socket)
{
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto peer = name_of(socket.remote_endpoint(ignored));
    return std::make_unique<TcpStream>(std::move(socket), std::move(peer));
}

std::string name_of(tcp::endpoint const& endpoint)
{
    return host_and_port(endpoint.address().to_string(), endpoint.port());
}

namespace {

TcpStream::TcpStream(tcp::socket socket, std::string peer)
    : socket_(std::move(socket)), peer_name_(std::move(peer))
{}

awaitable<Transfer> TcpStream::read_some(std::span<std::uint8_t> into)
{
    auto const buffer = asio::buffer(into.data(), into.size());
    auto const [error, count] = co_await socket_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
    co_return transfer(error, count);
}

awaitable<Transfer> TcpStream::write(std::span<std::uint8_t const> bytes, Framing /*framing*/)
{
    auto const buffer = asio::buffer(bytes.data(), bytes.size());
    auto const [error, count] =
        co_await asio::async_write(socket_, buffer, asio::as_tuple(asio::use_awaitable));
    co_return transfer(error, count);
}

void TcpStream::write_now(std::span<std::uint8_t const> bytes)
{
    error_code error;
    socket_.non_blocking(true, error);
    if (!error)
        socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
}

void TcpStream::shutdown_send()
{
    error_code ignored; // The peer may have reset the connection already; then there is nobody to tell.
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    has_shut_down_ = true;
}

void TcpStream::close()
{
    if (!socket_.is_open())
        return;
    shutdown_send();
    drain();
    error_code ignored;
    socket_.close(ignored);
}

/// A kernel that closes a socket with unread input sends RST in place of FIN, and that may destroy what we
/// sent on its way to the peer.
void TcpStream::drain()
{
    constexpr int rounds_max = 64; // 4 MiB: a peer that floods is not waited for.
    std::array<std::uint8_t, 65536> unread;
    error_code error;
    socket_.non_blocking(true, error);
    for (int round = 0; round < rounds_max && !error; ++round)
        socket_.read_some(asio::buffer(unread), error);
}

void TcpStream::reset()
{
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

Transfer TcpStream::transfer(error_code error, std::size_t bytes) const
{
    Transfer result;
    result.bytes = bytes;
    result.error = error;
    if (!error)
        result.end = End::none;
    else if (!socket_.is_open() || error == asio::error::operation_aborted)
        result.end = End::local;
    else if (error == asio::error::eof)
        result.end = End::fin;
    else if (error == asio::error::broken_pipe && has_shut_down_)
        result.end = End::local;
    else if (error == asio::error::connection_reset || error == asio::error::broken_pipe)
        result.end = End::rst;
    else
        result.end = End::failed;
    return result;
}

} // namespace

} // namespace mqttspec::net
