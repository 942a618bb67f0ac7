// SPDX-License-Identifier: Apache-2.0
#include "scenario/verb.hpp"

#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

namespace {

using enum Verb::Form;
using wire::PacketType;
constexpr auto none = PacketType::reserved_0;

template <class A, std::size_t I = 0>
constexpr std::size_t index_of()
{
    if constexpr (std::is_same_v<A, std::variant_alternative_t<I, Action>>)
        return I;
    else
        return index_of<A, I + 1>();
}

/// For steps that have nothing to read.
template <class A>
Action read_bare(Words& /*words*/)
{
    return A{};
}

// Name, alternative, form, has actor, names a packet, sends, meets, other keys, parser, meaning.
constexpr std::array table{
    Verb{"connect",
         index_of<Connect>(),
         exchange,
         true,
         false,
         PacketType::connect,
         PacketType::connack,
         {},
         &read_connect,
         "Opens a connection, CONNECT, CONNACK."},
    Verb{"subscribe",
         index_of<Subscribe>(),
         exchange,
         true,
         false,
         PacketType::subscribe,
         PacketType::suback,
         {"filter", "qos"},
         &read_subscribe,
         "SUBSCRIBE, SUBACK; all must be granted unless return_codes are expected."},
    Verb{"unsubscribe",
         index_of<Unsubscribe>(),
         exchange,
         true,
         false,
         PacketType::unsubscribe,
         none,
         {"filter"},
         &read_unsubscribe,
         "UNSUBSCRIBE, UNSUBACK."},
    Verb{"publish",
         index_of<Publish>(),
         exchange,
         true,
         false,
         PacketType::publish,
         none,
         {},
         &read_publish,
         "PUBLISH and its whole handshake."},
    Verb{"receive",
         index_of<Receive>(),
         exchange,
         true,
         false,
         none,
         PacketType::publish,
         {},
         &read_receive,
         "Expects a PUBLISH and completes its handshake."},
    Verb{"ping",
         index_of<Ping>(),
         exchange,
         true,
         false,
         none,
         none,
         {},
         &read_bare<Ping>,
         "PINGREQ, PINGRESP: the connection is alive and everything before was dealt with."},
    Verb{"disconnect",
         index_of<Disconnect>(),
         exchange,
         true,
         false,
         none,
         none,
         {},
         &read_bare<Disconnect>,
         "DISCONNECT, then the end of the connection."},
    Verb{"open",
         index_of<Open>(),
         act,
         true,
         false,
         none,
         none,
         {"subprotocols"},
         &read_open,
         "A network connection; nothing is sent on it."},
    Verb{"close",
         index_of<Close>(),
         act,
         true,
         false,
         none,
         none,
         {},
         &read_bare<Close>,
         "FIN, without DISCONNECT."},
    Verb{"reset", index_of<Reset>(), act, true, false, none, none, {}, &read_bare<Reset>, "RST."},
    Verb{"half_close",
         index_of<HalfClose>(),
         act,
         true,
         false,
         none,
         none,
         {},
         &read_bare<HalfClose>,
         "FIN, and reading goes on."},
    Verb{"send",
         index_of<Send>(),
         act,
         true,
         true,
         none,
         none,
         {"corrupt", "split", "frame"},
         &read_send,
         "Exactly this packet."},
    Verb{"send packets",
         index_of<Send>(),
         act,
         true,
         false,
         none,
         none,
         {"packets", "split", "frame"},
         &read_send_packets,
         "Several packets in one write."},
    Verb{"send bytes",
         index_of<SendBytes>(),
         act,
         true,
         false,
         none,
         none,
         {"hex", "text", "split", "frame"},
         &read_send_bytes,
         "Any bytes."},
    Verb{"expect",
         index_of<Expect>(),
         expectation,
         true,
         true,
         none,
         none,
         {},
         &read_expect,
         "The next packet of its queue must be this one; it is not acknowledged."},
    Verb{"expect any order",
         index_of<ExpectAnyOrder>(),
         expectation,
         true,
         false,
         none,
         none,
         {"packets", "acknowledge"},
         &read_expect_any_order,
         "These packets, in whatever order."},
    Verb{"expect close",
         index_of<ExpectClose>(),
         expectation,
         true,
         false,
         none,
         none,
         {"allow"},
         &read_expect_close,
         "The target closes: FIN or RST."},
    Verb{"expect silence",
         index_of<ExpectSilence>(),
         expectation,
         true,
         false,
         none,
         none,
         {},
         &read_bare<ExpectSilence>,
         "Nothing unread behind a PINGREQ barrier and the settle time."},
    Verb{"expect handshake",
         index_of<ExpectHandshake>(),
         expectation,
         true,
         false,
         none,
         none,
         {"status", "subprotocol"},
         &read_expect_handshake,
         "What the target answered to the WebSocket handshake of the last `open`."},
    Verb{"expect binary frames",
         index_of<ExpectBinaryFrames>(),
         expectation,
         true,
         false,
         none,
         none,
         {},
         &read_bare<ExpectBinaryFrames>,
         "Nothing that came on this WebSocket connection was in a text frame."},
    Verb{"expect one of",
         index_of<ExpectOneOf>(),
         expectation,
         true,
         false,
         none,
         none,
         {"ways"},
         &read_expect_one_of,
         "Several ways to meet the duty; the one that was taken is reported."},
    Verb{"wait",
         index_of<Wait>(),
         act,
         false,
         false,
         none,
         none,
         {},
         &read_wait,
         "In units of the standard: `0.8 keep_alive`, `settle`, `response`."},
    Verb{"restart",
         index_of<RestartTarget>(),
         act,
         false,
         false,
         none,
         none,
         {},
         &read_restart,
         "`restart: target`."},
    Verb{"repeat",
         index_of<Repeat>(),
         structure,
         false,
         false,
         none,
         none,
         {"steps"},
         &read_repeat,
         "Runs its steps so many times; ${n} counts from 1."},
    Verb{"together",
         index_of<Together>(),
         structure,
         false,
         false,
         none,
         none,
         {},
         &read_together,
         "A list of lists of steps that run at the same time."},
};

template <std::size_t... I>
constexpr bool covers(std::index_sequence<I...> /*actions*/)
{
    return (std::ranges::any_of(table, [](Verb const& verb) { return verb.action == I; }) && ...);
}
static_assert(covers(std::make_index_sequence<std::variant_size_v<Action>>{}), "an action has no verb");

PacketType named_packet(std::string_view rest);

} // namespace

std::span<Verb const> verbs()
{
    return table;
}

std::vector<std::string> const& verb_names()
{
    static auto const names = [] {
        std::vector<std::string> out;
        for (auto const& verb : table) {
            if (verb.has_actor && !verb.names_packet)
                out.emplace_back(verb.name);
            for (auto const type : packets_of(verb))
                out.push_back(std::string(verb.name) + " " + std::string(wire::name_of(type)));
        }
        return out;
    }();
    return names;
}

std::vector<std::string> const& verb_forms()
{
    static auto const forms = [] {
        std::vector<std::string> out;
        for (auto const& verb : table)
            if (verb.has_actor)
                out.push_back(std::string(verb.name) + (verb.names_packet ? " PACKET" : ""));
        return out;
    }();
    return forms;
}

std::vector<std::string> const& actorless_names()
{
    static auto const names = [] {
        std::vector<std::string> out;
        for (auto const& verb : table)
            if (!verb.has_actor)
                out.emplace_back(verb.name);
        return out;
    }();
    return names;
}

PacketType FoundVerb::sends() const
{
    return verb->names_packet && verb->form == act ? packet : verb->sends;
}

PacketType FoundVerb::meets() const
{
    return verb->names_packet && verb->form == expectation ? packet : verb->meets;
}

FoundVerb find_verb(std::string_view name)
{
    for (auto const& verb : table) {
        if (!verb.has_actor)
            continue;
        if (!verb.names_packet && verb.name == name)
            return {.verb = &verb};
        bool const has_rest = verb.names_packet && name.starts_with(verb.name) &&
                              name.substr(verb.name.size()).starts_with(' ');
        auto const packet = has_rest ? named_packet(name.substr(verb.name.size() + 1)) : none;
        if (packet != none)
            return {.verb = &verb, .packet = packet};
    }
    return {};
}

Verb const* find_actorless(std::string_view name)
{
    auto const* const found =
        std::ranges::find_if(table, [&](Verb const& verb) { return !verb.has_actor && verb.name == name; });
    return found == table.end() ? nullptr : found;
}

std::vector<PacketType> packets_of(Verb const& verb)
{
    std::vector<PacketType> out;
    if (!verb.names_packet)
        return out;
    for (auto const type : packet_types())
        if (verb.form == act || is_sent_by_server(type))
            out.push_back(type);
    return out;
}

namespace {

PacketType named_packet(std::string_view rest)
{
    return packet_named(rest).value_or(none);
}

} // namespace

} // namespace mqttspec::scenario
