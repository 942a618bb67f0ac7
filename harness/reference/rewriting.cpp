// SPDX-License-Identifier: Apache-2.0
#include "reference/rewriting.hpp"

#include <algorithm>
#include <string>

namespace mqttspec::reference {

LinkId link_of(Event const& event)
{
    return std::visit(
        [](auto const& what) -> LinkId {
            if constexpr (requires { what.link; }) {
                return what.link;
            } else {
                return 0;
            }
        },
        event.what);
}

bool is_malformed(Event const& event)
{
    return has(event, [](auto const&) { return true; });
}

void replace(Event& event, LinkId link, wire::Packet packet)
{
    Received arrival;
    arrival.link = link;
    arrival.packet.packet = std::move(packet);
    event.what = std::move(arrival);
}

Complaint about(wire::Defect defect)
{
    return [defect](wire::Malformation const& it) { return it.defect == defect; };
}

Complaint about(wire::Defect defect, std::string_view field)
{
    return [defect, name = std::string(field)](wire::Malformation const& it) {
        return it.defect == defect && it.field.path == name;
    };
}

void send(std::vector<Action>& actions, LinkId link, wire::Packet packet)
{
    actions.emplace_back(Transmit{.link = link, .what = std::move(packet)});
}

void send_first(std::vector<Action>& actions, LinkId link, wire::Packet packet)
{
    actions.insert(actions.begin(), Transmit{.link = link, .what = std::move(packet)});
}

void drop(std::vector<Action>& actions, LinkId link)
{
    actions.emplace_back(Drop{.link = link});
}

void undrop(std::vector<Action>& actions, LinkId link)
{
    std::erase_if(actions, [link](Action const& action) {
        auto const* found = std::get_if<Drop>(&action);
        return found != nullptr && found->link == link;
    });
}

bool drops(std::vector<Action> const& actions, LinkId link)
{
    return std::ranges::any_of(actions, [link](Action const& action) {
        auto const* found = std::get_if<Drop>(&action);
        return found != nullptr && found->link == link;
    });
}

int return_code(std::vector<Action> const& actions, LinkId link)
{
    for (auto const& action : actions) {
        auto const* connack = sent_packet<wire::Connack>(action);
        if (connack != nullptr && std::get<Transmit>(action).link == link) {
            return connack->return_code;
        }
    }
    return -1;
}

} // namespace mqttspec::reference
