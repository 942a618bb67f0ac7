// SPDX-License-Identifier: Apache-2.0
// Section 4.3, the receiver: PUBACK, PUBREC, PUBCOMP, and what is a repetition.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

/// A Client and one of its Packet Identifiers.
using Key = std::pair<std::string, std::uint16_t>;

/// The sender of a PUBLISH and its identifier, as far as it is one of that QoS.
std::optional<Key> key_of(Event const& event, Roster const& roster, std::uint8_t qos)
{
    auto const* publish = received<wire::Publish>(event);
    auto const* client = roster.on(link_of(event));
    if (publish == nullptr || client == nullptr || publish->qos != qos) {
        return std::nullopt;
    }
    return Key{client->client_id, publish->packet_id.value_or(0)};
}

/// When an identifier of before is taken for that of a repetition.
struct Suspicion
{
    bool needs_dup = false;
    bool needs_return = false; ///< The repetition comes on another connection.
};

/// Takes a message for a repetition of a complete one with its identifier: acknowledges it and drops it.
template <class Ack>
class RemembersIds final : public Deviation
{
public:
    RemembersIds(std::uint8_t qos, Suspicion suspicion) : qos_(qos), suspicion_(suspicion) {}

    void incoming(Event& event) override
    {
        dropped_.reset();
        auto const key = key_of(event, roster_, qos_);
        if (!key) {
            return;
        }
        auto const link = link_of(event);
        auto const first = first_on_.try_emplace(*key, link);
        bool const is_suspect = !first.second &&
                                (!suspicion_.needs_dup || received<wire::Publish>(event)->dup) &&
                                (!suspicion_.needs_return || first.first->second != link);
        if (is_suspect) {
            dropped_ = key->second;
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        if (dropped_) {
            send(actions, link_of(original), Ack{.packet_id = *dropped_});
        }
    }

private:
    std::uint8_t qos_;
    Suspicion suspicion_;
    Roster roster_;
    std::map<Key, LinkId> first_on_;
    std::optional<std::uint16_t> dropped_;
};

/// Takes a repetition for a new message: gives it an identifier that is not in use.
class PassesRepetitionsOn final : public Deviation
{
public:
    explicit PassesRepetitionsOn(Suspicion suspicion) : suspicion_(suspicion) {}

    void incoming(Event& event) override
    {
        real_.reset();
        auto const key = key_of(event, roster_, 2);
        if (!key) {
            return;
        }
        auto const link = link_of(event);
        auto const first = first_on_.try_emplace(*key, link);
        if (!first.second && (!suspicion_.needs_return || first.first->second != link)) {
            real_ = key->second;
            received<wire::Publish>(event)->packet_id = ++last_;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        each_sent<wire::Pubrec>(actions, [this](LinkId, wire::Pubrec& packet) {
            packet.packet_id = real_.value_or(packet.packet_id);
        });
        auto const* client = roster_.on(link_of(original));
        auto const* release = received<wire::Pubrel>(original);
        if (client != nullptr && release != nullptr) {
            first_on_.erase({client->client_id, release->packet_id});
        }
    }

private:
    Suspicion suspicion_;
    Roster roster_;
    std::map<Key, LinkId> first_on_; ///< Of what is not released.
    std::optional<std::uint16_t> real_;
    std::uint16_t last_ = 40'000;
};

/// Passes a message on once more when its PUBREL comes on another connection.
class PassesOnAgainAtRelease final : public Deviation
{
    void incoming(Event& event) override
    {
        auto const* release = received<wire::Pubrel>(event);
        auto const* client = roster_.on(link_of(event));
        if (release == nullptr || client == nullptr) {
            return;
        }
        auto const found = unreleased_.find({client->client_id, release->packet_id});
        if (found != unreleased_.end() && found->second.first != link_of(event)) {
            released_ = release->packet_id;
            auto packet = found->second.second;
            packet.packet_id = 40'000;
            replace(event, link_of(event), packet);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        if (auto const key = key_of(original, roster_, 2)) {
            unreleased_[*key] = {link_of(original), *received<wire::Publish>(original)};
        }
        if (released_) {
            unsend<wire::Pubrec>(actions, [](LinkId, auto const&) { return true; });
            send(actions, link_of(original), wire::Pubcomp{.packet_id = *released_});
            released_.reset();
        }
    }

    Roster roster_;
    std::map<Key, std::pair<LinkId, wire::Publish>> unreleased_;
    std::optional<std::uint16_t> released_;
};

/// Keeps the identifiers of QoS 2 messages of all Clients in one table.
class SharesReceivedIds final : public Deviation
{
    void incoming(Event& event) override
    {
        dropped_.reset();
        auto const key = key_of(event, roster_, 2);
        if (key && owner_.try_emplace(key->second, key->first).first->second != key->first) {
            dropped_ = key->second;
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        if (dropped_) {
            send(actions, link_of(original), wire::Pubrec{.packet_id = *dropped_});
        }
        if (auto const* release = received<wire::Pubrel>(original)) {
            owner_.erase(release->packet_id);
        }
    }

    Roster roster_;
    std::map<std::uint16_t, std::string> owner_;
    std::optional<std::uint16_t> dropped_;
};

/// Sends no more than so many answers of that kind with one identifier on a connection, or to a Client.
template <class Ack>
class AnswersSoOften final : public Deviation
{
public:
    AnswersSoOften(int most, bool counts_connections) : most_(most), counts_connections_(counts_connections)
    {}

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        unsend<Ack>(actions, [this](LinkId link, Ack const& packet) {
            auto const* client = roster_.on(link);
            auto const place = counts_connections_ ? LinkId{0} : link;
            return client != nullptr && ++sent_[{place, {client->client_id, packet.packet_id}}] > most_;
        });
    }

private:
    int most_;
    bool counts_connections_;
    Roster roster_;
    std::map<std::pair<LinkId, Key>, int> sent_;
};

/// Gives each answer of that kind the identifier of the first on its connection.
template <class Ack>
Make answering_with_the_first_id()
{
    return on_the_way_out(
        [first = std::map<LinkId, std::uint16_t>{}](Event const&, std::vector<Action>& actions) mutable {
            each_sent<Ack>(actions, [&](LinkId link, Ack& packet) {
                packet.packet_id = first.try_emplace(link, packet.packet_id).first->second;
            });
        });
}

/// Does not answer with that packet while a delivery of the same identifier is under way to the Client.
template <class Ack>
class ConfusesDirections final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* ack = received<wire::Puback>(original)) {
            under_way_.erase({link_of(original), ack->packet_id});
        }
        unsend<Ack>(actions, [this](LinkId link, Ack const& packet) {
            return under_way_.contains({link, packet.packet_id});
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            under_way_.insert({link, packet.packet_id.value_or(0)});
        });
    }

    std::set<std::pair<LinkId, std::uint16_t>> under_way_;
};

} // namespace

std::vector<DeviationInfo> receiving_4_3()
{
    constexpr Suspicion any{};
    constexpr Suspicion with_dup{.needs_dup = true};
    constexpr Suspicion after_return{.needs_return = true};
    constexpr std::uint8_t qos_1 = 1;
    constexpr std::uint8_t qos_2 = 2;
    return {
        {"repeats-the-first-puback-id", "MQTT-4.3.2-2.a",
         "gives every PUBACK the identifier of the first on its connection",
         answering_with_the_first_id<wire::Puback>()},
        {"withholds-puback-beside-a-delivery", "MQTT-4.3.2-2.a",
         "sends no PUBACK with the identifier of a delivery under way",
         make<ConfusesDirections<wire::Puback>>()},
        {"remembers-ids-at-qos-1", "MQTT-4.3.2-2.b",
         "takes a QoS 1 message for a repetition if its identifier was used before",
         make<RemembersIds<wire::Puback>>(qos_1, any)},
        {"drops-dup-at-qos-1", "MQTT-4.3.2-2.b",
         "takes a QoS 1 message with DUP for a repetition if its identifier was used before",
         make<RemembersIds<wire::Puback>>(qos_1, with_dup)},
        {"remembers-ids-at-qos-1-for-the-session", "MQTT-4.3.2-2.b",
         "takes a QoS 1 message for a repetition if its identifier was used on an earlier connection",
         make<RemembersIds<wire::Puback>>(qos_1, after_return)},

        {"repeats-the-first-pubrec-id", "MQTT-4.3.3-2.a",
         "gives every PUBREC the identifier of the first on its connection",
         answering_with_the_first_id<wire::Pubrec>()},
        {"withholds-pubrec-beside-a-delivery", "MQTT-4.3.3-2.a",
         "sends no PUBREC with the identifier of a delivery under way",
         make<ConfusesDirections<wire::Pubrec>>()},
        {"answers-publish-once", "MQTT-4.3.3-2.b", "does not answer a repeated QoS 2 message with PUBREC",
         make<AnswersSoOften<wire::Pubrec>>(1, false)},
        {"answers-publish-twice", "MQTT-4.3.3-2.b", "answers a QoS 2 message with PUBREC twice at most",
         make<AnswersSoOften<wire::Pubrec>>(2, false)},
        {"answers-publish-on-one-connection", "MQTT-4.3.3-2.b",
         "does not answer a QoS 2 message with PUBREC that is repeated on another connection",
         make<AnswersSoOften<wire::Pubrec>>(1, true)},
        {"passes-repetitions-on", "MQTT-4.3.3-2.c", "passes repeated QoS 2 messages on",
         make<PassesRepetitionsOn>(any)},
        {"passes-repetitions-on-after-return", "MQTT-4.3.3-2.c",
         "passes QoS 2 messages on that are repeated on another connection",
         make<PassesRepetitionsOn>(after_return)},
        {"passes-on-again-at-release", "MQTT-4.3.3-2.c",
         "passes a QoS 2 message on once more when its PUBREL comes on another connection",
         make<PassesOnAgainAtRelease>()},
        {"repeats-the-first-pubcomp-id", "MQTT-4.3.3-2.d",
         "gives every PUBCOMP the identifier of the first on its connection",
         answering_with_the_first_id<wire::Pubcomp>()},
        {"does-not-complete", "MQTT-4.3.3-2.d", "does not answer PUBREL",
         make<AnswersSoOften<wire::Pubcomp>>(0, false)},
        {"completes-once", "MQTT-4.3.3-2.d", "does not answer a repeated PUBREL",
         make<AnswersSoOften<wire::Pubcomp>>(1, true)},
        {"remembers-ids-at-qos-2", "MQTT-4.3.3-2.e",
         "takes a QoS 2 message for a repetition if its identifier was used before",
         make<RemembersIds<wire::Pubrec>>(qos_2, any)},
        {"drops-dup-at-qos-2", "MQTT-4.3.3-2.e",
         "takes a QoS 2 message with DUP for a repetition if its identifier was used before",
         make<RemembersIds<wire::Pubrec>>(qos_2, with_dup)},
        {"remembers-ids-at-qos-2-for-the-session", "MQTT-4.3.3-2.e",
         "takes a QoS 2 message for a repetition if its identifier was used on an earlier connection",
         make<RemembersIds<wire::Pubrec>>(qos_2, after_return)},
        {"shares-received-ids", "MQTT-4.5.0-1",
         "takes a QoS 2 message for a repetition if another Client has used its identifier",
         make<SharesReceivedIds>()},
    };
}

} // namespace mqttspec::reference
