// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/value.hpp"
#include "wire/edit.hpp"
#include "wire/packet.hpp"
#include "yaml/diagnostic.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::scenario {

/// The parties of a case. The list is closed, so that typing errors are caught.
enum class Actor
{
    none,
    alice, ///< To `dave`: Clients that the harness plays, where a Server is under test.
    bob,
    carol,
    dave,
    server, ///< The Server that the harness plays, where a Client is under test.
    client, ///< That Client; it is only given orders.
};

[[nodiscard]] std::string_view name_of(Actor actor);

/// What an actor is, and so what it can do.
enum class Side
{
    client, ///< A Client that the harness plays.
    server, ///< A Server that the harness plays.
    subject ///< What is under test, where that takes orders.
};

[[nodiscard]] constexpr Side side_of(Actor actor)
{
    return actor == Actor::server ? Side::server : actor == Actor::client ? Side::subject : Side::client;
}

/// A duration in units of the standard or of the target's timing table; never in milliseconds.
struct Span
{
    enum class Unit
    {
        response,
        settle,
        keep_alive
    };
    double factor = 1;
    Unit unit = Unit::response;
};

/// A packet that is looked for, by type and by any of its members (keys of wire::keys_of).
struct Pattern
{
    wire::PacketType type{};
    std::vector<std::pair<std::string, Matcher>> members{};
    yaml::Location where{};
};

/// What may come and is then passed over: a packet, or the end of the connection.
struct Allowed
{
    std::optional<Pattern> packet{}; ///< Absent: `close`.
    Actor actor = Actor::none;       ///< none: whoever gets it.
};

/// `checks`: which statement a failure of which member blames. The member "" stands for the step as a whole.
struct Check
{
    std::string member{};
    std::string statement{}; ///< Canonical, with clause letter if given.
};

/// `capture: {id: packet_id}`: keeps a member of the packet that was met as a variable.
struct Capture
{
    std::string variable{};
    std::string member{};
};

/// A corruption of the packet that is sent; the bytes may hold variables.
struct EditTemplate
{
    enum class Kind
    {
        set,
        remove,
        insert,
        truncate
    };
    Kind kind{};
    std::string field{};
    Text bytes{};
    yaml::Location where{};
};

/// How the bytes of one send are cut into writes.
struct Split
{
    enum class Kind
    {
        whole,
        each_byte,
        at
    };
    Kind kind = Kind::whole;
    std::vector<std::size_t> offsets{}; ///< For `at`: ascending.
};

/// What the writes of one send are over WebSocket (6); nothing else knows the difference.
enum class Frames
{
    binary,   ///< Each write is a binary frame.
    text,     ///< Each write is a text frame, which breaks [MQTT-6.0.0-1].
    fragments ///< The writes are the fragments of one binary message.
};

/// One packet to be sent: members that are named, defaults for the others, then edits.
struct PacketTemplate
{
    wire::PacketType type{};
    Template::Members members{};
    std::vector<EditTemplate> edits{};
};

// Vectors of the incomplete Step have no initialiser: clang 14 would instantiate their destructor for it.
struct Step;

// Whole exchanges, as a well-behaved client does them.

/// CONNECT until CONNACK. `expected` holds CONNACK members; return_code 0 unless it says otherwise.
struct Connect
{
    Template::Members members{};
    Pattern expected{};
};

/// SUBSCRIBE until SUBACK. Unless `expected` names return_codes, all must be granted as requested.
struct Subscribe
{
    Template::Members members{};
    Pattern expected{};
};

/// UNSUBSCRIBE until UNSUBACK.
struct Unsubscribe
{
    Template::Members members{};
};

/// PUBLISH, and its handshake at the given QoS. `topic` is ${topic} and `payload` a default unless named.
struct Publish
{
    Template::Members members{};
};

/// Expects a PUBLISH and completes its handshake.
struct Receive
{
    Pattern expected{};
};

struct Ping
{};

/// DISCONNECT, then the end of the connection, whoever closes first.
struct Disconnect
{};

// Single acts.

struct Open ///< A network connection, and nothing sent on it.
{
    /// What is offered in the WebSocket handshake, which is then for `expect handshake` to judge. Absent:
    /// mqtt.
    std::optional<std::vector<std::string>> subprotocols{};
};
struct Close ///< FIN, without DISCONNECT.
{};
struct Reset ///< RST.
{};
struct HalfClose ///< FIN, and reading goes on.
{};

/// What a Client does first and a Server answers: expects that packet, and completes the exchange as a
/// well-behaved Server does.
struct Accept
{
    Pattern expected{};
    Template::Members
        answer{}; ///< Members of the CONNACK or SUBACK; the others are as a Server would have them.
};

/// What the client under test is told to do. Nothing waits for it to be done.
struct Order
{
    enum class Kind
    {
        connect,
        publish,
        subscribe,
        unsubscribe,
        disconnect,
        abort ///< Close without DISCONNECT.
    };
    Kind kind{};
    Template::Members members{}; ///< Of the packet that it shall send.
};

struct Wait
{
    Span span{};
};

struct RestartTarget
{};

/// Beyond, a repeat is a mistake: it would be no use on any target.
constexpr std::int64_t most_rounds = 70'000;

struct Repeat
{
    Template times{}; ///< `${n}` counts from 1 within.
    std::vector<Step> steps;
};

/// Branches that run at the same time; all must end well.
struct Together
{
    std::vector<std::vector<Step>> branches;
};

/// Exactly these packets, in one write unless `split` says otherwise.
struct Send
{
    std::vector<PacketTemplate> packets{};
    Split split{};
    Frames frames = Frames::binary;
};

struct SendBytes
{
    Text bytes{};
    Split split{};
    Frames frames = Frames::binary;
};

/// The next packet of its queue must be this one. It is not acknowledged.
struct Expect
{
    Pattern packet{};
};

/// These packets, in whatever order.
struct ExpectAnyOrder
{
    std::vector<Pattern> packets{};
    bool acknowledges = false; ///< Completes the handshake of each PUBLISH.
};

/// The end of the connection by the target, FIN or RST. Deliveries, and replies owed to earlier packets, may
/// come first.
struct ExpectClose
{
    std::vector<Allowed> allow{};
};

/// Nothing unread after a PINGREQ barrier and the settle time.
struct ExpectSilence
{};

/// What a Server answered to the WebSocket handshake of the last `open`, `status` and `subprotocol`; or, of
/// an actor that is a Server, which `subprotocol`s the Client offered in its handshake: one has to match.
struct ExpectHandshake
{
    std::vector<std::pair<std::string, Matcher>> members{};
};

/// Nothing that came so far was in a text frame [MQTT-6.0.0-1].
struct ExpectBinaryFrames
{};

/// The next Network Connection that the client under test opens.
struct ExpectConnection
{};

/// What the client under test tells whoever uses it. Its kind is a queue of its own.
struct ExpectReport
{
    enum class Kind
    {
        connected,
        message,
        acknowledged,
        subscribed,
        unsubscribed,
        closed,
        refusal ///< That it will not do what it was ordered to.
    };
    Kind kind{};
    Pattern
        report{}; ///< As members of CONNACK, PUBLISH or SUBACK; of the type reserved_0 for the other kinds.
};

constexpr std::size_t kinds_of_report = 7;

/// One of several ways to meet the duty. A way begins with expectations (its condition, see is_expectation);
/// the first way, in order, whose condition is met by what arrives is taken, and its other steps are then
/// run.
struct ExpectOneOf
{
    struct Way
    {
        std::string name{};
        std::vector<Step> steps;
        std::size_t condition = 0; ///< The number of leading expectations.
    };
    std::vector<Way> ways;
};

using Action = std::variant<Connect, Subscribe, Unsubscribe, Publish, Receive, Ping, Disconnect, Open, Close,
                            Reset, HalfClose, Accept, Order, Wait, RestartTarget, Repeat, Together, Send,
                            SendBytes, Expect, ExpectAnyOrder, ExpectClose, ExpectSilence, ExpectHandshake,
                            ExpectBinaryFrames, ExpectConnection, ExpectReport, ExpectOneOf>;

/// One step of a case.
struct Step
{
    Actor actor = Actor::none;
    std::string verb{}; ///< As the case writes it: "expect close".
    Action action{};
    std::vector<Check> checks{};
    std::vector<Capture> captures{};
    std::optional<Span> within{}; ///< One response time unless given; counts from the actor's last sent
                                  ///< packet if in keep_alive.
    bool is_control = false;      ///< A positive control: if it fails, the case is inconclusive.
    yaml::Location where{};
};

/// True for the steps that look at what arrives and can therefore be the condition of a way: `expect` of a
/// packet, of any order, of the close, of silence and of what the client under test tells, and `receive`.
[[nodiscard]] bool is_expectation(Step const& step);

/// True for what has a meaning over WebSocket only.
[[nodiscard]] bool is_about_websocket(Step const& step);

/// True for the steps whose failure is the target's: expectations other than `receive`, and exchanges that
/// have `checks`; never controls.
[[nodiscard]] bool is_judged(Step const& step);

} // namespace mqttspec::scenario
