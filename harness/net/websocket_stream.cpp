// SPDX-License-Identifier: Apache-2.0
#include "net/websocket_stream.hpp"

#include "net/turn.hpp"
#include "net/websocket_handshake.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::uint16_t protocol_error = 1002;

} // namespace

WebSocketStream::WebSocketStream(std::unique_ptr<ByteStream> under, std::vector<std::uint8_t> rest,
                                 asio::any_io_executor executor)
    : under_(std::move(under)), changed_(std::move(executor)), buffer_(std::move(rest))
{}

WebSocketStream::WebSocketStream(std::unique_ptr<ByteStream> under, WebSocketService service,
                                 asio::any_io_executor executor)
    : under_(std::move(under)), service_(std::move(service)), changed_(std::move(executor)),
      is_client_(false), is_open_(false)
{}

awaitable<Transfer> WebSocketStream::read_some(std::span<std::uint8_t> into)
{
    if (!is_open_ && !read_end_ && !has_closed_)
        co_await handshake();
    while (!has_closed_ && !read_end_) {
        if (payload_left_ > 0 && !unread().empty())
            co_return take(into);
        auto const header = next_header();
        auto const objection = header ? objection_to(*header) : std::string();
        if (!objection.empty())
            co_await object(objection);
        else if (!header)
            co_await fill();
        else if (is_control(header->opcode))
            co_await take_control(*header);
        else if (bool const is_empty_text = begin(*header); is_empty_text)
            co_return take(into);
    }
    if (has_closed_)
        co_return ended(End::local, asio::error::operation_aborted, {});
    changed_.wake();
    co_return *read_end_;
}

awaitable<Transfer> WebSocketStream::write(std::span<std::uint8_t const> bytes, Framing framing)
{
    while (!is_open_ && !read_end_ && !has_closed_)
        co_await changed_.wait_until(TimePoint::max());
    if (has_closed_ || has_said_close_ || !is_open_)
        co_return why_unwritable();
    auto const opcode = is_sending_message_        ? Opcode::continuation
                        : framing == Framing::text ? Opcode::text
                                                   : Opcode::binary;
    bool const is_last = framing != Framing::fragment_more;
    is_sending_message_ = !is_last;
    auto frame = encode_frame(opcode, is_last, is_client_, bytes);
    auto result = co_await send(std::move(frame));
    result.bytes = result.end == End::none ? bytes.size() : 0;
    co_return result;
}

/// A close frame is the half-close of a WebSocket (RFC 6455, 5.5.1): who has received it may still send the
/// rest, and answers when it shuts down or closes, too.
void WebSocketStream::shutdown_send()
{
    say_goodbye();
    under_->shutdown_send();
}

void WebSocketStream::close()
{
    if (has_closed_)
        return;
    say_goodbye();
    has_closed_ = true;
    under_->close();
    changed_.wake();
}

void WebSocketStream::reset()
{
    has_said_close_ = true;
    has_closed_ = true;
    under_->reset();
    changed_.wake();
}

/// A half-written frame must not be broken into: then the end of the connection says it all.
void WebSocketStream::say_goodbye()
{
    if (std::exchange(has_said_close_, true) || is_sending_ || !is_open_)
        return;
    under_->write_now(encode_frame(Opcode::close, true, is_client_, last_word_));
}

/// The server's.
awaitable<void> WebSocketStream::handshake()
{
    auto outcome = co_await answer_upgrade(*under_, service_);
    is_open_ = outcome.is_done;
    asked_for_ = outcome.asked_for;
    buffer_ = std::move(outcome.rest);
    start_ = 0;
    if (!is_open_) {
        read_end_ = outcome.end;
        if (read_end_->end == End::none)
            read_end_ = ended(End::failed, make_error_code(boost::system::errc::protocol_error), {});
        read_end_->detail = "the WebSocket handshake: the client " + outcome.trouble;
    }
    changed_.wake();
}

awaitable<void> WebSocketStream::fill()
{
    constexpr std::size_t most = 65536;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
    auto const before = buffer_.size();
    buffer_.resize(before + (payload_left_ > 4096 ? most : 4096));
    auto const got = co_await under_->read_some(std::span(buffer_).subspan(before));
    buffer_.resize(before + got.bytes);
    if (got.bytes > 0 || got.end == End::none)
        co_return;
    read_end_ = got;
    if (got.end == End::fin)
        read_end_->detail = got.detail.empty() ? "without a WebSocket close frame"
                                               : "without a WebSocket close frame, " + got.detail;
}

/// The next header, where it is due and all of it is there; of a control frame, its payload as well.
std::optional<FrameHeader> WebSocketStream::next_header() const
{
    if (payload_left_ > 0)
        return std::nullopt;
    auto const header = read_frame_header(unread());
    bool const is_short = header && is_control(header->opcode) && header->payload_bytes <= 125;
    if (is_short && unread().size() < header->header_bytes + header->payload_bytes)
        return std::nullopt;
    return header;
}

/// RFC 6455, 5.1 to 5.5.
std::string WebSocketStream::objection_to(FrameHeader const& header) const
{
    if (header.reserved != 0)
        return "a frame with reserved bits set";
    if (header.is_masked == is_client_)
        return is_client_ ? "a masked frame from the server" : "a frame from the client without a mask";
    if (is_control(header.opcode)) {
        if (header.opcode > Opcode::pong)
            return "a frame of unknown opcode";
        return header.is_last && header.payload_bytes <= 125 ? "" : "a control frame that is cut or too long";
    }
    if (header.opcode > Opcode::binary)
        return "a frame of unknown opcode";
    if (header.opcode == Opcode::continuation)
        return is_in_message_ ? "" : "a continuation frame with nothing to continue";
    return is_in_message_ ? "a new message before the last one has ended" : "";
}

/// Whether there is something to tell at once: an empty text message.
bool WebSocketStream::begin(FrameHeader const& header)
{
    start_ += header.header_bytes;
    frame_ = header;
    payload_left_ = header.payload_bytes;
    if (header.opcode != Opcode::continuation)
        is_text_ = header.opcode == Opcode::text;
    is_in_message_ = true;
    if (payload_left_ == 0)
        end_frame();
    return payload_left_ == 0 && header.opcode == Opcode::text;
}

Transfer WebSocketStream::take(std::span<std::uint8_t> into)
{
    auto const bytes = unread();
    auto const offset = frame_.payload_bytes - payload_left_;
    Transfer taken;
    taken.bytes =
        static_cast<std::size_t>(std::min<std::uint64_t>({bytes.size(), into.size(), payload_left_}));
    for (std::size_t at = 0; at < taken.bytes; ++at)
        into[at] = bytes[at] ^ frame_.mask[(offset + at) % 4];
    start_ += taken.bytes;
    payload_left_ -= taken.bytes;
    taken.is_text = is_text_;
    taken.ends_message = payload_left_ == 0 && frame_.is_last;
    if (payload_left_ == 0)
        end_frame();
    return taken;
}

void WebSocketStream::end_frame()
{
    is_in_message_ = !frame_.is_last;
}

awaitable<void> WebSocketStream::take_control(FrameHeader header)
{
    auto const raw = unread().subspan(header.header_bytes, static_cast<std::size_t>(header.payload_bytes));
    std::vector<std::uint8_t> payload(raw.begin(), raw.end());
    for (std::size_t at = 0; at < payload.size(); ++at)
        payload[at] ^= header.mask[at % 4];
    start_ += header.header_bytes + payload.size();
    if (header.opcode == Opcode::close)
        read_end_ = ended(End::fin, asio::error::eof, close_in_words(payload));
    if (header.opcode == Opcode::close)
        last_word_.assign(payload.begin(), payload.begin() + (payload.size() < 2 ? 0 : 2));
    if (header.opcode != Opcode::ping || has_said_close_)
        co_return;
    auto frame = encode_frame(Opcode::pong, true, is_client_, payload);
    co_await send(std::move(frame));
}

/// The peer does not keep to the protocol of WebSocket.
awaitable<void> WebSocketStream::object(std::string what)
{
    read_end_ = ended(End::failed, make_error_code(boost::system::errc::protocol_error),
                      "no proper WebSocket: " + what);
    if (std::exchange(has_said_close_, true))
        co_return;
    auto const payload = close_payload(protocol_error);
    auto frame = encode_frame(Opcode::close, true, is_client_, payload);
    co_await send(std::move(frame));
}

/// One frame at a time.
awaitable<Transfer> WebSocketStream::send(std::vector<std::uint8_t> frame)
{
    while (is_sending_ && !has_closed_)
        co_await changed_.wait_until(TimePoint::max());
    if (has_closed_)
        co_return why_unwritable();
    Turn const turn(is_sending_, changed_);
    auto const put = co_await under_->write(frame);
    co_return put;
}

std::span<std::uint8_t const> WebSocketStream::unread() const
{
    return std::span(buffer_).subspan(start_);
}

Transfer WebSocketStream::why_unwritable() const
{
    if (has_closed_ || !read_end_)
        return ended(End::local, asio::error::operation_aborted, {});
    auto result = *read_end_;
    result.bytes = 0;
    return result;
}

} // namespace mqttspec::net
