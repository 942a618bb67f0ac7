// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/tls_context.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::net {

/// TLS on top of another stream. OpenSSL reads from and writes to memory; what gets it there is here, so that
/// the stream below may be any.
class TlsStream final : public ByteStream
{
public:
    TlsStream(std::unique_ptr<ByteStream> under, Ssl ssl, boost::asio::any_io_executor executor);
    ~TlsStream() override { close(); }

    /// For a client; a server's is done in passing by who reads first. `end` is set where it fails.
    [[nodiscard]] boost::asio::awaitable<Transfer> handshake();

    /// Why the handshake failed, in one line about the peer, which is called `place`.
    [[nodiscard]] std::string handshake_trouble(std::string const& place) const;

    boost::asio::awaitable<Transfer> read_some(std::span<std::uint8_t> into) override;
    boost::asio::awaitable<Transfer> write(std::span<std::uint8_t const> bytes, Framing framing) override;
    void write_now(std::span<std::uint8_t const> bytes) override;
    void shutdown_send() override;
    void close() override;
    void reset() override;
    std::string peer_name() const override { return under_->peer_name(); }

private:
    boost::asio::awaitable<void> fill();
    boost::asio::awaitable<Transfer> flush();
    [[nodiscard]] bool has_output() const;
    [[nodiscard]] std::vector<std::uint8_t> take_output();
    void say_goodbye();
    void note_end(int ssl_error);
    [[nodiscard]] Transfer why_unwritable(std::size_t written) const;

    std::unique_ptr<ByteStream> under_;
    Ssl ssl_;
    Timer changed_; ///< Woken when a flush ends, the handshake does, or all does.
    std::vector<std::uint8_t> incoming_;
    std::string greeting_; ///< The first bytes of the peer, in hex.
    bool has_greeted_in_tls_ = true;
    std::optional<Transfer> read_end_;
    std::string complaint_; ///< Why TLS failed.
    bool was_alerted_ = false;
    bool is_flushing_ = false;
    bool has_shut_down_ = false;
    bool has_closed_ = false;
};

} // namespace mqttspec::net
