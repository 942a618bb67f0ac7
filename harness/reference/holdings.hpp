// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mqttspec::reference {

/// Which filters each Client is subscribed to, as one sees who only watches.
class Holdings
{
public:
    /// To be told of every event with what the broker made of it.
    void note(Event const& event, std::vector<Action> const& actions);

    [[nodiscard]] bool holds(LinkId link, std::string const& filter) const;

    /// The Client Identifier on that link; empty if there is none.
    [[nodiscard]] std::string client(LinkId link) const;

private:
    Roster roster_;
    std::map<std::string, std::set<std::string>> held_;
};

/// Forgets what is under way to a Client when it sends such a packet: answers no PUBREC to that, and sends
/// nothing of it again.
[[nodiscard]] Make forgetting_at(std::function<bool(Event const& event, Holdings const& holdings)> trigger);

/// Holds packets of that kind back from a Client that has yet to answer a delivery; they are lost.
template <class P>
[[nodiscard]] Make holding_back_amid_deliveries()
{
    return on_the_way_out(
        [open = std::map<LinkId, std::set<std::uint16_t>>{}](Event const& original, auto& actions) mutable {
            auto const link = link_of(original);
            if (auto const* puback = received<wire::Puback>(original)) {
                open[link].erase(puback->packet_id);
            }
            if (auto const* pubcomp = received<wire::Pubcomp>(original)) {
                open[link].erase(pubcomp->packet_id);
            }
            unsend<P>(actions, [&open](LinkId to, P const&) { return !open[to].empty(); });
            each_sent<wire::Publish>(actions, [&open](LinkId to, wire::Publish const& packet) {
                if (packet.packet_id) {
                    open[to].insert(*packet.packet_id);
                }
            });
        });
}

/// Whether it is a SUBSCRIBE with a filter that its Client is subscribed to already.
[[nodiscard]] bool is_resubscription(Event const& event, Holdings const& holdings);

} // namespace mqttspec::reference
