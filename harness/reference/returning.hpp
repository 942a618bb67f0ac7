// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace mqttspec::reference {

// The words for deviations that show when a Client returns.

/// Changes what is sent to a Client when it comes, after its last connection has ended in one of these ways.
/// `change(actions, link, visits)` is told how often it has left.
template <class Change>
Make on_return(std::set<Ending> endings, Change change)
{
    return on_the_way_out([endings, change, roster = Roster{},
                           left = std::map<std::string, std::pair<Ending, int>>{}](Event const& original,
                                                                                   auto& actions) mutable {
        for (auto const& departure : roster.note(original, actions)) {
            auto& [how, visits] = left[departure.connect.client_id];
            how = departure.how;
            ++visits;
        }
        auto const* connect = received<wire::Connect>(original);
        auto const found = connect == nullptr ? left.end() : left.find(connect->client_id);
        if (found != left.end() && endings.contains(found->second.first)) {
            change(actions, link_of(original), found->second.second);
        }
    });
}

[[nodiscard]] inline std::set<Ending> any_ending()
{
    return {Ending::disconnect, Ending::fin,      Ending::rst,           Ending::expiry,
            Ending::violation,  Ending::takeover, Ending::second_connect};
}

[[nodiscard]] inline bool is_any(wire::Publish const& /*packet*/, int /*visits*/)
{
    return true;
}

/// Sends no PUBLISH again of which `test(packet, visits)` is true.
template <class Test>
Make not_sending_again(std::set<Ending> endings, Test test)
{
    return on_return(std::move(endings), [test](auto& actions, LinkId link, int visits) {
        unsend<wire::Publish>(actions, [&](LinkId to, wire::Publish const& packet) {
            return to == link && packet.dup && test(packet, visits);
        });
    });
}

} // namespace mqttspec::reference
