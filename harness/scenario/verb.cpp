// SPDX-License-Identifier: Apache-2.0
#include "scenario/verb.hpp"

#include "scenario/words.hpp"

#include <algorithm>

namespace mqttspec::scenario {

namespace {

using enum Verb::Form;
using wire::PacketType;
constexpr auto none = PacketType::reserved_0;

PacketType named_packet(std::string_view rest);
bool is_begun_by_client(PacketType type);

} // namespace

std::vector<std::string> const& verb_names(Side side)
{
    static auto const names = [] {
        std::array<std::vector<std::string>, 3> out;
        for (auto const each : {Side::client, Side::server, Side::subject})
            for (auto const& verb : verbs()) {
                auto& list = out[static_cast<std::size_t>(each)];
                if (verb.is_of(each) && !verb.names_packet)
                    list.emplace_back(verb.name);
                for (auto const type : packets_of(verb, each))
                    list.push_back(std::string(verb.name) + " " + std::string(wire::name_of(type)));
            }
        return out;
    }();
    return names[static_cast<std::size_t>(side)];
}

std::vector<std::string> verb_forms(Side side)
{
    std::vector<std::string> out;
    for (auto const& verb : verbs())
        if (verb.is_of(side))
            out.push_back(std::string(verb.name) + (verb.names_packet ? " PACKET" : ""));
    return out;
}

std::vector<std::string> const& actorless_names()
{
    static auto const names = [] {
        std::vector<std::string> out;
        for (auto const& verb : verbs())
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
    return verb->names_packet && verb->form != act ? packet : verb->meets;
}

FoundVerb find_verb(std::string_view name, Side side)
{
    for (auto const& verb : verbs()) {
        if (!verb.is_of(side))
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
    auto const found =
        std::ranges::find_if(verbs(), [&](Verb const& verb) { return !verb.has_actor && verb.name == name; });
    return found == verbs().end() ? nullptr : &*found;
}

std::vector<PacketType> packets_of(Verb const& verb, Side side)
{
    std::vector<PacketType> out;
    if (!verb.names_packet || !verb.is_of(side))
        return out;
    for (auto const type : packet_types())
        if (verb.form == act || (verb.form == exchange ? is_begun_by_client(type) : can_come_to(side, type)))
            out.push_back(type);
    return out;
}

namespace {

PacketType named_packet(std::string_view rest)
{
    return packet_named(rest).value_or(none);
}

/// Whether a Client begins an exchange with it.
bool is_begun_by_client(PacketType type)
{
    using enum PacketType;
    return type == connect || type == publish || type == subscribe || type == unsubscribe ||
           type == pingreq || type == disconnect;
}

} // namespace

} // namespace mqttspec::scenario
