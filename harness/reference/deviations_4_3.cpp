// SPDX-License-Identifier: Apache-2.0
// Section 4.3, the sender: how long a message is unacknowledged, and PUBREL.
#include "reference/deviation_tables.hpp"
#include "reference/returning.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

Make forgetting_unacknowledged(std::uint8_t qos)
{
    return not_sending_again(any_ending(),
                             [qos](wire::Publish const& packet, int) { return packet.qos == qos; });
}

/// The first Client to answer a message answers it for all.
template <class Ack>
class AnsweredForAll final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* ack = received<Ack>(original)) {
            auto const found = sent_.find({link_of(original), ack->packet_id});
            if (found != sent_.end()) {
                answered_.insert(found->second);
            }
        }
        unsend<wire::Publish>(actions, [this](LinkId, wire::Publish const& packet) {
            return packet.dup && answered_.contains(content_of(packet));
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            sent_[{link, packet.packet_id.value_or(0)}] = content_of(packet);
        });
    }

    std::map<std::pair<LinkId, std::uint16_t>, Content> sent_;
    std::set<Content> answered_;
};

/// Takes each answer for one to all deliveries before it, too.
template <class Ack>
class AnsweredUpTo final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* ack = received<Ack>(original)) {
            auto& sent = sent_[link_of(original)];
            auto const end =
                std::ranges::find(sent, ack->packet_id, &std::pair<std::uint16_t, Content>::first);
            for (auto it = sent.begin(); end != sent.end() && it != end; ++it) {
                answered_.insert(it->second);
            }
        }
        unsend<wire::Publish>(actions, [this](LinkId, wire::Publish const& packet) {
            return packet.dup && answered_.contains(content_of(packet));
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            sent_[link].push_back({packet.packet_id.value_or(0), {packet.topic, packet.payload}});
        });
    }

    std::map<LinkId, std::deque<std::pair<std::uint16_t, Content>>> sent_;
    std::set<Content> answered_;
};

/// Takes each PUBACK for that of the oldest delivery.
class CountsPubacks final : public Deviation
{
    void incoming(Event& event) override
    {
        auto* ack = received<wire::Puback>(event);
        auto& sent = sent_[link_of(event)];
        if (ack != nullptr && !sent.empty()) {
            ack->packet_id = sent.front();
            sent.pop_front();
        }
    }

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            if (packet.qos == 1) {
                sent_[link].push_back(packet.packet_id.value_or(0));
            }
        });
    }

    std::map<LinkId, std::deque<std::uint16_t>> sent_;
};

/// Takes whatever answers a delivery at that QoS for what should answer it first.
template <class Right>
class TakesAnyAnswer final : public Deviation
{
public:
    explicit TakesAnyAnswer(std::uint8_t qos) : qos_(qos) {}

    void incoming(Event& event) override
    {
        std::optional<std::uint16_t> id;
        if (auto const* puback = received<wire::Puback>(event)) {
            id = puback->packet_id;
        } else if (auto const* pubrec = received<wire::Pubrec>(event)) {
            id = pubrec->packet_id;
        } else if (auto const* pubcomp = received<wire::Pubcomp>(event)) {
            id = pubcomp->packet_id;
        }
        if (id && unanswered_.erase({link_of(event), *id}) > 0) {
            replace(event, link_of(event), Right{.packet_id = *id});
        }
    }

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            if (packet.qos == qos_) {
                unanswered_.insert({link, packet.packet_id.value_or(0)});
            }
        });
    }

private:
    std::uint8_t qos_;
    std::set<std::pair<LinkId, std::uint16_t>> unanswered_;
};

/// Keeps the identifiers of both directions in one table: a PUBLISH of a Client takes the place of what was
/// under way to it.
class SharesIds final : public Deviation
{
public:
    explicit SharesIds(std::uint8_t qos) : qos_(qos) {}

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        auto const* client = roster_.on(link_of(original));
        auto const* publish = received<wire::Publish>(original);
        if (client != nullptr && publish != nullptr && publish->packet_id) {
            taken_.insert({client->client_id, *publish->packet_id});
        }
        unsend<wire::Publish>(actions, [this](LinkId to, wire::Publish const& packet) {
            auto const* receiver = roster_.on(to);
            return receiver != nullptr && packet.dup && packet.qos == qos_ &&
                   taken_.contains({receiver->client_id, packet.packet_id.value_or(0)});
        });
    }

private:
    std::uint8_t qos_;
    Roster roster_;
    std::set<std::pair<std::string, std::uint16_t>> taken_;
};

/// Sends no PUBREL for a PUBREC where `test(link, packet)` says so.
template <class Test>
Make not_releasing(Test test)
{
    return on_the_way_out([test](Event const& original, std::vector<Action>& actions) mutable {
        if (received<wire::Pubrec>(original) != nullptr) {
            unsend<wire::Pubrel>(actions,
                                 [&](LinkId link, auto const& packet) { return test(link, packet); });
        }
    });
}

/// Sends no PUBREL to a Client that came back to its Session, but for those that it sends again.
class ReleasesNothingAfterReturn final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        each_sent<wire::Connack>(actions, [this](LinkId link, wire::Connack const& connack) {
            if (connack.session_present()) {
                resumed_.insert(link);
            }
        });
        if (received<wire::Pubrec>(original) != nullptr) {
            unsend<wire::Pubrel>(actions,
                                 [this](LinkId link, auto const&) { return resumed_.contains(link); });
        }
    }

    std::set<LinkId> resumed_;
};

/// On return sends no PUBREL again, or none from a certain visit on.
Make not_releasing_again(int visits_at_least)
{
    return on_return(any_ending(), [visits_at_least](auto& actions, LinkId link, int visits) {
        unsend<wire::Pubrel>(actions,
                             [&](LinkId to, auto const&) { return to == link && visits >= visits_at_least; });
    });
}

/// Sends the PUBLISH again, besides the PUBREL that is due.
class PublishesBesidePubrel final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        std::vector<std::pair<LinkId, wire::Publish>> again;
        each_sent<wire::Pubrel>(actions, [&](LinkId link, wire::Pubrel const& packet) {
            auto const* client = roster_.on(link);
            if (client != nullptr && received<wire::Connect>(original) != nullptr) {
                again.push_back({link, sent_[{client->client_id, packet.packet_id}]});
            }
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            auto const* client = roster_.on(link);
            if (client != nullptr && packet.qos == 2) {
                sent_[{client->client_id, packet.packet_id.value_or(0)}] = packet;
            }
        });
        for (auto& [link, packet] : again) {
            packet.dup = true;
            send(actions, link, packet);
        }
    }

    Roster roster_;
    std::map<std::pair<std::string, std::uint16_t>, wire::Publish> sent_;
};

} // namespace

std::vector<DeviationInfo> deviations_4_3()
{
    return {
        {"forgets-unacknowledged-qos-1", "MQTT-4.3.2-1.c", "forgets QoS 1 messages when their Client leaves",
         forgetting_unacknowledged(1)},
        {"shares-pubacks", "MQTT-4.3.2-1.c", "takes the PUBACK of one Client for those of all",
         make<AnsweredForAll<wire::Puback>>()},
        {"takes-puback-for-all-before", "MQTT-4.3.2-1.c", "takes a PUBACK for those of all messages before",
         make<AnsweredUpTo<wire::Puback>>()},
        {"counts-pubacks", "MQTT-4.3.2-1.c", "takes each PUBACK for that of the oldest message",
         make<CountsPubacks>()},
        {"takes-any-answer-at-qos-1", "MQTT-4.3.2-1.c", "takes any answer to a QoS 1 message for its PUBACK",
         make<TakesAnyAnswer<wire::Puback>>(std::uint8_t{1})},
        {"shares-ids-at-qos-1", "MQTT-4.3.2-1.c",
         "forgets a QoS 1 message when its Client publishes with the same identifier",
         make<SharesIds>(std::uint8_t{1})},

        {"forgets-unacknowledged-qos-2", "MQTT-4.3.3-1.c", "forgets QoS 2 messages when their Client leaves",
         forgetting_unacknowledged(2)},
        {"shares-pubrecs", "MQTT-4.3.3-1.c", "takes the PUBREC of one Client for those of all",
         make<AnsweredForAll<wire::Pubrec>>()},
        {"takes-pubrec-for-all-before", "MQTT-4.3.3-1.c", "takes a PUBREC for those of all messages before",
         make<AnsweredUpTo<wire::Pubrec>>()},
        {"takes-any-answer-at-qos-2", "MQTT-4.3.3-1.c", "takes any answer to a QoS 2 message for its PUBREC",
         make<TakesAnyAnswer<wire::Pubrec>>(std::uint8_t{2})},
        {"shares-ids-at-qos-2", "MQTT-4.3.3-1.c",
         "forgets a QoS 2 message when its Client publishes with the same identifier",
         make<SharesIds>(std::uint8_t{2})},

        {"does-not-release", "MQTT-4.3.3-1.d", "does not answer PUBREC",
         not_releasing([](LinkId, auto const&) { return true; })},
        {"releases-once", "MQTT-4.3.3-1.d", "does not answer a second PUBREC",
         not_releasing([seen = std::set<std::pair<LinkId, std::uint16_t>>{}](
                           LinkId link, wire::Pubrel const& packet) mutable {
             return !seen.insert({link, packet.packet_id}).second;
         })},
        {"releases-nothing-after-return", "MQTT-4.3.3-1.d",
         "does not answer the PUBREC of a Client that came back", make<ReleasesNothingAfterReturn>()},
        {"forgets-pubrel", "MQTT-4.3.3-1.e", "does not send PUBREL again", not_releasing_again(1)},
        {"sends-pubrel-twice", "MQTT-4.3.3-1.e", "sends a PUBREL again once, and then no more",
         not_releasing_again(2)},
        {"publishes-beside-pubrel", "MQTT-4.3.3-1.f", "sends the PUBLISH again, besides its PUBREL",
         make<PublishesBesidePubrel>()},
    };
}

} // namespace mqttspec::reference
