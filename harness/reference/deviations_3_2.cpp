// SPDX-License-Identifier: Apache-2.0
// Section 3.2: CONNACK.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <set>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

/// Holds CONNACK back until the next packets of the Client are answered, or time has come.
class AnswersFirst final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (received<wire::Connect>(original) != nullptr) {
            each_sent<wire::Connack>(actions, [&](LinkId link, wire::Connack const& connack) {
                held_.emplace_back(link, connack);
            });
            unsend<wire::Connack>(actions, [](LinkId, auto const&) { return true; });
            actions.emplace_back(SetTimer{.at = original.now});
        } else if (std::holds_alternative<Ticked>(original.what)) {
            for (auto const& [link, connack] : std::exchange(held_, {})) {
                send(actions, link, connack);
            }
        }
    }

    std::vector<std::pair<LinkId, wire::Connack>> held_;
};

/// Puts what a Client is sent when it comes in front of its CONNACK.
template <class P, class Test>
Make sending_before_connack(Test test)
{
    return on_the_way_out([test](Event const& original, std::vector<Action>& actions) {
        if (received<wire::Connect>(original) == nullptr) {
            return;
        }
        std::vector<Action> early;
        unsend<P>(actions, [&](LinkId link, P const& packet) {
            bool const is_early = link == link_of(original) && test(packet);
            if (is_early) {
                send(early, link, packet);
            }
            return is_early;
        });
        actions.insert(actions.begin(), early.begin(), early.end());
    });
}

/// Changes the CONNACK of those who come with that Clean Session and find or do not find a Session.
template <class Change>
Make welcoming(bool clean_session, Change change)
{
    return on_the_way_out([=](Event const& original, std::vector<Action>& actions) {
        auto const* connect = received<wire::Connect>(original);
        if (connect == nullptr || connect->clean_session != clean_session) {
            return;
        }
        each_sent<wire::Connack>(actions, [&](LinkId, wire::Connack& connack) {
            if (connack.return_code == 0) {
                change(connack);
            }
        });
    });
}

/// Knows the Clients that have a stored Session, and those that have subscribed in it.
class Acquaintances
{
public:
    void note(Event const& original, std::vector<Action> const& actions)
    {
        roster_.note(original, actions);
        auto const* client = roster_.on(link_of(original));
        if (client == nullptr) {
            return;
        }
        if (client->clean_session) {
            stored_.erase(client->client_id);
            subscribed_.erase(client->client_id);
        } else {
            stored_.insert(client->client_id);
        }
        if (received<wire::Subscribe>(original) != nullptr) {
            subscribed_.insert(client->client_id);
        }
    }

    [[nodiscard]] bool has_stored(std::string const& client_id) const { return stored_.contains(client_id); }
    [[nodiscard]] bool has_subscribed(std::string const& client_id) const
    {
        return subscribed_.contains(client_id);
    }

private:
    Roster roster_;
    std::set<std::string> stored_;
    std::set<std::string> subscribed_;
};

/// Changes CONNACKs by what is known of the Client.
template <class Change>
Make answering_acquaintances(Change change)
{
    return on_the_way_out(
        [change, known = Acquaintances{}](Event const& original, std::vector<Action>& actions) mutable {
            if (auto const* connect = received<wire::Connect>(original)) {
                each_sent<wire::Connack>(actions,
                                         [&](LinkId, auto& connack) { change(known, *connect, connack); });
            }
            known.note(original, actions);
        });
}

/// Keeps the connection open behind a CONNACK that refuses it.
Make keeping_open(int code)
{
    return on_the_way_out([code](Event const& original, std::vector<Action>& actions) {
        if (received<wire::Connect>(original) != nullptr && return_code(actions, link_of(original)) == code) {
            undrop(actions, link_of(original));
        }
    });
}

} // namespace

std::vector<DeviationInfo> deviations_3_2()
{
    return {
        {"sends-stored-messages-before-connack", "MQTT-3.2.0-1",
         "sends what was stored for a Client before its CONNACK",
         sending_before_connack<wire::Publish>([](auto const& it) { return !it.dup; })},
        {"re-sends-before-connack", "MQTT-3.2.0-1", "sends again what is unacknowledged before the CONNACK",
         sending_before_connack<wire::Publish>([](auto const& it) { return it.dup; })},
        {"answers-requests-before-connack", "MQTT-3.2.0-1",
         "answers what comes along with a CONNECT before it sends CONNACK", make<AnswersFirst>()},

        {"says-session-present-to-clean-clients", "MQTT-3.2.2-1.a",
         "says Session Present 1 whenever Clean Session is 1",
         welcoming(true, [](wire::Connack& it) { it.acknowledge_flags = 1; })},
        {"says-session-present-of-the-discarded", "MQTT-3.2.2-1.a",
         "says Session Present 1 of a Session that it has just discarded",
         answering_acquaintances([](auto const& known, auto const& connect, auto& connack) {
             if (connect.clean_session && known.has_stored(connect.client_id)) {
                 connack.acknowledge_flags = 1;
             }
         })},
        {"accepts-discarding-with-other-code", "MQTT-3.2.2-1.b",
         "accepts Clean Session 1 where it discards a Session with a return code other than 0",
         answering_acquaintances([](auto const& known, auto const& connect, auto& connack) {
             if (connect.clean_session && known.has_stored(connect.client_id)) {
                 connack.return_code = 2;
             }
         })},
        {"denies-session-present", "MQTT-3.2.2-2", "always says Session Present 0, as MQTT 3.1 does",
         sending<wire::Connack>([](auto& it) { it.acknowledge_flags = 0; })},
        {"denies-session-without-subscription", "MQTT-3.2.2-2",
         "says Session Present 0 of a Session without a Subscription",
         answering_acquaintances([](auto const& known, auto const& connect, auto& connack) {
             if (!known.has_subscribed(connect.client_id)) {
                 connack.acknowledge_flags = 0;
             }
         })},
        {"says-session-present-of-new-ones", "MQTT-3.2.2-3.a",
         "says Session Present 1 whenever Clean Session is 0",
         welcoming(false, [](wire::Connack& it) { it.acknowledge_flags = 1; })},
        {"accepts-new-session-with-other-code", "MQTT-3.2.2-3.b",
         "accepts Clean Session 0 without a Session with a return code other than 0",
         welcoming(false, [](wire::Connack& it) { it.return_code = it.session_present() ? 0 : 2; })},

        {"says-session-present-when-refusing", "MQTT-3.2.2-4", "says Session Present 1 when it refuses",
         sending<wire::Connack>([](auto& it) {
             it.acknowledge_flags = it.return_code == 0 ? it.acknowledge_flags : std::uint8_t{1};
         })},
        {"says-session-present-of-refused-client", "MQTT-3.2.2-4",
         "says Session Present 1 when it refuses a Client that has a Session",
         answering_acquaintances([](auto const& known, auto const& connect, auto& connack) {
             if (connack.return_code != 0 && known.has_stored(connect.client_id)) {
                 connack.acknowledge_flags = 1;
             }
         })},
        {"keeps-connection-refused-for-level", "MQTT-3.2.2-5", "does not close behind return code 0x01",
         keeping_open(1)},
        {"keeps-connection-refused-for-client-id", "MQTT-3.2.2-5", "does not close behind return code 0x02",
         keeping_open(2)},
        {"makes-up-a-return-code", "MQTT-3.2.2-6", "answers a malformed CONNECT with return code 0x06",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             if (received<wire::Connect>(original) != nullptr && is_malformed(original)) {
                 send_first(actions, link_of(original), wire::Connack{.return_code = 6});
             }
         })},
        {"refuses-level-with-code-of-mqtt-5", "MQTT-3.2.2-6",
         "answers an unknown level with the reason code 0x84 of MQTT 5.0",
         sending<wire::Connack>(
             [](auto& it) { it.return_code = it.return_code == 1 ? 0x84 : it.return_code; })},
    };
}

} // namespace mqttspec::reference
