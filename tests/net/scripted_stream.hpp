// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace mqttspec::net {

/// A stream whose n-th operation, counted from 1, ends in that way, as all later ones do. Before, it is
/// another stream.
class ScriptedStream : public ByteStream
{
public:
    ScriptedStream(std::unique_ptr<ByteStream> stream, std::size_t failing_operation, End end)
        : stream_(std::move(stream)), failing_operation_(failing_operation), end_(end)
    {}

    boost::asio::awaitable<Transfer> read_some(std::span<std::uint8_t> into) override
    {
        if (++operations_ >= failing_operation_)
            return fail();
        return stream_->read_some(into);
    }
    boost::asio::awaitable<Transfer> write(std::span<std::uint8_t const> bytes, Framing framing) override
    {
        if (++operations_ >= failing_operation_)
            return fail();
        return stream_->write(bytes, framing);
    }
    void shutdown_send() override { stream_->shutdown_send(); }
    void close() override { stream_->close(); }
    void reset() override { stream_->reset(); }
    std::string peer_name() const override { return "scripted"; }

private:
    boost::asio::awaitable<Transfer> fail()
    {
        Transfer result;
        result.end = end_;
        co_return result;
    }

    std::unique_ptr<ByteStream> stream_;
    std::size_t failing_operation_;
    End end_;
    std::size_t operations_ = 0;
};

} // namespace mqttspec::net
