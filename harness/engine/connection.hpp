// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "scenario/step.hpp"
#include "trace/journal.hpp"
#include "wire/framer.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::engine {

/// What arrived on a connection and was not yet looked at, as indices into the journal. After CONNACK there
/// are two queues, because the standard lets a PUBLISH overtake replies (3.8.4). A Server has a third one,
/// since a Client asks when it likes.
struct Inbox
{
    std::deque<std::size_t> deliveries; ///< PUBLISH, PUBREL.
    std::deque<std::size_t> replies;    ///< All others, and everything before CONNACK.
    std::deque<std::size_t> requests;   ///< CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT.

    /// What a Client under test told, by the kind of report: no traffic.
    std::array<std::deque<std::size_t>, scenario::kinds_of_report> reports;

    [[nodiscard]] bool is_empty() const { return deliveries.empty() && replies.empty() && requests.empty(); }
};

/// How much one connection may hold before it counts as flooded.
struct Limits
{
    std::size_t packets = 250'000;
    std::size_t bytes = 128U * 1024 * 1024;
};

/// What goes out in one write.
struct Piece
{
    wire::Bytes bytes{};
    net::Framing framing = net::Framing::binary;
};

/// What becomes of the PINGREQs of a Client.
enum class Pings
{
    answered,          ///< At once; they are not to be looked at.
    answered_and_kept, ///< At once; a step looks at them later.
    kept               ///< Steps look at them, and answer them or do not.
};

/// One network connection of an actor: writes what it is given, reads all the time, and records everything.
class Connection
{
public:
    /// What it shares with the other connections of its case; all of it outlives it.
    struct Surroundings
    {
        trace::Journal& journal;
        net::Timer& changed; ///< Is woken whenever something happens on a connection of the case.
        boost::asio::any_io_executor executor;
        net::TimePoint epoch; ///< Time 0 of the journal.
        wire::Version version;
        bool is_server = false; ///< We are the Server on it.
        Pings pings = Pings::kept;
    };

    Connection(std::unique_ptr<net::ByteStream> stream, std::string const& party, Surroundings surroundings);

    // The two coroutines of a connection; its owner spawns and joins them.
    [[nodiscard]] boost::asio::awaitable<void> read();
    [[nodiscard]] boost::asio::awaitable<void> write();

    /// Records the packet (or whatever it is) as sent, and hands its pieces to the writer.
    void send(wire::Bytes const& bytes, std::vector<Piece> pieces);

    /// Records it as sent, and keeps it back, so that it goes out with what is sent next.
    void hold(wire::Bytes const& bytes);

    /// What was kept back goes out in one write.
    void release();

    void half_close();
    void close();
    void reset();

    [[nodiscard]] bool has_written_all() const { return outbox_.empty() && held_.empty() && !is_writing_; }
    [[nodiscard]] bool has_ended() const { return closed_at_.has_value(); }
    [[nodiscard]] bool is_open() const { return !has_ended(); }
    [[nodiscard]] bool was_flooded() const { return is_flooded_; }
    [[nodiscard]] bool has_connack() const { return has_connack_; }
    [[nodiscard]] bool is_half_closed() const { return is_half_closed_; }
    [[nodiscard]] bool is_garbled() const { return is_garbled_; }

    /// Where the journal says that the connection ended.
    [[nodiscard]] std::optional<std::size_t> closed_at() const { return closed_at_; }
    [[nodiscard]] net::TimePoint last_sent() const { return last_sent_; }
    [[nodiscard]] net::TimePoint last_received() const { return last_received_; }

    /// When something was last written, or came of a packet that is not whole yet.
    [[nodiscard]] net::TimePoint last_moved() const { return last_moved_; }

    /// How much has come of such a packet.
    [[nodiscard]] std::size_t incomplete_bytes() const { return is_garbled_ ? 0 : framer_.rest().size(); }
    [[nodiscard]] bool is_server() const { return case_.is_server; }
    [[nodiscard]] bool answers_pings() const { return case_.pings != Pings::kept; }

    /// What the peer asked for in its WebSocket handshake; nullptr if that is not known, or none was due.
    [[nodiscard]] net::Upgrade const* asked_for() const { return stream_->asked_for(); }
    [[nodiscard]] trace::ConnectionId id() const { return id_; }
    [[nodiscard]] wire::Version version() const { return case_.version; }

    /// The id of the oldest packet from the peer that this kind of reply would answer.
    [[nodiscard]] std::optional<std::uint16_t> owed(wire::PacketType reply) const;

    Inbox inbox;
    bool end_was_seen = false;      ///< A step has taken note of its end.
    std::vector<std::size_t> sent;  ///< What we sent on it, as indices into the journal.
    std::size_t last_stimulus = 0;  ///< How many of `sent` came before the last step that sent.
    std::vector<std::size_t> taken; ///< Those that steps have taken, as indices into the journal.

private:
    void take(std::span<std::uint8_t const> bytes, bool is_text);
    void take_packet(wire::Bytes bytes, bool is_text);
    [[nodiscard]] std::deque<std::size_t>& queue_of(wire::PacketType type);
    void take_garbage(wire::Frame const& frame);
    void note_end(trace::Side by, net::End end, std::string detail);
    void note(trace::Event event);
    [[nodiscard]] bool is_repeat(wire::Packet const& packet) const;
    void track_incoming(wire::Packet const& packet);
    void track_outgoing(wire::Packet const& packet);

    std::unique_ptr<net::ByteStream> stream_;
    Surroundings case_;
    trace::ConnectionId id_;
    net::Timer writable_; ///< Wakes the writer.
    wire::Framer framer_;
    std::deque<Piece> outbox_;
    wire::Bytes held_;
    std::set<std::uint16_t> unacknowledged_; ///< Ids of deliveries that we have not answered.
    std::vector<std::pair<wire::PacketType, std::uint16_t>> owed_; ///< Replies that we owe, oldest first.
    net::TimePoint last_sent_{};
    net::TimePoint last_received_{};
    net::TimePoint last_moved_{};
    std::optional<std::size_t> closed_at_;
    std::size_t packets_ = 0;
    std::size_t bytes_ = 0;
    bool is_writing_ = false;
    bool is_flooded_ = false;
    bool is_garbled_ = false;
    bool has_connack_ = false;
    bool is_half_closed_ = false;
    bool wants_half_close_ = false;
};

/// Whether a Client asks for something with it.
[[nodiscard]] bool is_request(wire::PacketType type);

/// Whether it is part of a delivery to whoever receives it.
[[nodiscard]] bool is_delivery(wire::PacketType type);

/// Whether a PINGREQ may be sent on it.
[[nodiscard]] bool can_ping(Connection const* connection);

/// The kind of packet with which the standard has that packet answered, if it does.
[[nodiscard]] std::optional<wire::PacketType> reply_to(wire::Packet const& packet);

} // namespace mqttspec::engine
