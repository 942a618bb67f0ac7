// SPDX-License-Identifier: Apache-2.0
#include "engine/connection.hpp"

#include "wire/encode.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::engine {

namespace {

// What TLS or WebSocket tell says more than the error code that they come with.
std::string reason_of(net::Transfer const& transfer)
{
    bool const is_bare_failure = transfer.end == net::End::failed && transfer.detail.empty();
    return is_bare_failure ? transfer.error.message() : transfer.detail;
}

} // namespace

Connection::Connection(std::unique_ptr<net::ByteStream> stream, std::string const& party,
                       Surroundings surroundings)
    : stream_{std::move(stream)}, case_{std::move(surroundings)}, id_{case_.journal.add_connection(party)},
      writable_{case_.executor}, last_sent_{net::Clock::now()}, last_received_{net::Clock::now()},
      last_moved_{net::Clock::now()}
{
    note(trace::Opened{.peer = stream_->peer_name(), .is_framed = stream_->is_framed()});
}

boost::asio::awaitable<void> Connection::read()
{
    std::vector<std::uint8_t> buffer(16U * 1024);
    while (!has_ended()) {
        auto const transfer = co_await stream_->read_some(buffer);
        take(std::span{buffer}.first(transfer.bytes), transfer.is_text);
        if (transfer.end != net::End::none)
            note_end(trace::Side::peer, transfer.end, reason_of(transfer));
    }
}

boost::asio::awaitable<void> Connection::write()
{
    while (!has_ended()) {
        if (outbox_.empty()) {
            co_await writable_.wait_until(net::TimePoint::max());
            continue;
        }
        auto const piece = std::move(outbox_.front());
        outbox_.pop_front();
        is_writing_ = true;
        auto const transfer = co_await stream_->write(piece.bytes, piece.framing);
        is_writing_ = false;
        last_sent_ = net::Clock::now();
        last_moved_ = last_sent_;
        // The reader sees the end as well, and what arrived before it: it is the one who records it.
        if (transfer.end != net::End::none) {
            outbox_.clear();
            held_.clear();
        }
        if (outbox_.empty() && wants_half_close_)
            stream_->shutdown_send();
        case_.changed.wake();
        if (transfer.end != net::End::none)
            co_return;
    }
}

void Connection::send(wire::Bytes const& bytes, std::vector<Piece> pieces)
{
    track_outgoing(wire::decode(bytes, case_.version).packet);
    sent.push_back(case_.journal.size());
    bool const is_text =
        std::ranges::any_of(pieces, [](Piece const& piece) { return piece.framing == net::Framing::text; });
    note(trace::Sent{.bytes = bytes, .is_text = is_text});
    last_sent_ = net::Clock::now();
    if (has_ended())
        return;
    for (auto& piece : pieces)
        outbox_.push_back(std::move(piece));
    writable_.wake();
}

void Connection::hold(wire::Bytes const& bytes)
{
    send(bytes, {});
    if (!has_ended())
        held_.insert(held_.end(), bytes.begin(), bytes.end());
}

void Connection::release()
{
    if (held_.empty())
        return;
    outbox_.push_back({.bytes = std::exchange(held_, {})});
    writable_.wake();
}

void Connection::half_close()
{
    note(trace::HalfClosed{});
    is_half_closed_ = true;
    wants_half_close_ = true;
    if (has_written_all())
        stream_->shutdown_send();
}

void Connection::close()
{
    note_end(trace::Side::us, net::End::fin, {});
    stream_->close();
    writable_.wake();
}

void Connection::reset()
{
    note_end(trace::Side::us, net::End::rst, {});
    stream_->reset();
    writable_.wake();
}

void Connection::take(std::span<std::uint8_t const> bytes, bool is_text)
{
    bytes_ += bytes.size();
    if (bytes.empty() || has_ended() || is_garbled_)
        return;
    framer_.feed(bytes);
    while (auto frame = framer_.next()) {
        if (frame->defect != wire::Frame::Defect::none)
            return take_garbage(*frame);
        take_packet(std::move(frame->bytes), is_text);
    }
    if (incomplete_bytes() > 0)
        last_moved_ = net::Clock::now();
    constexpr Limits limits;
    if (packets_ > limits.packets || bytes_ > limits.bytes) {
        is_flooded_ = true;
        note(trace::Note{
            fmt::format("the target floods this connection: {} packets, {} bytes", packets_, bytes_)});
        reset();
    }
}

void Connection::take_packet(wire::Bytes bytes, bool is_text)
{
    ++packets_;
    last_received_ = net::Clock::now();
    auto decoded = wire::decode(bytes, case_.version);
    auto const type = wire::type_of(decoded.packet);
    bool const repeats = is_repeat(decoded.packet);
    // The first packet has to be CONNECT.
    bool const is_ping = case_.is_server && type == wire::PacketType::pingreq && packets_ > 1;
    bool const is_passed_over = is_ping && case_.pings == Pings::answered;
    auto& queue = queue_of(type);
    has_connack_ = has_connack_ || type == wire::PacketType::connack;
    track_incoming(decoded.packet);
    if (!repeats && !is_passed_over)
        queue.push_back(case_.journal.size());
    note(trace::Received{.bytes = std::move(bytes), .decoded = std::move(decoded), .is_text = is_text});
    if (repeats)
        note(trace::Note{"a delivery that was not yet acknowledged came again with DUP 1: passed over"});
    if (is_ping && answers_pings()) {
        auto const answer = wire::encode(wire::Pingresp{}, case_.version).bytes;
        send(answer, {{.bytes = answer}});
    }
}

std::deque<std::size_t>& Connection::queue_of(wire::PacketType type)
{
    if (case_.is_server && is_request(type))
        return inbox.requests;
    return (case_.is_server || has_connack_) && is_delivery(type) ? inbox.deliveries : inbox.replies;
}

void Connection::take_garbage(wire::Frame const& frame)
{
    is_garbled_ = true;
    inbox.deliveries.push_back(case_.journal.size());
    inbox.replies.push_back(case_.journal.size());
    if (case_.is_server)
        inbox.requests.push_back(case_.journal.size());
    auto why = frame.defect == wire::Frame::Defect::too_large
                   ? fmt::format("a packet of {} bytes is announced, more than any case asks for",
                                 frame.claimed_bytes)
                   : std::string{"a Remaining Length that runs on past its fourth byte"};
    note(trace::Garbage{frame.bytes, std::move(why)});
}

void Connection::note_end(trace::Side by, net::End end, std::string detail)
{
    if (has_ended())
        return;
    auto const how = end == net::End::rst   ? trace::Ending::rst
                     : end == net::End::fin ? trace::Ending::fin
                                            : trace::Ending::failed;
    closed_at_ = case_.journal.size();
    end_was_seen = by == trace::Side::us;
    note(trace::Closed{.by = by, .how = how, .detail = std::move(detail)});
    if (by == trace::Side::peer)
        stream_->close();
    writable_.wake();
}

void Connection::note(trace::Event event)
{
    case_.journal.append(
        {.at = net::Clock::now() - case_.epoch, .connection = id_, .event = std::move(event)});
    case_.changed.wake();
}

bool Connection::is_repeat(wire::Packet const& packet) const
{
    auto const* publish = std::get_if<wire::Publish>(&packet);
    return publish != nullptr && publish->dup && publish->packet_id &&
           unacknowledged_.contains(*publish->packet_id);
}

void Connection::track_incoming(wire::Packet const& packet)
{
    auto const id = wire::packet_id_of(packet);
    if (!id)
        return;
    if (std::holds_alternative<wire::Publish>(packet))
        unacknowledged_.insert(*id);
    if (auto const reply = reply_to(packet))
        owed_.emplace_back(*reply, *id);
}

void Connection::track_outgoing(wire::Packet const& packet)
{
    auto const type = wire::type_of(packet);
    auto const id = wire::packet_id_of(packet).value_or(0);
    if (type == wire::PacketType::puback || type == wire::PacketType::pubrec)
        unacknowledged_.erase(id);
    if (auto const found = std::ranges::find(owed_, std::pair{type, id}); found != owed_.end())
        owed_.erase(found);
}

std::optional<std::uint16_t> Connection::owed(wire::PacketType reply) const
{
    auto const found = std::ranges::find(owed_, reply, [](auto const& it) { return it.first; });
    return found == owed_.end() ? std::nullopt : std::optional{found->second};
}

bool is_request(wire::PacketType type)
{
    using enum wire::PacketType;
    return type == connect || type == subscribe || type == unsubscribe || type == pingreq ||
           type == disconnect;
}

bool is_delivery(wire::PacketType type)
{
    return type == wire::PacketType::publish || type == wire::PacketType::pubrel;
}

bool can_ping(Connection const* connection)
{
    return connection != nullptr && !connection->is_server() && connection->is_open() &&
           connection->has_connack() && !connection->is_half_closed();
}

std::optional<wire::PacketType> reply_to(wire::Packet const& packet)
{
    using enum wire::PacketType;
    switch (wire::type_of(packet)) {
    case connect: return connack;
    case publish: {
        auto const qos = std::get<wire::Publish>(packet).qos;
        return qos == 1 ? std::optional{puback} : qos == 2 ? std::optional{pubrec} : std::nullopt;
    }
    case pubrec: return pubrel;
    case pubrel: return pubcomp;
    case subscribe: return suback;
    case unsubscribe: return unsuback;
    case pingreq: return pingresp;
    default: return std::nullopt;
    }
}

} // namespace mqttspec::engine
