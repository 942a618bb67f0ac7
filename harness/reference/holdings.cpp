// SPDX-License-Identifier: Apache-2.0
#include "reference/holdings.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::reference {
namespace {

using Trigger = std::function<bool(Event const& event, Holdings const& holdings)>;
using Ids = std::set<std::uint16_t>;

class ForgetsUnderWay final : public Deviation
{
public:
    explicit ForgetsUnderWay(Trigger trigger) : trigger_(std::move(trigger)) {}

    void incoming(Event& event) override
    {
        auto const* pubrec = received<wire::Pubrec>(event);
        if (pubrec != nullptr && forgotten_[holdings_.client(link_of(event))].contains(pubrec->packet_id)) {
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        bool const is_forgetting = trigger_(original, holdings_);
        holdings_.note(original, actions);
        auto const client = holdings_.client(link_of(original));
        if (auto const* puback = received<wire::Puback>(original)) {
            under_way_[client].erase(puback->packet_id);
        }
        if (auto const* pubcomp = received<wire::Pubcomp>(original)) {
            under_way_[client].erase(pubcomp->packet_id);
        }
        if (is_forgetting) {
            forgotten_[client].insert(under_way_[client].begin(), under_way_[client].end());
        }
        change(actions);
    }

private:
    void change(std::vector<Action>& actions)
    {
        unsend<wire::Pubrel>(actions, [this](LinkId to, wire::Pubrel const& packet) {
            return forgotten_[holdings_.client(to)].contains(packet.packet_id);
        });
        unsend<wire::Publish>(actions, [this](LinkId to, wire::Publish const& packet) {
            return packet.dup && forgotten_[holdings_.client(to)].contains(packet.packet_id.value_or(0));
        });
        each_sent<wire::Publish>(actions, [this](LinkId to, wire::Publish const& packet) {
            if (packet.packet_id) {
                under_way_[holdings_.client(to)].insert(*packet.packet_id);
                forgotten_[holdings_.client(to)].erase(*packet.packet_id);
            }
        });
    }

    Trigger trigger_;
    Holdings holdings_;
    std::map<std::string, Ids> under_way_; ///< By Client.
    std::map<std::string, Ids> forgotten_;
};

} // namespace

void Holdings::note(Event const& event, std::vector<Action> const& actions)
{
    roster_.note(event, actions);
    auto& held = held_[client(link_of(event))];
    if (auto const* connect = received<wire::Connect>(event)) {
        held = connect->clean_session ? std::set<std::string>{} : held;
    }
    if (auto const* subscribe = received<wire::Subscribe>(event)) {
        for (auto const& request : subscribe->filters) {
            held.insert(request.filter);
        }
    }
    if (auto const* unsubscribe = received<wire::Unsubscribe>(event)) {
        for (auto const& filter : unsubscribe->filters) {
            held.erase(filter);
        }
    }
}

bool Holdings::holds(LinkId link, std::string const& filter) const
{
    auto const found = held_.find(client(link));
    return found != held_.end() && found->second.contains(filter);
}

std::string Holdings::client(LinkId link) const
{
    auto const* connect = roster_.on(link);
    return connect == nullptr ? std::string{} : connect->client_id;
}

Make forgetting_at(Trigger trigger)
{
    return make<ForgetsUnderWay>(std::move(trigger));
}

bool is_resubscription(Event const& event, Holdings const& holdings)
{
    auto const* subscribe = received<wire::Subscribe>(event);
    return subscribe != nullptr && std::ranges::any_of(subscribe->filters, [&](auto const& request) {
               return holdings.holds(link_of(event), request.filter);
           });
}

} // namespace mqttspec::reference
