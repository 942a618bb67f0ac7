// SPDX-License-Identifier: Apache-2.0
// Section 4.1: what is stored of a Session, and how long.
#include "reference/deviation_tables.hpp"
#include "reference/returning.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

using Ids = std::set<std::uint16_t>;

/// Where a stored Session goes on, until its Client subscribes anew: calls `change(client, actions, link)`.
template <class Change>
Make in_resumed_sessions(Change change)
{
    return on_the_way_out([change, roster = Roster{}, resumed = std::set<LinkId>{}](
                              Event const& original, std::vector<Action>& actions) mutable {
        roster.note(original, actions);
        each_sent<wire::Connack>(actions, [&](LinkId link, wire::Connack const& connack) {
            if (connack.session_present()) {
                resumed.insert(link);
            }
        });
        if (received<wire::Subscribe>(original) != nullptr) {
            resumed.erase(link_of(original));
        }
        change(original, actions, roster, resumed);
    });
}

/// Delivers at QoS 0 for the Subscriptions of a Session that goes on.
Make forgetting_granted_qos()
{
    return in_resumed_sessions([](Event const&, auto& actions, auto const&, auto const& resumed) {
        each_sent<wire::Publish>(actions, [&](LinkId to, wire::Publish& packet) {
            if (resumed.contains(to)) {
                packet.qos = 0;
                packet.dup = false;
                packet.packet_id.reset();
            }
        });
    });
}

/// Forgets those Subscriptions of a Session that have wildcards.
Make forgetting_wildcards()
{
    return in_resumed_sessions([clients = std::set<std::string>{}](Event const& original, auto& actions,
                                                                   Roster const& roster,
                                                                   auto const& resumed) mutable {
        auto const* subscribe = received<wire::Subscribe>(original);
        auto const* client = roster.on(link_of(original));
        bool const has_wildcard =
            subscribe != nullptr && std::ranges::any_of(subscribe->filters, [](auto const& it) {
                return it.filter.find_first_of("+#") != std::string::npos;
            });
        if (client != nullptr && has_wildcard) {
            clients.insert(client->client_id);
        }
        unsend<wire::Publish>(actions, [&](LinkId to, auto const&) {
            auto const* receiver = roster.on(to);
            return resumed.contains(to) && receiver != nullptr && clients.contains(receiver->client_id);
        });
    });
}

/// Takes an UNSUBSCRIBE for something that lasts as long as the connection.
class UnsubscribesForNow final : public Deviation
{
    void incoming(Event& event) override
    {
        auto const link = link_of(event);
        if (auto const* subscribe = received<wire::Subscribe>(event)) {
            for (auto const& request : subscribe->filters) {
                muted_[link].erase(request.filter);
            }
        }
        id_ = 0;
        if (auto const* unsubscribe = received<wire::Unsubscribe>(event)) {
            id_ = unsubscribe->packet_id;
            muted_[link].insert(unsubscribe->filters.begin(), unsubscribe->filters.end());
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (id_ != 0) {
            send(actions, link_of(original), wire::Unsuback{.packet_id = id_});
        }
        unsend<wire::Publish>(actions, [this](LinkId to, wire::Publish const& packet) {
            return muted_[to].contains(packet.topic);
        });
    }

    std::map<LinkId, std::set<std::string>> muted_;
    std::uint16_t id_ = 0;
};

/// Forgets which QoS 2 messages of a Client are not released yet when its connection ends, or all of them but
/// the lowest. A forgotten identifier is another one to the broker.
class ForgetsReceivedIds final : public Deviation
{
public:
    explicit ForgetsReceivedIds(bool keeps_lowest) : keeps_lowest_(keeps_lowest) {}

    void incoming(Event& event) override
    {
        auto const link = link_of(event);
        if (auto* publish = received<wire::Publish>(event); publish != nullptr && publish->qos == 2) {
            publish->packet_id = told(link, publish->packet_id.value_or(0));
        }
        if (auto* pubrel = received<wire::Pubrel>(event)) {
            pubrel->packet_id = told(link, pubrel->packet_id);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const restore = [this](LinkId link, auto& packet) {
            if (shifted_[link].contains(static_cast<std::uint16_t>(packet.packet_id - shift))) {
                packet.packet_id = static_cast<std::uint16_t>(packet.packet_id - shift);
            }
        };
        each_sent<wire::Pubrec>(actions, restore);
        each_sent<wire::Pubcomp>(actions, restore);
        note(original, actions);
    }

private:
    std::uint16_t told(LinkId link, std::uint16_t id)
    {
        return shifted_[link].contains(id) ? static_cast<std::uint16_t>(id + shift) : id;
    }

    void note(Event const& original, std::vector<Action> const& actions)
    {
        roster_.note(original, actions);
        auto const link = link_of(original);
        auto const* client = roster_.on(link);
        if (client == nullptr) {
            return;
        }
        auto& open = open_[client->client_id];
        if (received<wire::Connect>(original) != nullptr) {
            shifted_[link] = open;
            if (keeps_lowest_ && !open.empty()) {
                shifted_[link].erase(*open.begin());
            }
        }
        if (auto const* publish = received<wire::Publish>(original);
            publish != nullptr && publish->qos == 2) {
            open.insert(publish->packet_id.value_or(0));
        }
        if (auto const* pubrel = received<wire::Pubrel>(original)) {
            open.erase(pubrel->packet_id);
        }
    }

    static constexpr std::uint16_t shift = 1000;
    bool keeps_lowest_;
    Roster roster_;
    std::map<std::string, Ids> open_;
    std::map<LinkId, Ids> shifted_;
};

/// Passes QoS 2 messages on at their PUBREL, and loses them with the connection on which they came.
class LosesUnreleased final : public Deviation
{
    void incoming(Event& event) override
    {
        auto const link = link_of(event);
        pubrec_ = 0;
        pubcomp_ = 0;
        if (auto const* publish = received<wire::Publish>(event);
            publish != nullptr && publish->qos == 2 && !is_malformed(event)) {
            pubrec_ = publish->packet_id.value_or(0);
            held_[link].insert_or_assign(pubrec_, *publish);
            ignore(event);
        } else if (auto const* pubrel = received<wire::Pubrel>(event)) {
            auto const found = held_[link].find(pubrel->packet_id);
            if (found != held_[link].end()) {
                pubcomp_ = pubrel->packet_id;
                auto message = found->second;
                message.qos = 1;
                message.dup = false;
                held_[link].erase(found);
                replace(event, link, message);
            }
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const link = link_of(original);
        if (pubrec_ != 0) {
            send(actions, link, wire::Pubrec{.packet_id = pubrec_});
        }
        if (pubcomp_ != 0) {
            unsend<wire::Puback>(actions, [link](LinkId to, auto const&) { return to == link; });
            send(actions, link, wire::Pubcomp{.packet_id = pubcomp_});
        }
    }

    std::map<LinkId, std::map<std::uint16_t, wire::Publish>> held_;
    std::uint16_t pubrec_ = 0;
    std::uint16_t pubcomp_ = 0;
};

/// Ends the Session of a Client from which nothing that counts has come for two seconds, and leaves the
/// connection as it is.
Make ending_idle_sessions(bool pings_count)
{
    return on_the_way_out([pings_count, heard = std::map<LinkId, Time>{}](
                              Event const& original, std::vector<Action>& actions) mutable {
        bool const counts = std::holds_alternative<Received>(original.what) &&
                            (pings_count || received<wire::Pingreq>(original) == nullptr);
        if (counts) {
            heard[link_of(original)] = original.now;
        }
        unsend<wire::Publish>(actions, [&](LinkId to, auto const&) {
            return original.now - heard[to] > std::chrono::seconds{2};
        });
    });
}

} // namespace

std::vector<DeviationInfo> deviations_4_1()
{
    return {
        {"forgets-granted-qos-of-session", "MQTT-4.1.0-1.a",
         "delivers at QoS 0 for the Subscriptions of a Session that it goes on with",
         forgetting_granted_qos()},
        {"forgets-wildcards-of-session", "MQTT-4.1.0-1.a",
         "forgets the Subscriptions with wildcards of a Session when its connection ends",
         forgetting_wildcards()},
        {"forgets-unsubscriptions", "MQTT-4.1.0-1.a",
         "goes on with Subscriptions that the Client had ended on its last connection",
         make<UnsubscribesForNow>()},
        {"keeps-unacknowledged-messages-only", "MQTT-4.1.0-1.b",
         "loses what was not sent yet when a connection ends",
         on_return(any_ending(),
                   [](auto& actions, LinkId link, int) {
                       unsend<wire::Publish>(
                           actions, [link](LinkId to, auto const& it) { return to == link && !it.dup; });
                   })},
        {"keeps-unsent-messages-only", "MQTT-4.1.0-1.b",
         "loses what was not acknowledged yet when a connection ends",
         not_sending_again(any_ending(), is_any)},
        {"keeps-20-messages", "MQTT-4.1.0-1.b", "keeps no more than 20 messages when a connection ends",
         on_return(any_ending(),
                   [](auto& actions, LinkId link, int) {
                       unsend<wire::Publish>(actions, [link, count = 0](LinkId to, auto const&) mutable {
                           return to == link && ++count > 20;
                       });
                   })},
        {"forgets-received-ids", "MQTT-4.1.0-1.c",
         "forgets which QoS 2 messages are not released when the connection of their publisher ends",
         make<ForgetsReceivedIds>(false)},
        {"keeps-one-received-id", "MQTT-4.1.0-1.c",
         "remembers one QoS 2 message that is not released when the connection of its publisher ends",
         make<ForgetsReceivedIds>(true)},
        {"loses-unreleased-messages", "MQTT-4.1.0-1.c",
         "loses QoS 2 messages that are not released when the connection of their publisher ends",
         make<LosesUnreleased>()},
        {"ends-idle-sessions", "MQTT-4.1.0-2",
         "ends the Session of a silent Client without a Keep Alive, and not its connection",
         ending_idle_sessions(true)},
        {"ends-sessions-that-only-ping", "MQTT-4.1.0-2",
         "ends the Session of a Client that only pings, and not its connection", ending_idle_sessions(false)},
        {"ends-sessions-without-subscriptions", "MQTT-4.1.0-2",
         "forgets what is under way to a Client when that unsubscribes",
         on_the_way_out([links = std::set<LinkId>{}](Event const& original, auto& actions) mutable {
             if (received<wire::Unsubscribe>(original) != nullptr) {
                 links.insert(link_of(original));
             }
             unsend<wire::Pubrel>(actions, [&](LinkId to, auto const&) { return links.contains(to); });
         })},
    };
}

} // namespace mqttspec::reference
