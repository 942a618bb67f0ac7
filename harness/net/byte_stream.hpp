// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::net {

/// How a direction of a connection came to its end. A peer that closes is an observation, not an error.
enum class End
{
    none,   ///< It has not ended.
    fin,    ///< The peer closed its side in order.
    rst,    ///< The peer reset the connection.
    local,  ///< We closed or reset it ourselves.
    failed, ///< Anything else; `error` says what (host unreachable, timed out in the network, ...).
};

[[nodiscard]] std::string_view name_of(End end);

/// How a write goes onto a WebSocket; other streams take no notice.
enum class Framing
{
    binary,        ///< As one binary message, or as the last frame of the message that is under way.
    text,          ///< The same with a text message, which a client of MQTT must not send [MQTT-6.0.0-1].
    fragment_more, ///< As one frame of a binary message that goes on with the next write.
};

/// What the opening handshake of a WebSocket asks for.
struct Upgrade
{
    std::vector<std::string> subprotocols{"mqtt"}; ///< [MQTT-6.0.0-3]
};

/// What one read or write came to.
struct Transfer
{
    std::size_t bytes = 0; ///< May be above zero even where `end` is set.
    End end = End::none;
    boost::system::error_code error{};
    bool is_text = false;      ///< Read: these bytes came in a text message of a WebSocket.
    bool ends_message = false; ///< Read: the WebSocket message ends behind these bytes.
    std::string detail{};      ///< What TLS or WebSocket tell about the end: "WebSocket close 1003 ...".
};

/// That nothing was transferred, because of that end.
[[nodiscard]] Transfer ended(End end, boost::system::error_code error, std::string detail = {});

/// A connected, ordered, lossless byte stream (4.2). One read and one write may be under way at a time. Must
/// outlive its pending operations: the coroutine that reads is the owner, or is joined by it.
class ByteStream
{
public:
    virtual ~ByteStream() = default;

    /// Waits for at least one byte or the end; an empty text message is told with no byte, too. No time-out:
    /// whoever waits for something in time waits elsewhere.
    [[nodiscard]] virtual boost::asio::awaitable<Transfer> read_some(std::span<std::uint8_t> into) = 0;

    /// Writes all of it, or as much as could be written before the end.
    [[nodiscard]] virtual boost::asio::awaitable<Transfer> write(std::span<std::uint8_t const> bytes,
                                                                 Framing framing) = 0;
    [[nodiscard]] boost::asio::awaitable<Transfer> write(std::span<std::uint8_t const> bytes)
    {
        return write(bytes, Framing::binary);
    }

    /// The last words of a layer above, before shutdown_send() or close(): what can be sent without waiting
    /// is, and the rest is lost. Not while a write is under way.
    virtual void write_now(std::span<std::uint8_t const> /*bytes*/) {}

    /// Half-close: FIN goes out, reading goes on. In TLS behind its close_notify, on a WebSocket behind a
    /// close frame.
    virtual void shutdown_send() = 0;
    virtual void close() = 0; ///< FIN (even if there is unread input, which is drained first as far as it is
                              ///< there) and gone; pending operations end as `local`.
    virtual void reset() = 0; ///< RST; pending operations end as `local`.

    /// It carries the data frames of a WebSocket: each read tells in which kind of them its bytes came.
    [[nodiscard]] virtual bool is_framed() const { return false; }

    /// What the client has asked for, on a server's end of a WebSocket once the handshake was read, and
    /// whether or not it was refused; nullptr everywhere else.
    [[nodiscard]] virtual Upgrade const* asked_for() const { return nullptr; }

    [[nodiscard]] virtual std::string peer_name() const = 0; ///< "127.0.0.1:1883", "[::1]:1883", "memory".
};

} // namespace mqttspec::net
