// SPDX-License-Identifier: Apache-2.0
// Faults in plain traffic, for what only rules examine, or what they see in other places than cases do.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

/// Changes the CONNACK for a ClientId of more than 23 bytes, which a Server may refuse [MQTT-3.1.3-5].
template <class Change>
Make for_long_client_ids(Change change)
{
    return on_the_way_out([change](Event const& original, std::vector<Action>& actions) {
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && connect->client_id.size() > 23) {
            change(actions, link_of(original));
        }
    });
}

void refuse(std::vector<Action>& actions, LinkId link, std::uint8_t acknowledge_flags, std::uint8_t code)
{
    each_sent<wire::Connack>(actions, [&](LinkId, wire::Connack& packet) {
        packet.acknowledge_flags = acknowledge_flags;
        packet.return_code = code;
    });
    drop(actions, link);
}

/// Puts bytes in the place of each PUBLISH at QoS 0.
Make sending_as_bytes(wire::Bytes bytes)
{
    return on_the_way_out([bytes](Event const&, std::vector<Action>& actions) {
        for (auto& action : actions) {
            auto* const transmit = std::get_if<Transmit>(&action);
            auto* const packet = transmit == nullptr ? nullptr : std::get_if<wire::Packet>(&transmit->what);
            auto* const publish = packet == nullptr ? nullptr : std::get_if<wire::Publish>(packet);
            if (publish != nullptr && publish->qos == 0) {
                transmit->what = bytes;
            }
        }
    });
}

/// What is sent at QoS 2, by link and Packet Identifier.
using Sent = std::map<std::pair<LinkId, std::uint16_t>, wire::Publish>;

void keep(Sent& sent, std::vector<Action>& actions)
{
    each_sent<wire::Publish>(actions, [&](LinkId link, wire::Publish& packet) {
        if (packet.qos == 2 && packet.packet_id) {
            sent[{link, *packet.packet_id}] = packet;
        }
    });
}

class PublishesAfterPubrel final : public Deviation
{
    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        keep(sent_, actions);
        std::vector<std::pair<LinkId, wire::Publish>> again;
        each_sent<wire::Pubrel>(actions, [&](LinkId link, wire::Pubrel& packet) {
            if (auto const found = sent_.find({link, packet.packet_id}); found != sent_.end()) {
                again.emplace_back(link, found->second);
            }
        });
        for (auto& [link, packet] : again) {
            packet.dup = true;
            send(actions, link, packet);
        }
    }

    Sent sent_;
};

class ReleasesAtOnce final : public Deviation
{
    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        std::vector<std::pair<LinkId, std::uint16_t>> sent;
        each_sent<wire::Publish>(actions, [&](LinkId link, wire::Publish& packet) {
            if (packet.qos == 2 && packet.packet_id) {
                sent.emplace_back(link, *packet.packet_id);
            }
        });
        for (auto const& [link, id] : sent) {
            send(actions, link, wire::Pubrel{.packet_id = id});
        }
    }
};

/// Holds each PUBREL back until the next one is due, and sends that first.
class ReleasesInPairs final : public Deviation
{
    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        std::vector<std::pair<LinkId, wire::Pubrel>> due;
        unsend<wire::Pubrel>(actions, [&](LinkId link, wire::Pubrel const& packet) {
            due.emplace_back(link, packet);
            return true;
        });
        for (auto const& [link, packet] : due) {
            auto const held = held_.find(link);
            if (held == held_.end()) {
                held_.emplace(link, packet);
                continue;
            }
            send(actions, link, packet);
            send(actions, link, held->second);
            held_.erase(held);
        }
    }

    std::map<LinkId, wire::Pubrel> held_;
};

/// Answers a PUBREC with the identifier of another message that waits for its own.
class ReleasesAnother final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* packet = received<wire::Pubrec>(original)) {
            waiting_[link_of(original)].erase(packet->packet_id);
        }
        each_sent<wire::Pubrel>(actions, [this](LinkId link, wire::Pubrel& packet) {
            if (!waiting_[link].empty()) {
                packet.packet_id = *waiting_[link].begin();
            }
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            if (packet.qos == 2 && packet.packet_id) {
                waiting_[link].insert(*packet.packet_id);
            }
        });
    }

    std::map<LinkId, std::set<std::uint16_t>> waiting_;
};

/// Sends each message at that QoS as if it had been sent before.
Make sending_with_dup(std::uint8_t qos)
{
    return sending<wire::Publish>(
        [qos](wire::Publish& packet) { packet.dup = packet.dup || packet.qos == qos; });
}

/// What is sent again after CONNACK comes last message first.
void turn_around(std::vector<Action>& actions)
{
    std::vector<wire::Publish*> again;
    each_sent<wire::Publish>(actions, [&](LinkId, wire::Publish& packet) {
        if (packet.dup) {
            again.push_back(&packet);
        }
    });
    for (std::size_t i = 0; i < again.size() / 2; ++i) {
        std::swap(*again[i], *again[again.size() - 1 - i]);
    }
}

} // namespace

std::vector<DeviationInfo> deviations_rules()
{
    return {
        {"sends-pingresp-with-flags", "MQTT-2.2.2-1", "answers PINGREQ with D1 00",
         sending<wire::Pingresp>([](auto& it) { it.flags = 1; })},
        {"refuses-long-client-ids-with-session-present", "MQTT-3.2.2-4",
         "refuses ClientIds of more than 23 bytes with Session Present 1",
         for_long_client_ids([](auto& actions, LinkId link) { refuse(actions, link, 1, 2); })},
        {"accepts-long-client-ids-after-refusal", "MQTT-3.2.2-5",
         "refuses ClientIds of more than 23 bytes, and accepts them with another CONNACK",
         for_long_client_ids(
             [](auto& actions, LinkId link) { send_first(actions, link, wire::Connack{.return_code = 2}); })},
        {"refuses-long-client-ids-with-code-133", "MQTT-3.2.2-6",
         "refuses ClientIds of more than 23 bytes with the code of MQTT 5.0",
         for_long_client_ids([](auto& actions, LinkId link) { refuse(actions, link, 0, 0x85); })},
        {"sends-empty-publish", "MQTT-3.3.2-1.a", "delivers at QoS 0 without a Topic Name or anything else",
         sending_as_bytes({0x30, 0x00})},
        {"answers-first-filter-only", "MQTT-3.8.4-5.a",
         "sends one return code, however many filters there are",
         sending<wire::Suback>([](auto& it) { it.return_codes.resize(1); })},
        {"grants-code-3", "MQTT-3.9.3-2", "sends the return code 3 where it grants QoS 2",
         sending<wire::Suback>([](auto& it) { std::ranges::replace(it.return_codes, 2, 3); })},
        {"delivers-qos-0-at-qos-1", "MQTT-3.8.4-5.b", "delivers at QoS 1 what QoS 0 was granted for",
         sending<wire::Publish>([id = std::uint16_t{50'000}](auto& it) mutable {
             if (it.qos == 0) {
                 it.qos = 1;
                 it.packet_id = ++id;
             }
         })},
        {"sends-first-with-dup-at-qos-1", "MQTT-4.3.2-1.b", "sends every PUBLISH at QoS 1 with DUP 1",
         sending_with_dup(1)},
        {"sends-first-with-dup-at-qos-2", "MQTT-4.3.3-1.b", "sends every PUBLISH at QoS 2 with DUP 1",
         sending_with_dup(2)},
        {"answers-pubrec-with-another-id", "MQTT-4.3.3-1.d",
         "answers PUBREC with the PUBREL of a message that still waits for its own", make<ReleasesAnother>()},
        {"delivers-without-topic-characters", "MQTT-4.7.3-1", "delivers at QoS 0 under an empty Topic Name",
         sending<wire::Publish>([](auto& it) { it.topic = it.qos == 0 ? std::string{} : it.topic; })},
        {"sends-pubrel-before-pubrec", "MQTT-4.3.3-1.c", "sends PUBREL right behind each PUBLISH at QoS 2",
         make<ReleasesAtOnce>()},
        {"publishes-again-after-pubrel", "MQTT-4.3.3-1.f", "sends the PUBLISH again behind its PUBREL",
         make<PublishesAfterPubrel>()},
        {"swaps-bytes-of-pubcomp-id", "MQTT-4.3.3-2.d", "writes the identifier of a PUBCOMP low byte first",
         sending<wire::Pubcomp>([](auto& it) {
             it.packet_id = static_cast<std::uint16_t>(it.packet_id << 8U | it.packet_id >> 8U);
         })},
        {"sends-pubrels-in-pairs-turned-around", "MQTT-4.6.0-6.a",
         "holds each PUBREL back until another is due, and sends that one first", make<ReleasesInPairs>()},
        {"sends-again-last-message-first", "MQTT-4.6.0-6.a",
         "sends unacknowledged messages again in the opposite order",
         on_the_way_out([](Event const&, std::vector<Action>& actions) { turn_around(actions); })},
    };
}

} // namespace mqttspec::reference
