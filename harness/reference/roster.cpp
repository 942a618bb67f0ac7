// SPDX-License-Identifier: Apache-2.0
#include "reference/roster.hpp"

#include "reference/rewriting.hpp"

#include <algorithm>

namespace mqttspec::reference {
namespace {

Ending ending_of(LinkId link, Event const& event);

} // namespace

std::vector<Departure> Roster::note(Event const& event, std::vector<Action> const& actions)
{
    std::vector<Departure> left;
    auto const* lost = std::get_if<LinkLost>(&event.what);
    for (auto const& [link, connect] : present_) {
        if (drops(actions, link) || (lost != nullptr && lost->link == link)) {
            left.push_back({.link = link, .connect = connect, .how = ending_of(link, event)});
        }
    }
    for (auto const& departure : left) {
        present_.erase(departure.link);
    }
    auto const* connect = received<wire::Connect>(event);
    if (connect != nullptr && return_code(actions, link_of(event)) == 0) {
        present_.insert_or_assign(link_of(event), *connect);
    }
    return left;
}

wire::Connect const* Roster::on(LinkId link) const
{
    auto const found = present_.find(link);
    return found == present_.end() ? nullptr : &found->second;
}

LinkId Roster::find(std::string const& client_id) const
{
    auto const found = std::ranges::find_if(
        present_, [&](auto const& entry) { return entry.second.client_id == client_id; });
    return found == present_.end() ? 0 : found->first;
}

std::string Names::of(std::string const& client_id) const
{
    auto const found = generations_.find(client_id);
    return found == generations_.end() ? client_id : client_id + "#" + std::to_string(found->second);
}

namespace {

Ending ending_of(LinkId link, Event const& event)
{
    if (auto const* lost = std::get_if<LinkLost>(&event.what)) {
        return lost->how == Loss::fin ? Ending::fin : Ending::rst;
    }
    if (std::holds_alternative<Ticked>(event.what)) {
        return Ending::expiry;
    }
    if (link_of(event) != link) {
        return Ending::takeover;
    }
    if (received<wire::Disconnect>(event) != nullptr && !is_malformed(event)) {
        return Ending::disconnect;
    }
    return received<wire::Connect>(event) != nullptr ? Ending::second_connect : Ending::violation;
}

} // namespace
} // namespace mqttspec::reference
