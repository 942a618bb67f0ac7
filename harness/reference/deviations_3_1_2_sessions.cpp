// SPDX-License-Identifier: Apache-2.0
// Section 3.1.2.4: Clean Session; what is stored for absent Clients, and what is retained.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <map>
#include <set>
#include <string>

namespace mqttspec::reference {
namespace {

/// Forgets the stored Session of a Client whose connection ends in that way.
class ForgetsSessionAfter final : public Deviation
{
public:
    explicit ForgetsSessionAfter(std::set<Ending> endings) : endings_(std::move(endings)) {}

    void incoming(Event& event) override
    {
        if (auto* connect = received<wire::Connect>(event)) {
            connect->client_id = names_.of(connect->client_id);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        for (auto const& departure : roster_.note(original, actions)) {
            if (endings_.contains(departure.how)) {
                names_.forget(departure.connect.client_id);
            }
        }
    }

private:
    std::set<Ending> endings_;
    Roster roster_;
    Names names_;
};

/// Goes on with a stored Session once only.
class ResumesOnce final : public Deviation
{
    void incoming(Event& event) override
    {
        if (auto* connect = received<wire::Connect>(event)) {
            connect->clean_session = connect->clean_session || ++visits_[connect->client_id] > 2;
        }
    }

    std::map<std::string, int> visits_;
};

/// Discards the Session when a Client takes its own connection over.
class DiscardsAtTakeover final : public Deviation
{
    void incoming(Event& event) override
    {
        auto* connect = received<wire::Connect>(event);
        if (connect != nullptr && roster_.find(connect->client_id) != 0) {
            connect->clean_session = true;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
    }

    Roster roster_;
};

/// What of a stored Session a clean connection goes on with.
struct Kept
{
    bool subscriptions = false;
    bool queue = false;     ///< What was not sent yet.
    bool in_flight = false; ///< What is to be sent again.
};

/// A clean connection goes on with parts of the Session before it. What it leaves, it leaves to nobody.
class KeepsAtCleanConnect final : public Deviation
{
public:
    explicit KeepsAtCleanConnect(Kept kept) : kept_(kept) {}

    void incoming(Event& event) override
    {
        if (auto* connect = received<wire::Connect>(event)) {
            connect->client_id = names_.of(connect->client_id);
            connect->clean_session = false;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const link = link_of(original);
        for (auto const& departure : roster_.note(original, actions)) {
            if (departure.connect.clean_session) {
                names_.forget(departure.connect.client_id);
            }
        }
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && connect->clean_session) {
            welcome(link, actions);
            return;
        }
        if (received<wire::Subscribe>(original) != nullptr) {
            muted_.erase(link);
        }
        unsend<wire::Publish>(actions, [this](LinkId to, auto const&) { return muted_.contains(to); });
    }

private:
    void welcome(LinkId link, std::vector<Action>& actions)
    {
        each_sent<wire::Connack>(actions, [](LinkId, auto& connack) { connack.acknowledge_flags = 0; });
        unsend<wire::Pubrel>(actions, [&](LinkId to, auto const&) { return to == link && !kept_.in_flight; });
        unsend<wire::Publish>(actions, [&](LinkId to, wire::Publish const& packet) {
            return to == link && !(packet.dup ? kept_.in_flight : kept_.queue);
        });
        if (!kept_.subscriptions) {
            muted_.insert(link);
        }
    }

    Kept kept_;
    Roster roster_;
    Names names_;
    std::set<LinkId> muted_; ///< To which no Subscription delivers, until there is a new one.
};

/// Stores clean Sessions like others, for a later connection without Clean Session.
class StoresCleanSessions final : public Deviation
{
public:
    explicit StoresCleanSessions(bool tells) : tells_(tells) {}

    void incoming(Event& event) override
    {
        if (auto* connect = received<wire::Connect>(event)) {
            bool const is_return = roster_.find(connect->client_id) == 0;
            if (connect->clean_session && is_return) {
                names_.forget(connect->client_id);
                ended_.insert(connect->client_id);
            }
            connect->client_id = names_.of(connect->client_id);
            connect->clean_session = false;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && !tells_ && ended_.contains(connect->client_id)) {
            each_sent<wire::Connack>(actions, [](LinkId, auto& connack) { connack.acknowledge_flags = 0; });
            ended_.erase(connect->client_id);
        }
        roster_.note(original, actions);
    }

private:
    bool tells_; ///< By Session Present.
    Roster roster_;
    Names names_;
    std::set<std::string> ended_; ///< Of which the next CONNACK must not tell.
};

/// Changes what a Client is sent when it comes.
template <class Loses>
Make losing_queued(Loses loses)
{
    return on_the_way_out([loses](Event const& original, std::vector<Action>& actions) mutable {
        if (received<wire::Connect>(original) == nullptr) {
            return;
        }
        int count = 0;
        unsend<wire::Publish>(actions, [&](LinkId link, wire::Publish const& packet) {
            return link == link_of(original) && !packet.dup && loses(packet, ++count);
        });
    });
}

/// Stores nothing for Clients that have subscribed with a wildcard.
class LosesForWildcards final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        auto const* connect = roster_.on(link_of(original));
        auto const* subscribe = received<wire::Subscribe>(original);
        if (connect != nullptr && subscribe != nullptr) {
            for (auto const& request : subscribe->filters) {
                if (request.filter.find_first_of("+#") != std::string::npos) {
                    with_wildcards_.insert(connect->client_id);
                }
            }
        }
        if (received<wire::Connect>(original) != nullptr && connect != nullptr &&
            with_wildcards_.contains(connect->client_id)) {
            unsend<wire::Publish>(actions, [&](LinkId to, auto const&) { return to == link_of(original); });
        }
    }

    Roster roster_;
    std::set<std::string> with_wildcards_;
};

/// Gives a message that was stored for several Clients to the first of them that comes back.
class StoresOnceForAll final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (received<wire::Connect>(original) != nullptr) {
            unsend<wire::Publish>(actions, [this](LinkId, wire::Publish const& packet) {
                return !given_.emplace(packet.topic, packet.payload).second;
            });
        }
    }

    std::set<std::pair<std::string, wire::Bytes>> given_;
};

/// Loses what a Client has had retained when its connection ends in that way.
class LosesRetainedAfter final : public Deviation
{
public:
    explicit LosesRetainedAfter(std::set<Ending> endings) : endings_(std::move(endings)) {}

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* publish = received<wire::Publish>(original);
        if (publish != nullptr && publish->retain) {
            lost_.erase(publish->topic);
            published_[link_of(original)].insert(publish->topic);
        }
        for (auto const& departure : roster_.note(original, actions)) {
            if (endings_.contains(departure.how)) {
                lost_.merge(published_[departure.link]);
            }
        }
        unsend<wire::Publish>(actions, [this](LinkId, wire::Publish const& packet) {
            return packet.retain && lost_.contains(packet.topic);
        });
    }

private:
    std::set<Ending> endings_;
    Roster roster_;
    std::map<LinkId, std::set<std::string>> published_;
    std::set<std::string> lost_;
};

/// Loses what a Client has had retained when it discards its Session.
class LosesRetainedWithSession final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        auto const* client = roster_.on(link_of(original));
        auto const* publish = received<wire::Publish>(original);
        if (client != nullptr && publish != nullptr && publish->retain && !client->clean_session) {
            published_[client->client_id].insert(publish->topic);
        }
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && connect->clean_session) {
            lost_.merge(published_[connect->client_id]);
        }
        unsend<wire::Publish>(actions, [this](LinkId, wire::Publish const& packet) {
            return packet.retain && lost_.contains(packet.topic);
        });
    }

    Roster roster_;
    std::map<std::string, std::set<std::string>> published_;
    std::set<std::string> lost_;
};

using Endings = std::set<Ending>;

} // namespace

std::vector<DeviationInfo> sessions_3_1_2()
{
    return {
        {"forgets-subscriptions-of-session", "MQTT-3.1.2-4.a",
         "says that it goes on with a Session, and delivers nothing for its Subscriptions",
         on_the_way_out([resumed = std::set<LinkId>{}](Event const& original, auto& actions) mutable {
             each_sent<wire::Connack>(actions, [&](LinkId link, auto& connack) {
                 if (connack.session_present()) {
                     resumed.insert(link);
                 }
             });
             if (received<wire::Subscribe>(original) != nullptr) {
                 resumed.erase(link_of(original));
             }
             unsend<wire::Publish>(actions, [&](LinkId to, auto const&) { return resumed.contains(to); });
         })},
        {"discards-session-at-takeover", "MQTT-3.1.2-4.a",
         "begins anew when a Client with a stored Session takes its own connection over",
         make<DiscardsAtTakeover>()},
        {"stores-no-sessions", "MQTT-3.1.2-4.b", "takes every CONNECT for one with Clean Session 1",
         taking<wire::Connect>([](auto& it) { it.clean_session = true; })},
        {"forgets-session-after-disconnect", "MQTT-3.1.2-4.c", "discards a Session when DISCONNECT comes",
         make<ForgetsSessionAfter>(Endings{Ending::disconnect})},
        {"forgets-session-after-fin", "MQTT-3.1.2-4.c",
         "discards a Session when the Client closes without DISCONNECT",
         make<ForgetsSessionAfter>(Endings{Ending::fin})},
        {"forgets-session-after-rst", "MQTT-3.1.2-4.c", "discards a Session when its connection is reset",
         make<ForgetsSessionAfter>(Endings{Ending::rst})},
        {"forgets-session-after-violation", "MQTT-4.1.0-1.a",
         "discards a Session when it closes its connection for a protocol error",
         make<ForgetsSessionAfter>(Endings{Ending::violation})},
        {"resumes-session-once", "MQTT-3.1.2-4.c", "goes on with a Session once, and then discards it",
         make<ResumesOnce>()},

        {"stores-no-messages", "MQTT-3.1.2-5", "stores no messages for absent Clients",
         losing_queued([](auto const&, int) { return true; })},
        {"stores-no-qos-1", "MQTT-3.1.2-5", "stores no messages at QoS 1 for absent Clients",
         losing_queued([](wire::Publish const& it, int) { return it.qos == 1; })},
        {"stores-no-qos-2", "MQTT-3.1.2-5", "stores no messages at QoS 2 for absent Clients",
         losing_queued([](wire::Publish const& it, int) { return it.qos == 2; })},
        {"stores-one-message", "MQTT-3.1.2-5", "stores one message for an absent Client",
         losing_queued([](auto const&, int count) { return count > 1; })},
        {"loses-first-stored-message", "MQTT-3.1.2-5", "loses the first message stored for a Client",
         losing_queued([](auto const&, int count) { return count == 1; })},
        {"stores-nothing-for-wildcards", "MQTT-3.1.2-5",
         "stores no messages for absent Clients that subscribed with a wildcard", make<LosesForWildcards>()},
        {"stores-a-message-once-for-all", "MQTT-3.1.2-5",
         "gives a stored message to one of the absent Clients only", make<StoresOnceForAll>()},

        {"keeps-subscriptions-at-clean-connect", "MQTT-3.1.2-6.a",
         "goes on with the Subscriptions of the Session before, despite Clean Session 1",
         make<KeepsAtCleanConnect>(Kept{.subscriptions = true})},
        {"keeps-queue-at-clean-connect", "MQTT-3.1.2-6.a",
         "delivers what was stored for the Session before, despite Clean Session 1",
         make<KeepsAtCleanConnect>(Kept{.queue = true})},
        {"keeps-in-flight-at-clean-connect", "MQTT-3.1.2-6.a",
         "sends again what the Session before has not acknowledged, despite Clean Session 1",
         make<KeepsAtCleanConnect>(Kept{.in_flight = true})},
        {"keeps-received-ids-at-clean-connect", "MQTT-3.1.2-6.a",
         "takes QoS 2 messages for repetitions of the Session before, despite Clean Session 1",
         make<KeepsAtCleanConnect>(Kept{})},
        {"stores-clean-sessions-silently", "MQTT-3.1.2-6.b",
         "goes on with a clean Session after its connection, and denies it",
         make<StoresCleanSessions>(false)},
        {"stores-clean-sessions", "MQTT-3.1.2-6.c", "goes on with a clean Session after its connection",
         make<StoresCleanSessions>(true)},

        {"loses-retained-after-disconnect", "MQTT-3.1.2-7",
         "loses retained messages when their publisher sends DISCONNECT",
         make<LosesRetainedAfter>(Endings{Ending::disconnect})},
        {"loses-retained-after-fin", "MQTT-3.1.2-7", "loses retained messages when their publisher closes",
         make<LosesRetainedAfter>(Endings{Ending::fin})},
        {"loses-retained-after-rst", "MQTT-3.1.2-7",
         "loses retained messages when the connection of their publisher is reset",
         make<LosesRetainedAfter>(Endings{Ending::rst})},
        {"loses-retained-after-takeover", "MQTT-3.1.2-7",
         "loses retained messages when their publisher is taken over",
         make<LosesRetainedAfter>(Endings{Ending::takeover})},
        {"loses-retained-with-session", "MQTT-3.1.2-7",
         "loses retained messages when the Session of their publisher is discarded",
         make<LosesRetainedWithSession>()},

        {"forgets-session-at-expiry", "MQTT-3.1.2-24.b",
         "discards the Session when the Keep Alive has run out",
         make<ForgetsSessionAfter>(Endings{Ending::expiry})},
    };
}

} // namespace mqttspec::reference
