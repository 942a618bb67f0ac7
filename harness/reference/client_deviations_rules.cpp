// SPDX-License-Identifier: Apache-2.0
// What shows in plain traffic only: faults for the rules that the faults of the other tables do not make
// speak.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"

#include <set>

namespace mqttspec::reference {
namespace {

/// Sends something else in place of each packet of that kind for which the function makes it.
template <class P, class Make>
MakeClient client_replaces(Make make)
{
    return client_does([make](ClientEvent const&, ClientActions& actions) {
        for (auto& action : actions) {
            auto const* packet = sent_packet<P>(action);
            auto instead = packet == nullptr ? std::nullopt : make(*packet);
            if (instead) {
                std::get<Transmit>(action).what = *std::move(instead);
            }
        }
    });
}

using Instead = std::optional<decltype(Transmit::what)>;

/// [MQTT-4.3.3-1] Does not wait for the PUBREC.
void release_at_once(ClientEvent const&, ClientActions& actions)
{
    for (std::size_t i = 0; i < actions.size(); ++i) {
        auto const* publish = sent_packet<wire::Publish>(actions[i]);
        if (publish == nullptr || publish->qos != 2) {
            continue;
        }
        auto const link = std::get<Transmit>(actions[i]).link;
        auto pubrel = to_send(link, wire::Pubrel{.packet_id = publish->packet_id.value_or(0)});
        actions.insert(actions.begin() + static_cast<std::ptrdiff_t>(++i), std::move(pubrel));
    }
}

/// Releases, where it can, a message that still waits for its PUBREC.
class ReleasesAnother final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        if (auto const* pubrec = received<wire::Pubrec>(event)) {
            waiting_.erase(pubrec->packet_id);
        }
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            auto const* publish = sent_packet<wire::Publish>(action);
            if (publish != nullptr && publish->qos == 2) {
                waiting_.insert(publish->packet_id.value_or(0));
            }
            auto* pubrel = sent_packet<wire::Pubrel>(action);
            if (pubrel != nullptr && !waiting_.empty()) {
                pubrel->packet_id = *waiting_.begin();
            }
        }
    }

private:
    std::set<std::uint16_t> waiting_;
};

} // namespace

std::vector<ClientDeviationInfo> client_deviations_rules()
{
    return {
        {"leaves-out-client-id", "MQTT-3.1.3-3.a", "ends its CONNECT behind the Keep Alive",
         client_replaces<wire::Connect>([](wire::Connect const&) {
             return Instead{wire::Bytes{0x10, 0x0A, 0x00, 0x04, 'M', 'Q', 'T', 'T', 0x04, 0x02, 0x00, 0x3C}};
         })},
        {"sends-empty-publish", "MQTT-3.3.2-1.a", "publishes at QoS 0 without a Topic Name or anything else",
         client_replaces<wire::Publish>([](wire::Publish const& it) {
             return it.qos == 0 ? Instead{wire::Bytes{0x30, 0x00}} : std::nullopt;
         })},
        {"answers-qos-1-with-pubrec", "MQTT-3.3.4-1.b", "sends PUBREC where PUBACK is due",
         client_replaces<wire::Puback>(
             [](wire::Puback const& it) { return Instead{wire::Pubrec{.packet_id = it.packet_id}}; })},
        {"releases-before-pubrec", "MQTT-4.3.3-1.c", "sends PUBREL right behind each PUBLISH at QoS 2",
         client_does(release_at_once)},
        {"answers-pubrec-with-another-id", "MQTT-4.3.3-1.d",
         "answers PUBREC with the PUBREL of a message that still waits for its own",
         make_client<ReleasesAnother>()},
        {"swaps-bytes-of-pubcomp-id", "MQTT-4.3.3-2.d", "writes the identifier of a PUBCOMP low byte first",
         client_sends<wire::Pubcomp>([](wire::Pubcomp& it) {
             it.packet_id = static_cast<std::uint16_t>(it.packet_id << 8U | it.packet_id >> 8U);
         })},
    };
}

} // namespace mqttspec::reference
