// SPDX-License-Identifier: Apache-2.0
// Chapter 4: Sessions, Quality of Service, order.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace mqttspec::reference {
namespace {

/// Does not send those packets of that kind again behind CONNACK.
template <class P, class Test>
MakeClient not_resuming(Test test)
{
    return client_does([test](ClientEvent const& original, ClientActions& actions) {
        if (is_resumption(original)) {
            unsend<P>(actions, test);
        }
    });
}

/// Holds every first of two packets back until the second is out.
template <class P>
class SwapsTwo final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (std::size_t i = 0; i < actions.size(); ++i) {
            if (sent_packet<P>(actions[i]) == nullptr) {
                continue;
            }
            if (held_) {
                actions.insert(actions.begin() + static_cast<std::ptrdiff_t>(i) + 1, *held_);
                held_.reset();
                ++i;
            } else {
                held_ = actions[i];
                actions.erase(actions.begin() + static_cast<std::ptrdiff_t>(i--));
            }
        }
    }

private:
    std::optional<ClientAction> held_;
};

/// Once it has seen a QoS 1 identifier, takes all that comes with it for repeats.
class TakesQos1IdsForRepeats final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        auto const* publish = received<wire::Publish>(original);
        if (publish != nullptr && publish->qos == 1 && !seen_.insert(publish->packet_id.value_or(0)).second) {
            untell<MessageArrived>(actions);
        }
    }

private:
    std::set<std::uint16_t> seen_;
};

class AnswersRepeatsOnce final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* pubcomp = sent_packet<wire::Pubcomp>(action)) {
                answered_.erase(pubcomp->packet_id);
            }
        }
        unsend<wire::Pubrec>(
            actions, [this](wire::Pubrec const& it) { return !answered_.insert(it.packet_id).second; });
    }

private:
    std::set<std::uint16_t> answered_;
};

/// Sends PUBCOMP, and goes on taking the identifier for the old message.
class NeverReleases final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        if (received<wire::Pubrel>(event) != nullptr) {
            ignore(event);
        }
    }

    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        if (auto const* pubrel = received<wire::Pubrel>(original)) {
            wire::Packet const pubcomp = wire::Pubcomp{.packet_id = pubrel->packet_id};
            actions.emplace_back(to_send(std::get<Received>(original.what).link, pubcomp));
        }
    }
};

/// Sends the message again where its PUBREL is due.
class SendsReleasedMessagesAgain final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* publish = sent_packet<wire::Publish>(action);
                publish != nullptr && publish->qos == 2) {
                sent_[publish->packet_id.value_or(0)] = *publish;
            }
            auto const* pubrel = sent_packet<wire::Pubrel>(action);
            if (pubrel != nullptr && is_resumption(original) && sent_.contains(pubrel->packet_id)) {
                auto publish = sent_[pubrel->packet_id];
                publish.dup = true;
                action = to_send(std::get<Transmit>(action).link, publish);
            }
        }
    }

private:
    std::map<std::uint16_t, wire::Publish> sent_;
};

/// Acknowledges what it has subscribed to, and nothing else.
class AcknowledgesWhatItAskedFor final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* subscribe = sent_packet<wire::Subscribe>(action)) {
                for (auto const& subscription : subscribe->filters) {
                    filters_.insert(subscription.filter);
                }
            }
            if (auto const* unsubscribe = sent_packet<wire::Unsubscribe>(action)) {
                for (auto const& filter : unsubscribe->filters) {
                    filters_.erase(filter);
                }
            }
        }
        auto const* publish = received<wire::Publish>(original);
        auto const covers = [publish](std::string const& filter) { return matches(filter, publish->topic); };
        if (publish != nullptr && std::ranges::none_of(filters_, covers)) {
            unsend<wire::Puback>(actions, [](auto const&) { return true; });
            unsend<wire::Pubrec>(actions, [](auto const&) { return true; });
        }
    }

private:
    std::set<std::string> filters_;
};

/// What is sent again has another identifier.
class MovesIds final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto* pubrel = sent_packet<wire::Pubrel>(action);
                pubrel != nullptr && is_resumption(original)) {
                ++pubrel->packet_id;
            }
            if (auto* publish = sent_packet<wire::Publish>(action); publish != nullptr && publish->dup) {
                ++*publish->packet_id;
            }
        }
    }
};

/// Has no memory of a message that waits for its PUBREC so long.
class ForgetsAfterASecond final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        auto const* pubrec = received<wire::Pubrec>(event);
        if (pubrec != nullptr && sent_.contains(pubrec->packet_id) &&
            event.now > sent_[pubrec->packet_id] + std::chrono::seconds{1}) {
            ignore(event);
        }
    }

    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* publish = sent_packet<wire::Publish>(action);
                publish != nullptr && publish->qos == 2) {
                sent_[publish->packet_id.value_or(0)] = original.now;
            }
        }
    }

private:
    std::map<std::uint16_t, Time> sent_;
};

void resend_backwards(ClientEvent const& original, ClientActions& actions)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; is_resumption(original) && i < actions.size(); ++i) {
        if (auto const* publish = sent_packet<wire::Publish>(actions[i]);
            publish != nullptr && publish->dup) {
            places.push_back(i);
        }
    }
    for (std::size_t i = 0; i < places.size() / 2; ++i) {
        std::swap(actions[places[i]], actions[places[places.size() - 1 - i]]);
    }
}

/// Delivers a repeat of a QoS 2 message as another message.
void deliver_repeats(ClientEvent const& original, ClientActions& actions)
{
    auto const* publish = received<wire::Publish>(original);
    bool const is_taken =
        std::ranges::any_of(actions, [](auto& it) { return sent_packet<wire::Pubrec>(it) != nullptr; });
    bool const is_told =
        std::ranges::any_of(actions, [](auto const& it) { return std::holds_alternative<Tell>(it); });
    if (publish != nullptr && is_taken && !is_told) {
        actions.emplace_back(Tell{.what = MessageArrived{.topic = publish->topic,
                                                         .payload = publish->payload,
                                                         .qos = publish->qos,
                                                         .retain = publish->retain,
                                                         .dup = publish->dup}});
    }
}

/// Has no memory of a message that waits for its PUBREL so long.
class ForgetsInboundAfterASecond final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        auto const* publish = received<wire::Publish>(original);
        auto const id = publish == nullptr ? std::uint16_t{0} : publish->packet_id.value_or(0);
        auto const taken = taken_.try_emplace(id, original.now).first->second;
        if (original.now > taken + std::chrono::seconds{1}) {
            deliver_repeats(original, actions);
        }
    }

private:
    std::map<std::uint16_t, Time> taken_;
};

bool any(wire::Packet const&)
{
    return true;
}

std::vector<ClientDeviationInfo> storing();
std::vector<ClientDeviationInfo> sending();
std::vector<ClientDeviationInfo> receiving();
std::vector<ClientDeviationInfo> ordering();

} // namespace

std::vector<ClientDeviationInfo> client_deviations_4()
{
    std::vector<ClientDeviationInfo> all;
    for (auto const& table : {storing(), sending(), receiving(), ordering()}) {
        all.insert(all.end(), table.begin(), table.end());
    }
    return all;
}

namespace {

std::vector<ClientDeviationInfo> storing()
{
    return {
        {"forgets-its-messages-with-connection", "MQTT-4.1.0-1.d",
         "sends nothing again on the next connection",
         client_does([](ClientEvent const& original, ClientActions& actions) {
             if (is_resumption(original)) {
                 unsend<wire::Publish>(actions, [](wire::Publish const& it) { return it.dup; });
                 unsend<wire::Pubrel>(actions, any);
             }
         })},
        {"forgets-inbound-ids-with-connection", "MQTT-4.1.0-1.e",
         "takes a QoS 2 message that is sent again on the next connection for a new one",
         client_takes<wire::Connack>([](wire::Connack& packet) { packet.acknowledge_flags = 0; })},
        {"forgets-messages-after-a-second", "MQTT-4.1.0-2",
         "does not know a PUBREC that comes after a second", make_client<ForgetsAfterASecond>()},
        {"forgets-inbound-ids-after-a-second", "MQTT-4.1.0-2",
         "takes a QoS 2 message that is sent again after a second for a new one",
         make_client<ForgetsInboundAfterASecond>()},
        {"does-not-publish-again", "MQTT-4.4.0-1.a", "does not send PUBLISH again on the next connection",
         not_resuming<wire::Publish>([](wire::Publish const& it) { return it.dup; })},
        {"does-not-release-again", "MQTT-4.4.0-1.b", "does not send PUBREL again on the next connection",
         not_resuming<wire::Pubrel>(any)},
        {"moves-ids-of-what-it-sends-again", "MQTT-4.4.0-1.c",
         "sends again with identifiers that are 1 higher", make_client<MovesIds>()},
    };
}

std::vector<ClientDeviationInfo> sending()
{
    auto const first_dup = [](std::uint8_t qos) {
        return client_sends<wire::Publish>([qos](wire::Publish& packet) { packet.dup |= packet.qos == qos; });
    };
    auto const same_id = [](std::uint8_t qos) {
        return client_sends<wire::Publish>([qos](wire::Publish& packet) {
            if (packet.qos == qos) {
                packet.packet_id = 7;
            }
        });
    };
    return {
        {"sends-qos-0-as-1", "MQTT-4.3.1-1.a", "sends QoS 1 where 0 is asked for",
         client_sends<wire::Publish>([](wire::Publish& packet) {
             if (packet.qos == 0) {
                 packet.qos = 1;
                 packet.packet_id = 65'535;
             }
         })},
        {"sends-qos-0-with-dup", "MQTT-4.3.1-1.b", "sends messages of QoS 0 with DUP", first_dup(0)},
        {"numbers-every-qos-1-message-7", "MQTT-4.3.2-1.a", "gives every QoS 1 message the identifier 7",
         same_id(1)},
        {"sends-qos-1-with-dup-at-first", "MQTT-4.3.2-1.b", "sets DUP when it sends a QoS 1 message first",
         first_dup(1)},
        {"forgets-qos-1-once-sent", "MQTT-4.3.2-1.c", "does not send a QoS 1 message again",
         not_resuming<wire::Publish>([](wire::Publish const& it) { return it.dup && it.qos == 1; })},
        {"numbers-every-qos-2-message-7", "MQTT-4.3.3-1.a", "gives every QoS 2 message the identifier 7",
         same_id(2)},
        {"sends-qos-2-with-dup-at-first", "MQTT-4.3.3-1.b", "sets DUP when it sends a QoS 2 message first",
         first_dup(2)},
        {"forgets-qos-2-once-sent", "MQTT-4.3.3-1.c", "does not send a QoS 2 message again",
         not_resuming<wire::Publish>([](wire::Publish const& it) { return it.dup && it.qos == 2; })},
        {"never-releases", "MQTT-4.3.3-1.d", "sends no PUBREL", client_withholds<wire::Pubrel>(any)},
        {"forgets-pubrel-once-sent", "MQTT-4.3.3-1.e", "does not send a PUBREL again",
         not_resuming<wire::Pubrel>(any)},
        {"publishes-again-after-pubrel", "MQTT-4.3.3-1.f", "sends a message again whose PUBREL is due",
         make_client<SendsReleasedMessagesAgain>()},
    };
}

std::vector<ClientDeviationInfo> receiving()
{
    return {
        {"adds-1-to-puback-id", "MQTT-4.3.2-2.a", "sends PUBACK with the next identifier",
         client_sends<wire::Puback>([](wire::Puback& packet) { ++packet.packet_id; })},
        {"takes-qos-1-ids-for-repeats", "MQTT-4.3.2-2.b",
         "hands no second message over with the same QoS 1 identifier",
         make_client<TakesQos1IdsForRepeats>()},
        {"sends-no-pubrec", "MQTT-4.3.3-2.a", "sends no PUBREC", client_withholds<wire::Pubrec>(any)},
        {"answers-repeats-once", "MQTT-4.3.3-2.b", "sends no second PUBREC before PUBREL",
         make_client<AnswersRepeatsOnce>()},
        {"delivers-repeats", "MQTT-4.3.3-2.c", "hands a QoS 2 message over again when it is sent again",
         client_does(deliver_repeats)},
        {"sends-no-pubcomp", "MQTT-4.3.3-2.d", "sends no PUBCOMP", client_withholds<wire::Pubcomp>(any)},
        {"never-frees-inbound-ids", "MQTT-4.3.3-2.e",
         "takes a QoS 2 identifier for the old message after PUBREL, too", make_client<NeverReleases>()},
        {"acknowledges-what-it-asked-for", "MQTT-4.5.0-2",
         "acknowledges only messages that match a Subscription", make_client<AcknowledgesWhatItAskedFor>()},
    };
}

std::vector<ClientDeviationInfo> ordering()
{
    return {
        {"sends-again-backwards", "MQTT-4.6.0-1", "sends messages again with the last first",
         client_does(resend_backwards)},
        {"swaps-pubacks", "MQTT-4.6.0-2", "sends each second PUBACK before the first",
         make_client<SwapsTwo<wire::Puback>>()},
        {"swaps-pubrecs", "MQTT-4.6.0-3", "sends each second PUBREC before the first",
         make_client<SwapsTwo<wire::Pubrec>>()},
        {"swaps-pubrels", "MQTT-4.6.0-4", "sends each second PUBREL before the first",
         make_client<SwapsTwo<wire::Pubrel>>()},
    };
}

} // namespace
} // namespace mqttspec::reference
