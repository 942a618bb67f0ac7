// SPDX-License-Identifier: Apache-2.0
// Section 4.3: what is sent, and what comes, for the second time.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"

#include <map>
#include <set>

namespace mqttspec::reference {
namespace {

/// Knows by its PUBCOMP that a PUBREL is not worth another one.
class CompletesOnce final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        if (auto const* publish = received<wire::Publish>(original)) {
            completed_.erase(publish->packet_id.value_or(0));
        }
        unsend<wire::Pubcomp>(
            actions, [this](wire::Pubcomp const& it) { return !completed_.insert(it.packet_id).second; });
    }

private:
    std::set<std::uint16_t> completed_;
};

/// Takes a second PUBREC for a mistake.
class ReleasesOnce final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* publish = sent_packet<wire::Publish>(action)) {
                released_.erase(publish->packet_id.value_or(0));
            }
        }
        unsend<wire::Pubrel>(actions, [&](wire::Pubrel const& it) {
            return !released_.insert(it.packet_id).second && !is_resumption(original);
        });
    }

private:
    std::set<std::uint16_t> released_;
};

/// Has the last message at QoS 2 still in its store when it comes back.
class KeepsWhatIsComplete final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* publish = sent_packet<wire::Publish>(action);
                publish != nullptr && publish->qos == 2) {
                last_ = *publish;
            }
        }
        auto const* pubcomp = received<wire::Pubcomp>(original);
        is_complete_ |= pubcomp != nullptr && pubcomp->packet_id == last_.packet_id;
        if (is_resumption(original) && is_complete_) {
            last_.dup = true;
            actions.emplace_back(to_send(std::get<Received>(original.what).link, last_));
        }
    }

private:
    wire::Publish last_;
    bool is_complete_ = false;
};

} // namespace

std::vector<ClientDeviationInfo> client_deviations_4_3()
{
    return {
        {"acknowledges-no-repeats", "MQTT-4.3.2-2.a", "sends no PUBACK for messages with DUP",
         client_does([](ClientEvent const& original, ClientActions& actions) {
             auto const* publish = received<wire::Publish>(original);
             if (publish != nullptr && publish->dup) {
                 unsend<wire::Puback>(actions, [](auto const&) { return true; });
             }
         })},
        {"releases-once", "MQTT-4.3.3-1.d", "sends no second PUBREL on a connection",
         make_client<ReleasesOnce>()},
        {"publishes-again-after-pubcomp", "MQTT-4.3.3-1.f",
         "sends a complete message again on the next connection", make_client<KeepsWhatIsComplete>()},
        {"answers-pubrel-once", "MQTT-4.3.3-2.d", "sends no second PUBCOMP", make_client<CompletesOnce>()},
    };
}

} // namespace mqttspec::reference
