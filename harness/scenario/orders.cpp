// SPDX-License-Identifier: Apache-2.0
// The verbs of cases in which a Client is under test: what it is told, what it tells, and how the Server that
// the harness plays answers it.
#include "scenario/packets.hpp"
#include "scenario/verb.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace mqttspec::scenario {

namespace {

using wire::PacketType;
using Names = std::initializer_list<std::string_view>;

Order read_order(Words& words, Order::Kind kind, PacketType type, Names members);
ExpectReport read_report(Words& words, ExpectReport::Kind kind, PacketType type, Names members);
PacketType answer_to(PacketType type);

/// Refuses what packets have and their senders do not let anybody choose, or nobody is told of.
template <class Members>
void keep_to(Names allowed, Members const& members, std::string_view refusal, Words& words)
{
    for (auto const& [name, held] : members) {
        auto const* key = words.keys->key(name);
        if (key != nullptr && std::ranges::find(allowed, name) == allowed.end())
            key->error(ticked(name) + " " + std::string(refusal),
                       suggestion(name, {allowed.begin(), allowed.end()}));
    }
}

} // namespace

Action read_accept(Words& words)
{
    Accept out;
    out.expected = read_pattern(*words.keys, words.packet, words.reader());
    auto const answer = answer_to(words.packet);
    for (auto const& info : wire::keys_of(answer)) {
        bool const is_ours =
            info.name == "session_present" || info.name == "return_code" || info.name == "return_codes";
        auto const at = is_ours ? words.keys->take(info.name) : std::nullopt;
        auto held = at ? words.reader().value(*at, info) : std::nullopt;
        if (held)
            out.answer.emplace_back(info.name, *std::move(held));
    }
    return out;
}

Action read_order_connect(Words& words)
{
    return read_order(words, Order::Kind::connect, PacketType::connect,
                      {"client_id", "clean_session", "keep_alive", "will", "user_name", "password"});
}

Action read_order_publish(Words& words)
{
    return read_order(words, Order::Kind::publish, PacketType::publish,
                      {"topic", "payload", "qos", "retain"});
}

Action read_order_subscribe(Words& words)
{
    return read_order(words, Order::Kind::subscribe, PacketType::subscribe, {"filters", "filter", "qos"});
}

Action read_order_unsubscribe(Words& words)
{
    return read_order(words, Order::Kind::unsubscribe, PacketType::unsubscribe, {"filters", "filter"});
}

Action read_order_disconnect(Words& /*words*/)
{
    return Order{.kind = Order::Kind::disconnect};
}

Action read_order_abort(Words& /*words*/)
{
    return Order{.kind = Order::Kind::abort};
}

Action read_expect_connected(Words& words)
{
    return read_report(words, ExpectReport::Kind::connected, PacketType::connack,
                       {"session_present", "return_code"});
}

Action read_expect_message(Words& words)
{
    return read_report(words, ExpectReport::Kind::message, PacketType::publish,
                       {"topic", "payload", "qos", "retain", "dup"});
}

Action read_expect_acknowledged(Words& words)
{
    return read_report(words, ExpectReport::Kind::acknowledged, PacketType::reserved_0, {});
}

Action read_expect_subscribed(Words& words)
{
    return read_report(words, ExpectReport::Kind::subscribed, PacketType::suback, {"return_codes"});
}

Action read_expect_unsubscribed(Words& words)
{
    return read_report(words, ExpectReport::Kind::unsubscribed, PacketType::reserved_0, {});
}

Action read_expect_closed(Words& words)
{
    return read_report(words, ExpectReport::Kind::closed, PacketType::reserved_0, {});
}

Action read_expect_refusal(Words& words)
{
    return read_report(words, ExpectReport::Kind::refusal, PacketType::reserved_0, {});
}

namespace {

Order read_order(Words& words, Order::Kind kind, PacketType type, Names members)
{
    Order out{.kind = kind, .members = read_members(*words.keys, type, words.actor, words.reader())};
    keep_to(members, out.members, "is for the Client itself to choose", words);
    return out;
}

ExpectReport read_report(Words& words, ExpectReport::Kind kind, PacketType type, Names members)
{
    ExpectReport out{.kind = kind, .report = {.type = type, .where = words.keys->map().where()}};
    if (type == PacketType::reserved_0)
        return out;
    out.report = read_pattern(*words.keys, type, words.reader());
    keep_to(members, out.report.members, "is nothing that a Client tells of", words);
    return out;
}

PacketType answer_to(PacketType type)
{
    if (type == PacketType::connect)
        return PacketType::connack;
    return type == PacketType::subscribe ? PacketType::suback : PacketType::reserved_0;
}

} // namespace

} // namespace mqttspec::scenario
