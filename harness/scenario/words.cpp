// SPDX-License-Identifier: Apache-2.0
#include "scenario/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mqttspec::scenario {

namespace {

constexpr std::size_t most_bytes_quoted = 60;
constexpr std::size_t most_words_listed = 20;

constexpr std::array actors{Actor::alice, Actor::bob,    Actor::carol,
                            Actor::dave,  Actor::server, Actor::client};

std::size_t cut_before(std::string_view text, std::size_t most);

} // namespace

std::string ticked(std::string_view word)
{
    if (word.size() <= most_bytes_quoted)
        return "`" + std::string(word) + "`";
    return "`" + std::string(word.substr(0, cut_before(word, most_bytes_quoted))) + "...`";
}

std::string listed(std::vector<std::string> const& words)
{
    std::string out;
    for (auto const& word : words)
        out += (out.empty() ? "" : ", ") + ticked(word);
    return out;
}

std::string suggestion(std::string_view word, std::vector<std::string> const& candidates)
{
    auto const near = yaml::nearest(word, candidates);
    if (!near.empty())
        return "did you mean " + ticked(near) + "?";
    if (candidates.empty() || candidates.size() > most_words_listed)
        return "";
    return "known here: " + listed(candidates);
}

std::string_view name_of(Actor actor)
{
    switch (actor) {
    case Actor::none: return "";
    case Actor::alice: return "alice";
    case Actor::bob: return "bob";
    case Actor::carol: return "carol";
    case Actor::dave: return "dave";
    case Actor::server: return "server";
    case Actor::client: return "client";
    }
    return "";
}

std::optional<Actor> actor_named(std::string_view name)
{
    auto const* const found = std::ranges::find(actors, name, [](Actor actor) { return name_of(actor); });
    return found == actors.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> const& actor_names()
{
    static auto const names = [] {
        std::vector<std::string> out;
        for (auto const actor : actors)
            out.emplace_back(name_of(actor));
        return out;
    }();
    return names;
}

std::vector<std::string> actor_names(Side side)
{
    std::vector<std::string> out;
    for (auto const actor : actors)
        if (side_of(actor) == side)
            out.emplace_back(name_of(actor));
    return out;
}

std::vector<wire::PacketType> const& packet_types()
{
    using enum wire::PacketType;
    static std::vector<wire::PacketType> const types{connect,  connack, publish,   puback,    pubrec,
                                                     pubrel,   pubcomp, subscribe, suback,    unsubscribe,
                                                     unsuback, pingreq, pingresp,  disconnect};
    return types;
}

std::vector<std::string> const& packet_names()
{
    static auto const names = [] {
        std::vector<std::string> out;
        for (auto const type : packet_types())
            out.emplace_back(wire::name_of(type));
        return out;
    }();
    return names;
}

std::optional<wire::PacketType> packet_named(std::string_view name)
{
    auto const& types = packet_types();
    auto const found = std::ranges::find(types, name, [](auto type) { return wire::name_of(type); });
    return found == types.end() ? std::nullopt : std::optional(*found);
}

bool is_sent_by_server(wire::PacketType type)
{
    using enum wire::PacketType;
    return type != connect && type != subscribe && type != unsubscribe && type != pingreq &&
           type != disconnect;
}

bool is_sent_by_client(wire::PacketType type)
{
    using enum wire::PacketType;
    return type != connack && type != suback && type != unsuback && type != pingresp;
}

bool can_come_to(Side side, wire::PacketType type)
{
    return side == Side::server ? is_sent_by_client(type) : is_sent_by_server(type);
}

std::string never_comes(Side side, wire::PacketType type)
{
    return std::string(side == Side::server ? "a Client" : "a Server") + " never sends " +
           std::string(wire::name_of(type));
}

namespace {

/// The last place up to `most` that does not fall inside a UTF-8 sequence.
std::size_t cut_before(std::string_view text, std::size_t most)
{
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U)
        --most;
    return most;
}

} // namespace

} // namespace mqttspec::scenario
