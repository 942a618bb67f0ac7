// SPDX-License-Identifier: Apache-2.0
// Section 4.4: what is sent again on a new connection.
#include "reference/deviation_tables.hpp"
#include "reference/returning.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

Make not_releasing_again(std::set<Ending> endings, int visits_at_least)
{
    return on_return(std::move(endings), [visits_at_least](auto& actions, LinkId link, int visits) {
        unsend<wire::Pubrel>(
            actions, [&](LinkId to, wire::Pubrel const&) { return to == link && visits >= visits_at_least; });
    });
}

/// Remembers the QoS 2 messages that went to each Client, and sends one of them again when it returns:
/// where a PUBREL is due in the place of that, or else the last of all, complete as it is.
class GoesBackToPublish final : public Deviation
{
public:
    explicit GoesBackToPublish(bool repeats_complete) : repeats_complete_(repeats_complete) {}

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        auto const link = link_of(original);
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && return_code(actions, link) == 0 && !connect->clean_session) {
            go_back(sent_[connect->client_id], link, actions);
        }
        each_sent<wire::Publish>(actions, [this](LinkId to, wire::Publish const& packet) {
            auto const* client = roster_.on(to);
            if (client != nullptr && packet.qos == 2) {
                sent_[client->client_id].insert_or_assign(packet.packet_id.value_or(0), packet);
            }
        });
    }

private:
    void go_back(std::map<std::uint16_t, wire::Publish> const& sent, LinkId link,
                 std::vector<Action>& actions) const
    {
        std::vector<wire::Publish> again;
        unsend<wire::Pubrel>(actions, [&](LinkId to, wire::Pubrel const& packet) {
            auto const found = sent.find(packet.packet_id);
            bool const is_due = to == link && found != sent.end() && !repeats_complete_;
            if (is_due) {
                again.push_back(found->second);
            }
            return is_due;
        });
        if (repeats_complete_ && !sent.empty()) {
            again.push_back(sent.rbegin()->second);
        }
        for (auto& packet : again) {
            packet.dup = true;
            send(actions, link, packet);
        }
    }

    bool repeats_complete_;
    Roster roster_;
    std::map<std::string, std::map<std::uint16_t, wire::Publish>> sent_;
};

/// Numbers what it sends again from 1 on.
template <class P>
Make numbering_anew()
{
    return on_return(any_ending(), [](auto& actions, LinkId link, int) {
        std::uint16_t next = 0;
        each_sent<P>(actions, [&](LinkId to, P& packet) {
            if constexpr (requires { packet.dup; }) {
                if (!packet.dup) {
                    return;
                }
            }
            if (to == link) {
                // Identifier 1 may happen to be right; 1000 is not.
                packet.packet_id = static_cast<std::uint16_t>(1000 + next++);
            }
        });
    });
}

} // namespace

std::vector<DeviationInfo> deviations_4_4()
{
    auto const is_of_qos = [](int qos) {
        return [qos](wire::Publish const& it, int) { return it.qos == qos; };
    };
    return {
        {"sends-no-qos-1-again", "MQTT-4.4.0-1.a", "does not send QoS 1 messages again",
         not_sending_again(any_ending(), is_of_qos(1))},
        {"sends-no-qos-2-again", "MQTT-4.4.0-1.a", "does not send QoS 2 messages again",
         not_sending_again(any_ending(), is_of_qos(2))},
        {"sends-again-once", "MQTT-4.4.0-1.a", "sends a message again on the first return of its Client only",
         not_sending_again(any_ending(), [](auto const&, int visits) { return visits > 1; })},
        {"sends-nothing-again-after-disconnect", "MQTT-4.4.0-1.a",
         "does not send messages again to a Client that sent DISCONNECT",
         not_sending_again({Ending::disconnect}, is_any)},
        {"sends-nothing-again-after-cut", "MQTT-4.4.0-1.a",
         "does not send messages again to a Client that was cut off",
         not_sending_again({Ending::fin, Ending::rst}, is_any)},
        {"sends-nothing-again-after-takeover", "MQTT-4.4.0-1.a",
         "does not send messages again to a Client that took its own connection over",
         not_sending_again({Ending::takeover}, is_any)},
        {"sends-nothing-again-after-expiry", "MQTT-4.4.0-1.a",
         "does not send messages again to a Client of which the Keep Alive had run out",
         not_sending_again({Ending::expiry}, is_any)},
        {"sends-nothing-again-after-violation", "MQTT-4.4.0-1.a",
         "does not send messages again to a Client that it closed for a protocol error",
         not_sending_again({Ending::violation}, is_any)},
        {"sends-no-pubrel-again", "MQTT-4.4.0-1.b", "does not send PUBREL again",
         not_releasing_again(any_ending(), 1)},
        {"sends-pubrel-again-once", "MQTT-4.4.0-1.b",
         "sends PUBREL again on the first return of its Client only", not_releasing_again(any_ending(), 2)},
        {"sends-no-pubrel-again-after-takeover", "MQTT-4.4.0-1.b",
         "does not send PUBREL again to a Client that took its own connection over",
         not_releasing_again({Ending::takeover}, 1)},
        {"sends-publish-for-pubrel", "MQTT-4.4.0-1.b",
         "sends the PUBLISH again where the PUBREL was due, when its Client returns",
         make<GoesBackToPublish>(false)},
        {"numbers-messages-anew", "MQTT-4.4.0-1.c", "sends messages again under new identifiers",
         numbering_anew<wire::Publish>()},
        {"numbers-pubrels-anew", "MQTT-4.4.0-1.c", "sends PUBRELs again under new identifiers",
         numbering_anew<wire::Pubrel>()},
        {"sends-complete-messages-again", "MQTT-4.3.3-1.f",
         "sends a QoS 2 message that is complete again when its Client returns",
         make<GoesBackToPublish>(true)},
    };
}

} // namespace mqttspec::reference
