// SPDX-License-Identifier: Apache-2.0
#include "driving/stdio_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <unistd.h>

namespace mqttspec::driving {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using net::End;
using net::Transfer;

constexpr auto with_code = asio::as_tuple(asio::use_awaitable);

/// Others may share the open file: Asio's own flag must not stay on it.
class Descriptor
{
public:
    Descriptor(asio::any_io_executor const& executor, int number)
        : flags_(::fcntl(number, F_GETFL)), number_(number), stream(executor, ::dup(number))
    {}
    ~Descriptor()
    {
        if (flags_ != -1)
            ::fcntl(number_, F_SETFL, flags_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;

private:
    int flags_;
    int number_;

public:
    asio::posix::stream_descriptor stream;
};

Transfer transfer(boost::system::error_code error, std::size_t bytes)
{
    auto const end = !error                                    ? End::none
                     : error == asio::error::eof               ? End::fin
                     : error == asio::error::operation_aborted ? End::local
                                                               : End::failed;
    return Transfer{.bytes = bytes, .end = end, .error = error};
}

class StdioStream final : public net::ByteStream
{
public:
    explicit StdioStream(asio::any_io_executor const& executor)
        : input_(executor, STDIN_FILENO), output_(executor, STDOUT_FILENO)
    {}

    awaitable<Transfer> read_some(std::span<std::uint8_t> into) override
    {
        auto const buffer = asio::buffer(into.data(), into.size());
        auto const [error, bytes] = co_await input_.stream.async_read_some(buffer, with_code);
        co_return transfer(error, bytes);
    }

    using ByteStream::write;
    awaitable<Transfer> write(std::span<std::uint8_t const> bytes, net::Framing /*framing*/) override
    {
        auto const buffer = asio::buffer(bytes.data(), bytes.size());
        auto const [error, written] = co_await asio::async_write(output_.stream, buffer, with_code);
        co_return transfer(error, written);
    }

    void shutdown_send() override { close(output_); }
    void close() override
    {
        close(output_);
        close(input_);
    }
    void reset() override { close(); }
    [[nodiscard]] std::string peer_name() const override { return "standard input and output"; }

private:
    static void close(Descriptor& descriptor)
    {
        boost::system::error_code ignored;
        descriptor.stream.close(ignored);
    }

    Descriptor input_;
    Descriptor output_;
};

} // namespace

std::unique_ptr<net::ByteStream> make_stdio_stream(asio::any_io_executor const& executor)
{
    return std::make_unique<StdioStream>(executor);
}

} // namespace mqttspec::driving
