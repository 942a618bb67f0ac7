// SPDX-License-Identifier: Apache-2.0
// The verbs that are whole exchanges.
#include "scenario/packets.hpp"
#include "scenario/verb.hpp"
#include "scenario/words.hpp"

#include <algorithm>

namespace mqttspec::scenario {

namespace {

Template::Members read_legal(Words& words, wire::PacketType type);
void refuse_qos_3(Template::Members const& members, Words& words);

} // namespace

Action read_connect(Words& words)
{
    Connect out;
    out.members = read_legal(words, wire::PacketType::connect);
    out.expected =
        read_pattern(*words.keys, wire::PacketType::connack, words.reader(), wire::PacketType::connect);
    return out;
}

Action read_subscribe(Words& words)
{
    Subscribe out;
    out.members = read_legal(words, wire::PacketType::subscribe);
    out.expected =
        read_pattern(*words.keys, wire::PacketType::suback, words.reader(), wire::PacketType::subscribe);
    return out;
}

Action read_unsubscribe(Words& words)
{
    return Unsubscribe{.members = read_legal(words, wire::PacketType::unsubscribe)};
}

Action read_publish(Words& words)
{
    return Publish{.members = read_legal(words, wire::PacketType::publish)};
}

Action read_receive(Words& words)
{
    return Receive{.expected = read_pattern(*words.keys, wire::PacketType::publish, words.reader())};
}

namespace {

/// The members of a packet after which the exchange can go on.
Template::Members read_legal(Words& words, wire::PacketType type)
{
    // `corrupt` is not taken: it stays behind as a key that is unknown here.
    PacketTemplate packet{.type = type,
                          .members = read_members(*words.keys, type, words.actor, words.reader())};
    Places places;
    for (auto const& info : wire::keys_of(type))
        if (auto const* key = words.keys->key(info.name))
            places.emplace(info.name, *key);
    try_out(packet, places, words.keys->map());
    refuse_qos_3(packet.members, words);
    return packet.members;
}

bool is_above_2(Template const& value)
{
    auto const* level = std::get_if<std::int64_t>(&value.held);
    return level != nullptr && *level > 2;
}

/// A subscription or, for PUBLISH, the packet itself.
void refuse_qos_3(Template::Members const& members, Words& words)
{
    for (auto const& [name, value] : members) {
        bool is_wrong = name == "qos" && is_above_2(value);
        if (auto const* items = std::get_if<Template::Items>(&value.held))
            is_wrong = std::ranges::any_of(*items, [](Template const& item) {
                auto const* inner = std::get_if<Template::Members>(&item.held);
                return inner != nullptr && std::ranges::any_of(*inner, [](auto const& member) {
                           return member.first == "qos" && is_above_2(member.second);
                       });
            });
        if (!is_wrong)
            continue;
        auto const* key = words.keys->key(name);
        auto const* single = words.keys->key("qos");
        auto const& where = key != nullptr ? *key : single != nullptr ? *single : words.keys->map();
        where.error("a whole exchange is legal, and its QoS 2 at most", "to break the standard, use `send`");
    }
}

} // namespace

} // namespace mqttspec::scenario
