// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client_deviation.hpp"
#include "reference/rewriting.hpp"
#include "wire/encode.hpp"

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::reference {

// The words in which deviations of the client are written, besides those that serve both, in rewriting.hpp.

using ClientActions = std::vector<ClientAction>;

/// What the user asks for, if it is of that kind; else nullptr.
template <class C>
C* ordered(ClientEvent& event)
{
    auto* command = std::get_if<Command>(&event.what);
    return command == nullptr ? nullptr : std::get_if<C>(&command->what);
}

/// The Server has accepted the Client, which now sends again what was not acknowledged.
[[nodiscard]] inline bool is_resumption(ClientEvent const& event)
{
    return received<wire::Connack>(event) != nullptr;
}

/// The action that sends the packet.
[[nodiscard]] ClientAction to_send(LinkId link, wire::Packet packet);

/// Takes those packets of that kind back for which the test is true.
template <class P, class Test>
void unsend(ClientActions& actions, Test test)
{
    std::erase_if(actions, [&](ClientAction& action) {
        auto* const packet = sent_packet<P>(action);
        return packet != nullptr && test(*packet);
    });
}

/// What the client tells of that kind, it does not.
template <class R>
void untell(ClientActions& actions)
{
    std::erase_if(actions, [](ClientAction const& action) {
        auto const* tell = std::get_if<Tell>(&action);
        return tell != nullptr && std::holds_alternative<R>(tell->what);
    });
}

/// The image of a packet, for a change that no member can hold.
[[nodiscard]] wire::Bytes bytes_of(wire::Packet const& packet);

using MakeClient = MakeOf<ClientDeviation>;

template <class D, class... Arguments>
MakeClient make_client(Arguments... arguments)
{
    return [=] { return std::make_unique<D>(arguments...); };
}

template <class Lie>
MakeClient client_hears(Lie lie)
{
    return make_client<OnTheWayIn<ClientDeviation, Lie>>(std::move(lie));
}

template <class Change>
MakeClient client_does(Change change)
{
    return make_client<OnTheWayOut<ClientDeviation, Change>>(std::move(change));
}

/// Takes each packet of that kind for another one.
template <class P, class Change>
MakeClient client_takes(Change change)
{
    return client_hears([change](ClientEvent& event) mutable {
        if (auto* packet = received<P>(event)) {
            change(*packet);
        }
    });
}

/// Takes each command of that kind for another one.
template <class C, class Change>
MakeClient client_misunderstands(Change change)
{
    return client_hears([change](ClientEvent& event) mutable {
        if (auto* command = ordered<C>(event)) {
            change(*command);
        }
    });
}

/// Sends each packet of that kind as another one.
template <class P, class Change>
MakeClient client_sends(Change change)
{
    return client_does([change](ClientEvent const&, ClientActions& actions) mutable {
        for (auto& action : actions) {
            if (auto* packet = sent_packet<P>(action)) {
                change(*packet);
            }
        }
    });
}

/// Sends each packet of that kind with other bytes.
template <class P, class Change>
MakeClient client_mangles(Change change)
{
    return client_does([change](ClientEvent const&, ClientActions& actions) mutable {
        for (auto& action : actions) {
            if (auto* packet = sent_packet<P>(action)) {
                auto bytes = bytes_of(*packet);
                change(*packet, bytes);
                std::get<Transmit>(action).what = std::move(bytes);
            }
        }
    });
}

/// Never sends packets of that kind for which the test is true.
template <class P, class Test>
MakeClient client_withholds(Test test)
{
    return client_does(
        [test](ClientEvent const&, ClientActions& actions) mutable { unsend<P>(actions, test); });
}

/// Takes packets as if that were not wrong with them.
[[nodiscard]] MakeClient client_forgives(Complaint complaint);

/// Passes packets over in silence that are wrong in that way.
[[nodiscard]] MakeClient client_passes_over(Complaint complaint);

/// Does what it is asked to, though that would break the statement.
[[nodiscard]] MakeClient client_without_scruple(std::string_view statement);

/// The same for those that are about that text only: "null", "wildcard".
[[nodiscard]] MakeClient client_without_scruple(std::string_view statement, std::string_view why);

} // namespace mqttspec::reference
