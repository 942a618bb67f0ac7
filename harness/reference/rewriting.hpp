// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/deviation.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::reference {

// The words in which deviations are written.

/// The packet of that kind which the event brings, well formed or not; else nullptr.
template <class P, class E>
P const* received(E const& event)
{
    auto const* arrival = std::get_if<Received>(&event.what);
    return arrival == nullptr ? nullptr : std::get_if<P>(&arrival->packet.packet);
}

template <class P, class E>
P* received(E& event)
{
    return const_cast<P*>(received<P>(std::as_const(event)));
}

/// What tells messages apart: Topic Name and payload.
using Content = std::pair<std::string, wire::Bytes>;

[[nodiscard]] inline Content content_of(wire::Publish const& packet)
{
    return {packet.topic, packet.payload};
}

/// Of the event; 0, which is nobody's, for Ticked.
[[nodiscard]] LinkId link_of(Event const& event);
[[nodiscard]] bool is_malformed(Event const& event);

/// The machine never hears of it.
template <class E>
void ignore(E& event)
{
    event.what = Ticked{}; // That nothing is due yet does no harm.
}

/// The broker hears that packet in its place, well formed.
void replace(Event& event, LinkId link, wire::Packet packet);

using Complaint = std::function<bool(wire::Malformation const&)>;

template <class E>
bool has(E const& event, Complaint const& complaint)
{
    auto const* arrival = std::get_if<Received>(&event.what);
    return arrival != nullptr && std::ranges::any_of(arrival->packet.malformations, complaint);
}

template <class E>
void forgive(E& event, Complaint const& complaint)
{
    if (auto* arrival = std::get_if<Received>(&event.what)) {
        std::erase_if(arrival->packet.malformations, complaint);
    }
}

/// Those of a kind; those of a kind in that field.
[[nodiscard]] Complaint about(wire::Defect defect);
[[nodiscard]] Complaint about(wire::Defect defect, std::string_view field);

/// The packet that the action sends, if it is of that kind; else nullptr.
template <class P, class A>
auto* sent_packet(A& action)
{
    auto* const transmit = std::get_if<Transmit>(&action);
    auto* const packet = transmit == nullptr ? nullptr : std::get_if<wire::Packet>(&transmit->what);
    return packet == nullptr ? nullptr : std::get_if<P>(packet);
}

/// Calls `change(link, packet)` for each packet of that kind that is to be sent.
template <class P, class Change>
void each_sent(std::vector<Action>& actions, Change change)
{
    for (auto& action : actions) {
        if (auto* const packet = sent_packet<P>(action)) {
            change(std::get<Transmit>(action).link, *packet);
        }
    }
}

/// Takes those packets of that kind back for which `test(link, packet)` is true.
template <class P, class Test>
void unsend(std::vector<Action>& actions, Test test)
{
    std::erase_if(actions, [&](Action& action) {
        auto* const packet = sent_packet<P>(action);
        return packet != nullptr && test(std::get<Transmit>(action).link, *packet);
    });
}

void send(std::vector<Action>& actions, LinkId link, wire::Packet packet);
void send_first(std::vector<Action>& actions, LinkId link, wire::Packet packet);
void drop(std::vector<Action>& actions, LinkId link);
void undrop(std::vector<Action>& actions, LinkId link);
[[nodiscard]] bool drops(std::vector<Action> const& actions, LinkId link);

/// The return code of the CONNACK that is sent to the link; -1 if none is.
[[nodiscard]] int return_code(std::vector<Action> const& actions, LinkId link);

using Make = MakeOf<Deviation>;

/// A deviation of that class.
template <class D, class... Arguments>
Make make(Arguments... arguments)
{
    return [=] { return std::make_unique<D>(arguments...); };
}

template <class Lie>
Make on_the_way_in(Lie lie)
{
    return make<OnTheWayIn<Deviation, Lie>>(std::move(lie));
}

template <class Change>
Make on_the_way_out(Change change)
{
    return make<OnTheWayOut<Deviation, Change>>(std::move(change));
}

/// Takes each packet of that kind for another one.
template <class P, class Change>
Make taking(Change change)
{
    return on_the_way_in([change](Event& event) mutable {
        if (auto* packet = received<P>(event)) {
            change(*packet);
        }
    });
}

/// Sends each packet of that kind as another one.
template <class P, class Change>
Make sending(Change change)
{
    return on_the_way_out([change](Event const&, std::vector<Action>& actions) mutable {
        each_sent<P>(actions, [&change](LinkId, P& packet) { change(packet); });
    });
}

/// Takes packets of that kind as if that were not wrong with them.
template <class P>
Make forgiving(Complaint complaint)
{
    return on_the_way_in([complaint](Event& event) {
        if (received<P>(event) != nullptr) {
            forgive(event, complaint);
        }
    });
}

/// Passes packets of that kind over in silence, if they are malformed in that way.
template <class P>
Make ignoring(Complaint complaint)
{
    return on_the_way_in([complaint](Event& event) {
        if (received<P>(event) != nullptr && has(event, complaint)) {
            ignore(event);
        }
    });
}

} // namespace mqttspec::reference
