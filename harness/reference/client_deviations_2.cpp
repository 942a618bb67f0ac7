// SPDX-License-Identifier: Apache-2.0
// Chapter 2: flags, Packet Identifiers.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"

#include <map>
#include <set>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

std::uint16_t swapped(std::uint16_t id)
{
    return static_cast<std::uint16_t>(id << 8U | id >> 8U);
}

/// SUBSCRIBEs are numbered from 1 on, whatever identifiers messages have.
class NumbersSubscriptionsApart final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        if (auto* suback = received<wire::Suback>(event);
            suback != nullptr && real_.contains(suback->packet_id)) {
            suback->packet_id = real_[suback->packet_id];
        }
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto* subscribe = sent_packet<wire::Subscribe>(action)) {
                real_[++last_] = subscribe->packet_id;
                subscribe->packet_id = last_;
            }
        }
    }

private:
    std::map<std::uint16_t, std::uint16_t> real_;
    std::uint16_t last_ = 0;
};

/// Gives a new QoS 1 message the identifier of one whose PUBCOMP has not come.
class FreesIdsAtPubrec final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        if (auto* puback = received<wire::Puback>(event);
            puback != nullptr && real_.contains(puback->packet_id)) {
            puback->packet_id = real_[puback->packet_id];
        }
        if (auto const* pubcomp = received<wire::Pubcomp>(event)) {
            releasing_.erase(pubcomp->packet_id);
        }
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* pubrel = sent_packet<wire::Pubrel>(action)) {
                releasing_.insert(pubrel->packet_id);
            }
            auto* publish = sent_packet<wire::Publish>(action);
            if (publish != nullptr && publish->qos == 1 && !publish->dup && !releasing_.empty()) {
                auto const stolen = *releasing_.begin();
                real_[stolen] = *publish->packet_id;
                publish->packet_id = stolen;
            }
        }
    }

private:
    std::set<std::uint16_t> releasing_;
    std::map<std::uint16_t, std::uint16_t> real_;
};

/// What is sent again has another identifier.
class ResendsWithNewIds final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        to_real(received<wire::Puback>(event));
        to_real(received<wire::Pubrec>(event));
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto* publish = sent_packet<wire::Publish>(action); publish != nullptr && publish->dup) {
                publish->packet_id = static_cast<std::uint16_t>(*publish->packet_id + offset);
            }
        }
    }

private:
    static constexpr std::uint16_t offset = 30'000;

    template <class P>
    static void to_real(P* packet)
    {
        if (packet != nullptr && packet->packet_id > offset) {
            packet->packet_id = static_cast<std::uint16_t>(packet->packet_id - offset);
        }
    }
};

} // namespace

std::vector<ClientDeviationInfo> client_deviations_2()
{
    return {
        {"sets-flags-of-puback", "MQTT-2.2.2-1", "sends PUBACK with a reserved flag set",
         client_sends<wire::Puback>([](wire::Puback& packet) { packet.flags = 2; })},
        {"sets-flags-of-pingreq", "MQTT-2.2.2-1", "sends PINGREQ with a reserved flag set",
         client_sends<wire::Pingreq>([](wire::Pingreq& packet) { packet.flags = 1; })},
        {"takes-wrong-flags", "MQTT-2.2.2-2", "does not look at reserved flags",
         client_forgives(about(reserved_flags))},
        {"passes-over-wrong-flags", "MQTT-2.2.2-2", "passes packets with wrong flags over",
         client_passes_over(about(reserved_flags))},
        {"publishes-with-id-0", "MQTT-2.3.1-1.a", "sends PUBLISH with the identifier 0",
         client_sends<wire::Publish>([](wire::Publish& packet) {
             if (packet.packet_id) {
                 packet.packet_id = 0;
             }
         })},
        {"subscribes-with-id-0", "MQTT-2.3.1-1.b", "sends SUBSCRIBE with the identifier 0",
         client_sends<wire::Subscribe>([](wire::Subscribe& packet) { packet.packet_id = 0; })},
        {"unsubscribes-with-id-0", "MQTT-2.3.1-1.c", "sends UNSUBSCRIBE with the identifier 0",
         client_sends<wire::Unsubscribe>([](wire::Unsubscribe& packet) { packet.packet_id = 0; })},
        {"numbers-subscriptions-apart", "MQTT-2.3.1-2",
         "numbers SUBSCRIBEs from 1 on, though messages have these identifiers",
         make_client<NumbersSubscriptionsApart>()},
        {"numbers-every-message-1", "MQTT-2.3.1-2", "gives every message the identifier 1",
         client_sends<wire::Publish>([](wire::Publish& packet) {
             if (packet.packet_id) {
                 packet.packet_id = 1;
             }
         })},
        {"renumbers-what-it-sends-again", "MQTT-2.3.1-3.a",
         "gives a message another identifier when it sends it again", make_client<ResendsWithNewIds>()},
        {"frees-ids-at-pubrec", "MQTT-2.3.1-3.b", "uses an identifier again before its PUBCOMP",
         make_client<FreesIdsAtPubrec>()},
        {"takes-ids-of-pubrels", "MQTT-4.3.2-1.a",
         "gives a message at QoS 1 the identifier of one whose PUBCOMP has not come",
         make_client<FreesIdsAtPubrec>()},
        {"numbers-qos-0", "MQTT-2.3.1-5", "sends an identifier at QoS 0",
         client_sends<wire::Publish>([](wire::Publish& packet) {
             if (packet.qos == 0) {
                 packet.payload.insert(packet.payload.begin(), {0, 1});
             }
         })},
        {"swaps-bytes-of-puback-id", "MQTT-2.3.1-6.a",
         "sends the identifier in PUBACK with its bytes swapped",
         client_sends<wire::Puback>(
             [](wire::Puback& packet) { packet.packet_id = swapped(packet.packet_id); })},
        {"swaps-bytes-of-pubrec-id", "MQTT-2.3.1-6.a",
         "sends the identifier in PUBREC with its bytes swapped",
         client_sends<wire::Pubrec>(
             [](wire::Pubrec& packet) { packet.packet_id = swapped(packet.packet_id); })},
        {"swaps-bytes-of-pubrel-id", "MQTT-2.3.1-6.b",
         "sends the identifier in PUBREL with its bytes swapped",
         client_sends<wire::Pubrel>(
             [](wire::Pubrel& packet) { packet.packet_id = swapped(packet.packet_id); })},
    };
}

} // namespace mqttspec::reference
