// SPDX-License-Identifier: Apache-2.0
#include "net/memory.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

/// What one write, or a part of it, left in the pipe.
struct Piece
{
    std::size_t bytes = 0;
    bool is_text = false;
    bool ends_message = false;
};

/// One direction.
struct Pipe
{
    std::vector<std::uint8_t> bytes;
    std::size_t start = 0;    ///< Of what is not read yet.
    std::deque<Piece> pieces; ///< What is not read yet, as it was written.
    bool is_in_text = false;  ///< The message that is being written is a text message.
    bool is_in_message = false;
    End ended = End::none;  ///< fin or rst once the writing end has sent it.
    bool has_reader = true; ///< Else whoever writes gets an RST back.

    [[nodiscard]] std::size_t size() const { return bytes.size() - start; }
    void put(std::span<std::uint8_t const> from, Framing framing, bool is_last);
    Transfer take(std::span<std::uint8_t> into);
    void skip_empty(); ///< Messages without bytes, but for text, which is to be noticed.
};

/// What both ends hold. A timer for each end wakes whoever reads or writes there.
struct Wire
{
    Wire(asio::any_io_executor const& executor, std::size_t capacity)
        : timers{Timer(executor), Timer(executor)}, capacity_bytes(capacity)
    {}

    std::array<Pipe, 2> pipes; ///< By the end that writes.
    std::array<Timer, 2> timers;
    std::size_t capacity_bytes;
};

class MemoryStream final : public ByteStream
{
public:
    MemoryStream(std::shared_ptr<Wire> wire, std::size_t side, std::optional<Upgrade> asked_for = {});
    ~MemoryStream() override { close(); }

    awaitable<Transfer> read_some(std::span<std::uint8_t> into) override;
    awaitable<Transfer> write(std::span<std::uint8_t const> bytes, Framing framing) override;
    void write_now(std::span<std::uint8_t const> bytes) override;
    void shutdown_send() override;
    void close() override { leave(End::fin); }
    void reset() override { leave(End::rst); }
    bool is_framed() const override { return true; }
    Upgrade const* asked_for() const override { return asked_for_ ? &*asked_for_ : nullptr; }
    std::string peer_name() const override { return "memory"; }

private:
    void leave(End how);
    Transfer why_unwritable(std::size_t written) const;

    std::shared_ptr<Wire> wire_;
    Pipe& in_;
    Pipe& out_;
    Timer& mine_;
    Timer& peers_;
    std::optional<Upgrade> asked_for_;
    bool has_left_ = false;
};

boost::system::error_code error_for(End end);

} // namespace

std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>>
make_memory_pair(asio::any_io_executor executor, std::size_t capacity_bytes)
{
    auto const wire = std::make_shared<Wire>(executor, std::max<std::size_t>(capacity_bytes, 1));
    return {std::make_unique<MemoryStream>(wire, 0), std::make_unique<MemoryStream>(wire, 1)};
}

struct MemoryListener::Impl
{
    Impl(asio::any_io_executor on, std::string name)
        : executor(std::move(on)), subprotocol(std::move(name)), changed(executor)
    {}

    asio::any_io_executor executor;
    std::string subprotocol;
    Timer changed;
    std::deque<std::unique_ptr<ByteStream>> waiting;
    bool is_closed = false;
};

MemoryListener::MemoryListener(asio::any_io_executor executor, std::string subprotocol)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(subprotocol)))
{}

MemoryListener::~MemoryListener()
{
    close();
}

awaitable<std::unique_ptr<ByteStream>> MemoryListener::accept()
{
    auto const impl = impl_;
    while (impl->waiting.empty() && !impl->is_closed)
        co_await impl->changed.wait_until(TimePoint::max());
    if (impl->is_closed)
        co_return nullptr;
    auto stream = std::move(impl->waiting.front());
    impl->waiting.pop_front();
    co_return stream;
}

void MemoryListener::close()
{
    impl_->is_closed = true;
    for (auto const& stream : impl_->waiting)
        stream->reset(); // As a kernel does with connections that nobody has accepted.
    impl_->waiting.clear();
    impl_->changed.wake();
}

std::unique_ptr<ByteStream> MemoryListener::connect(Upgrade asked_for)
{
    if (impl_->is_closed)
        return nullptr;
    auto const wire = std::make_shared<Wire>(impl_->executor, memory_capacity_bytes_default);
    impl_->waiting.push_back(std::make_unique<MemoryStream>(wire, 1, std::move(asked_for)));
    impl_->changed.wake();
    return std::make_unique<MemoryStream>(wire, 0);
}

std::string const& MemoryListener::subprotocol() const
{
    return impl_->subprotocol;
}

MemoryConnector::MemoryConnector(MemoryListener& listener) : listener_(listener) {}

awaitable<ConnectResult> MemoryConnector::connect(TimePoint, Upgrade upgrade)
{
    ConnectResult result;
    UpgradeAnswer answer;
    answer.status = 400;
    if (std::ranges::find(upgrade.subprotocols, "mqtt") == upgrade.subprotocols.end()) {
        auto const refused = listener_.connect(std::move(upgrade)); // Which the server's end gets to see.
        result.upgrade = answer;
        result.error = asio::error::connection_refused;
        result.trouble = name() + " answered the WebSocket handshake with 400 Bad Request";
        co_return result;
    }
    answer.status = 101;
    answer.subprotocol = listener_.subprotocol();
    result.upgrade = answer;
    result.stream = listener_.connect(std::move(upgrade));
    if (!result.stream) {
        result.error = asio::error::connection_refused;
        result.trouble = "connecting to " + name() + ": " + result.error.message();
    }
    co_return result;
}

std::string MemoryConnector::name() const
{
    return "memory";
}

namespace {

MemoryStream::MemoryStream(std::shared_ptr<Wire> wire, std::size_t side, std::optional<Upgrade> asked_for)
    : wire_(std::move(wire)), in_(wire_->pipes[1 - side]), out_(wire_->pipes[side]),
      mine_(wire_->timers[side]), peers_(wire_->timers[1 - side]), asked_for_(std::move(asked_for))
{}

awaitable<Transfer> MemoryStream::read_some(std::span<std::uint8_t> into)
{
    in_.skip_empty();
    while (!has_left_ && in_.pieces.empty() && in_.ended == End::none) {
        co_await mine_.wait_until(TimePoint::max());
        in_.skip_empty();
    }

    Transfer result;
    if (has_left_) {
        result.end = End::local;
    } else if (!in_.pieces.empty()) {
        result = in_.take(into);
        peers_.wake();
    } else {
        result.end = in_.ended;
    }
    result.error = error_for(result.end);
    co_return result;
}

awaitable<Transfer> MemoryStream::write(std::span<std::uint8_t const> bytes, Framing framing)
{
    std::size_t written = 0;
    bool is_empty_message = bytes.empty();
    while (written < bytes.size() || is_empty_message) {
        if (has_left_ || out_.ended != End::none || in_.ended == End::rst || !out_.has_reader)
            co_return why_unwritable(written);
        auto const count = std::min(bytes.size() - written, wire_->capacity_bytes - out_.size());
        if (count == 0 && !is_empty_message) {
            co_await mine_.wait_until(TimePoint::max());
            continue;
        }
        out_.put(bytes.subspan(written, count), framing, written + count == bytes.size());
        written += count;
        is_empty_message = false;
        peers_.wake();
    }
    Transfer result;
    result.bytes = written;
    co_return result;
}

void MemoryStream::write_now(std::span<std::uint8_t const> bytes)
{
    if (has_left_ || out_.ended != End::none || !out_.has_reader)
        return;
    auto const count = std::min(bytes.size(), wire_->capacity_bytes - out_.size());
    out_.put(bytes.first(count), Framing::binary, true);
    peers_.wake();
}

Transfer MemoryStream::why_unwritable(std::size_t written) const
{
    Transfer result;
    result.bytes = written;
    result.end = has_left_ || out_.ended != End::none ? End::local : End::rst;
    result.error = error_for(result.end);
    return result;
}

void MemoryStream::shutdown_send()
{
    if (out_.ended == End::none)
        out_.ended = End::fin;
    mine_.wake();
    peers_.wake();
}

void MemoryStream::leave(End how)
{
    if (std::exchange(has_left_, true))
        return;
    if (out_.ended == End::none || how == End::rst)
        out_.ended = how;
    in_.has_reader = false;
    mine_.wake();
    peers_.wake();
}

void Pipe::put(std::span<std::uint8_t const> from, Framing framing, bool is_last)
{
    if (start >= bytes.size() - start) { // At least half has been read: moving the rest is cheap.
        bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(start));
        start = 0;
    }
    bytes.insert(bytes.end(), from.begin(), from.end());
    if (!std::exchange(is_in_message, true))
        is_in_text = framing == Framing::text;
    Piece const piece{.bytes = from.size(),
                      .is_text = is_in_text,
                      .ends_message = is_last && framing != Framing::fragment_more};
    pieces.push_back(piece);
    is_in_message = !piece.ends_message;
}

/// No more than one piece, so that the reader sees where messages end.
Transfer Pipe::take(std::span<std::uint8_t> into)
{
    auto& piece = pieces.front();
    Transfer taken;
    taken.bytes = std::min(into.size(), piece.bytes);
    taken.is_text = piece.is_text;
    taken.ends_message = piece.ends_message && taken.bytes == piece.bytes;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(start), taken.bytes, into.begin());
    start += taken.bytes;
    piece.bytes -= taken.bytes;
    if (piece.bytes == 0)
        pieces.pop_front();
    return taken;
}

void Pipe::skip_empty()
{
    while (!pieces.empty() && pieces.front().bytes == 0 && !pieces.front().is_text)
        pieces.pop_front();
}

boost::system::error_code error_for(End end)
{
    switch (end) {
    case End::fin: return asio::error::eof;
    case End::rst: return asio::error::connection_reset;
    case End::local: return asio::error::operation_aborted;
    default: return {};
    }
}

} // namespace

} // namespace mqttspec::net
