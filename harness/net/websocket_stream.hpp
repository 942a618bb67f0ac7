// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/websocket.hpp"
#include "net/websocket_frame.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::net {

/// RFC 6455 on top of another stream. Frames are checked for what they may be, never for what they hold.
class WebSocketStream final : public ByteStream
{
public:
    /// A client's, behind its handshake; `rest` is what was read with that.
    WebSocketStream(std::unique_ptr<ByteStream> under, std::vector<std::uint8_t> rest,
                    boost::asio::any_io_executor executor);
    /// A server's, before its handshake.
    WebSocketStream(std::unique_ptr<ByteStream> under, WebSocketService service,
                    boost::asio::any_io_executor executor);
    ~WebSocketStream() override { close(); }

    boost::asio::awaitable<Transfer> read_some(std::span<std::uint8_t> into) override;
    boost::asio::awaitable<Transfer> write(std::span<std::uint8_t const> bytes, Framing framing) override;
    void shutdown_send() override;
    void close() override;
    void reset() override;
    bool is_framed() const override { return true; }
    Upgrade const* asked_for() const override { return asked_for_ ? &*asked_for_ : nullptr; }
    std::string peer_name() const override { return under_->peer_name(); }

private:
    boost::asio::awaitable<void> handshake();
    boost::asio::awaitable<void> fill();
    boost::asio::awaitable<void> take_control(FrameHeader header);
    boost::asio::awaitable<void> object(std::string what);
    boost::asio::awaitable<Transfer> send(std::vector<std::uint8_t> frame);
    [[nodiscard]] std::optional<FrameHeader> next_header() const;
    [[nodiscard]] std::string objection_to(FrameHeader const& header) const;
    [[nodiscard]] bool begin(FrameHeader const& header);
    [[nodiscard]] Transfer take(std::span<std::uint8_t> into);
    void end_frame();
    [[nodiscard]] std::span<std::uint8_t const> unread() const;
    void say_goodbye();
    [[nodiscard]] Transfer why_unwritable() const;

    std::unique_ptr<ByteStream> under_;
    WebSocketService service_;
    Timer changed_; ///< Woken when a frame is out, the handshake is done, or all is.
    bool is_client_ = true;
    bool is_open_ = true; ///< The handshake is done.
    std::optional<Upgrade> asked_for_;

    std::vector<std::uint8_t> buffer_; ///< From start_ on it is not read yet.
    std::size_t start_ = 0;
    FrameHeader frame_; ///< The data frame that is being read.
    std::uint64_t payload_left_ = 0;
    bool is_in_message_ = false;
    bool is_text_ = false;
    std::optional<Transfer> read_end_;

    bool is_sending_ = false;
    bool is_sending_message_ = false; ///< The next data frame goes on with it.
    std::vector<std::uint8_t> last_word_ =
        close_payload(1000); ///< Of our close frame; the peer's, once there.
    bool has_said_close_ = false;
    bool has_closed_ = false;
};

} // namespace mqttspec::net
