// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"
#include "rules/debts.hpp"
#include "rules/messages.hpp"
#include "rules/rule.hpp"
#include "rules/session.hpp"
#include "trace/observation.hpp"
#include "wire/decode.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mqttspec::rules {

using normative::Role;

/// Whether the Server keeps a Session of a Client.
enum class Stored : std::uint8_t
{
    unknown,
    no,
    yes
};

/// A data frame of a WebSocket, in which bytes came.
enum class Frame : std::uint8_t
{
    none,
    binary,
    text,
    empty_text ///< Without a byte: no packet came in it, but the receiver has to close, too.
};

/// That of a text or a binary message.
[[nodiscard]] constexpr Frame data_frame(bool is_text, bool is_empty)
{
    auto const of_text = is_empty ? Frame::empty_text : Frame::text;
    return is_text ? of_text : Frame::binary;
}

/// What one side did on one connection, for the rules about order.
struct Ordering
{
    std::uint64_t publishes = 0;    ///< Above QoS 0.
    std::uint64_t receipts = 0;     ///< PUBRECs for what this side published.
    std::uint64_t acknowledged = 0; ///< The latest PUBLISH of the other side that it answered with PUBACK.
    std::uint64_t received = 0;     ///< The same with PUBREC.
    std::uint64_t released = 0;     ///< The latest PUBREC that it answered with PUBREL.
    std::unordered_map<std::uint64_t, std::uint64_t> released_by_topic{};
    std::unordered_map<std::uint64_t, std::uint64_t> resent_by_topic{}; ///< And QoS: the latest message.
    std::uint64_t resent = 0; ///< The latest message that it sent again, whatever its topic.
};

/// Of the messages of one publisher with one topic and QoS, the one that was delivered latest.
struct Latest
{
    std::uint64_t published = 0;
    std::uint64_t release = 0;
};

/// What was seen of one Network Connection.
struct Connection
{
    trace::ConnectionId id = 0;
    std::uint64_t server = 0;
    bool was_seen_whole = false; ///< From its first byte, without a gap.
    bool is_tainted = false;     ///< Who provokes broke something on it: the other one is no longer judged.
    bool is_displaced = false;   ///< Another connection with its Client Identifier followed.
    bool is_over = false;        ///< Closed, or what it speaks cannot be followed.
    bool has_connect = false;
    bool has_disconnect = false;
    bool has_connack = false;
    bool is_clean = false;
    std::uint16_t keep_alive = 0; ///< In seconds.
    std::uint8_t return_code = 0; ///< Of CONNACK.
    std::string client_id{};
    Stored stored = Stored::unknown; ///< As it was before this connection.
    std::shared_ptr<Session> session = std::make_shared<Session>();
    std::shared_ptr<Session> previous{}; ///< That may be resumed: CONNACK tells.
    trace::Time last_from_client{};
    std::uint64_t user = 0;                 ///< Digest of the User Name.
    trace::ConnectionId displaces = 0;      ///< Another one with its Client Identifier, which came before.
    std::optional<trace::Time> displaced{}; ///< When the one that followed was accepted.
    trace::Time disconnected{};             ///< When DISCONNECT came.
    trace::Time last_unknown_retained{};    ///< When RETAIN 1 came on what nobody was seen to publish.
    std::uint64_t will = 0;                 ///< Digest of the content of its Will; 0 without.
    std::uint64_t from_client = 0;          ///< Packets.
    std::uint64_t from_server = 0;
    std::uint64_t at_qos_0 = 0; ///< PUBLISHes of the Client.
    std::array<Ordering, 2> order{};
    std::array<Debts, 2> debts{};
    std::unordered_map<std::uint64_t, Latest> delivered{}; ///< By publisher, topic and QoS.

    /// Whether the Server has accepted its Client.
    [[nodiscard]] bool is_admitted() const { return has_connack && return_code == 0; }

    [[nodiscard]] Ordering& order_of(Role role) { return order[index_of(role)]; }
    [[nodiscard]] Ordering const& order_of(Role role) const { return order[index_of(role)]; }

    /// What that side owes.
    [[nodiscard]] Debts& debts_of(Role role) { return debts[index_of(role)]; }
    [[nodiscard]] Debts const& debts_of(Role role) const { return debts[index_of(role)]; }
};

/// What is known beforehand.
struct Knowledge
{
    /// All connections of all Clients that are seen at all are seen, and nothing but what is seen changes
    /// what the Server stores (no restart).
    bool is_whole = false;

    /// The Server promises to keep Sessions, so that one that is gone is missed.
    bool keeps_sessions = false;

    /// Whether nobody can have used that Client Identifier before; may be empty.
    std::function<bool(std::string_view client_id)> is_new_client{};

    std::chrono::nanoseconds slack = std::chrono::milliseconds{500}; ///< For rules about time.

    /// The ends of connections are seen when they come about, so that a late one is late.
    bool sees_ends_in_time = false;

    /// How long may take what is due, but at no time that the standard names; of who provokes, and of the
    /// other party.
    std::chrono::nanoseconds patience = std::chrono::seconds{60};
    std::chrono::nanoseconds patience_with_provoker = std::chrono::seconds{60};

    [[nodiscard]] std::chrono::nanoseconds patience_with(Role role) const
    {
        return role == provoker ? patience_with_provoker : patience;
    }

    /// Whose faults excuse what the other party does behind them on the same connection: who provokes.
    Role provoker = Role::client;
};

/// What a rule is shown: one packet, and what was known before it.
struct Sight
{
    wire::Decoded const& decoded; ///< Of a frame, and of the end of a connection: an empty packet.
    Role sender = Role::server;
    Connection const& connection;
    Session const& session;
    Knowledge const& knowledge;
    trace::Time now{};
    Frame frame = Frame::none;        ///< A frame is to be judged: there is no packet.
    std::uint64_t content = 0;        ///< Digest of a PUBLISH's Topic Name and payload.
    Subscriptions::Match match{};     ///< Of the Topic Name of a Server's PUBLISH.
    Message const* message = nullptr; ///< What a Server's PUBLISH delivers, if it is known.
    KnownWill const* will = nullptr;  ///< Likewise, if it is a Will.
    Debt const* paid = nullptr;       ///< The request that it answers.
    bool is_end = false;              ///< The connection was closed: there is no packet.
    bool knows_session = false;       ///< All of the Session was seen.

    /// As how many fields with a two-byte length the bytes behind the last field of a CONNECT can be read;
    /// nothing if they cannot.
    std::optional<std::size_t> surplus_fields{};

    [[nodiscard]] bool has_packet() const { return !is_end && frame == Frame::none; }

    template <class P>
    [[nodiscard]] P const* get() const
    {
        return std::get_if<P>(&decoded.packet);
    }

    /// The messages that the sender publishes, and those of the other side.
    [[nodiscard]] Flow const& own() const { return session.flow_of(sender); }
    [[nodiscard]] Flow const& other() const { return session.flow_of(opposite(sender)); }

    /// How long its sender may take over what is due.
    [[nodiscard]] std::chrono::nanoseconds patience() const { return knowledge.patience_with(sender); }

    /// Nearly all packets have no malformation, and a dozen rules ask.
    [[nodiscard]] wire::Malformation const* find(wire::Defect defect, std::string_view field = {}) const
    {
        return decoded.malformations.empty() ? nullptr : find_any(defect, field);
    }

private:
    [[nodiscard]] wire::Malformation const* find_any(wire::Defect defect, std::string_view field) const;
};

/// What a message holds: Topic Name and payload.
[[nodiscard]] std::uint64_t content_of(std::string_view topic, wire::Bytes const& payload);

/// What a SUBSCRIBE or UNSUBSCRIBE asks for, likewise.
[[nodiscard]] std::uint64_t digest_of_request(wire::Packet const& packet);

/// Whether all of the packet's fields could be read.
[[nodiscard]] bool is_readable(wire::Decoded const& decoded);

} // namespace mqttspec::rules
