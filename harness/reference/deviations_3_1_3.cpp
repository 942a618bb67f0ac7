// SPDX-License-Identifier: Apache-2.0
// Section 3.1.3: the payload of CONNECT.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

template <class Change>
Make changing_client_ids(Change change)
{
    return taking<wire::Connect>([change](wire::Connect& connect) { change(connect.client_id); });
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Refuses Clients by their identifiers.
class RefusesIds final : public Deviation
{
public:
    explicit RefusesIds(bool (*refuses)(std::string const&)) : refuses_(refuses) {}

    void incoming(Event& event) override
    {
        auto const* connect = received<wire::Connect>(std::as_const(event));
        is_refused_ = connect != nullptr && refuses_(connect->client_id);
        if (is_refused_) {
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (is_refused_) {
            send(actions, link_of(original), wire::Connack{.return_code = 2});
            drop(actions, link_of(original));
        }
    }

private:
    bool (*refuses_)(std::string const&);
    bool is_refused_ = false;
};

/// Serves a Client without an identifier otherwise than those with one.
template <class Change>
Make serving_anonymous(Change change)
{
    return on_the_way_out([change, anonymous = std::set<LinkId>{}](Event const& original,
                                                                   std::vector<Action>& actions) mutable {
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && connect->client_id.empty()) {
            anonymous.insert(link_of(original));
        }
        change(anonymous, actions);
    });
}

/// What becomes of a CONNECT that the broker has refused with 0x02. The broker serves only those identifiers
/// that it must, or those of one character and more.
template <class Change>
class AfterRefusedId final : public Deviation
{
public:
    AfterRefusedId(bool is_about_empty, Change change) : is_about_empty_(is_about_empty), change_(change) {}

    void configure(BrokerOptions& options) override
    {
        if (!is_about_empty_) {
            options.client_ids = ClientIds::assured;
            options.assigns_client_ids = false;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && return_code(actions, link_of(original)) == 2) {
            change_(link_of(original), actions);
        }
    }

private:
    bool is_about_empty_;
    Change change_;
};

template <class Change>
Make refusing_empty(Change change)
{
    return make<AfterRefusedId<Change>>(true, change);
}

template <class Change>
Make refusing_unusual(Change change)
{
    return make<AfterRefusedId<Change>>(false, change);
}

void say_other_code(LinkId /*link*/, std::vector<Action>& actions)
{
    each_sent<wire::Connack>(actions, [](LinkId, auto& connack) { connack.return_code = 5; });
}

void say_nothing(LinkId /*link*/, std::vector<Action>& actions)
{
    unsend<wire::Connack>(actions, [](LinkId, auto const&) { return true; });
}

void keep_open(LinkId link, std::vector<Action>& actions)
{
    undrop(actions, link);
}

} // namespace

std::vector<DeviationInfo> deviations_3_1_3()
{
    return {
        {"reads-will-message-before-topic", "MQTT-3.1.3-1", "takes the Will Message for the Will Topic",
         taking<wire::Connect>([](auto& it) {
             if (it.will && !it.will->message.empty()) {
                 std::string const topic(it.will->message.begin(), it.will->message.end());
                 it.will->message.assign(it.will->topic.begin(), it.will->topic.end());
                 it.will->topic = topic;
             }
         })},
        {"reads-user-name-before-will", "MQTT-3.1.3-1", "takes the user name for the Will Topic",
         taking<wire::Connect>([](auto& it) {
             if (it.will && it.user_name) {
                 std::swap(it.will->topic, *it.user_name);
             }
         })},

        {"ignores-case-of-client-ids", "MQTT-3.1.3-2", "takes ClientIds that differ in case for one",
         changing_client_ids([](auto& id) { std::ranges::transform(id, id.begin(), lower); })},
        {"compares-20-characters-of-client-ids", "MQTT-3.1.3-2",
         "takes ClientIds for one whose first 20 characters are the same",
         changing_client_ids([](auto& id) { id.resize(std::min<std::size_t>(id.size(), 20)); })},
        {"compares-32-characters-of-client-ids", "MQTT-3.1.3-2",
         "takes ClientIds for one whose first 32 characters are the same",
         changing_client_ids([](auto& id) { id.resize(std::min<std::size_t>(id.size(), 32)); })},
        {"drops-zeros-at-end-of-client-ids", "MQTT-3.1.3-2",
         "takes ClientIds for one that differ in zeros at their end", changing_client_ids([](auto& id) {
             while (id.size() > 1 && id.ends_with('0')) {
                 id.pop_back();
             }
         })},
        {"keeps-one-stored-session-for-all", "MQTT-3.1.3-2", "files all Sessions that it stores in one place",
         taking<wire::Connect>([](auto& it) {
             if (!it.clean_session && !it.client_id.empty()) {
                 it.client_id = "everybody";
             }
         })},

        {"refuses-client-ids-of-one-character", "MQTT-3.1.3-5", "refuses ClientIds of one character",
         make<RefusesIds>([](std::string const& id) { return id.size() == 1; })},
        {"refuses-client-ids-of-23-characters", "MQTT-3.1.3-5", "refuses ClientIds of 23 characters",
         make<RefusesIds>([](std::string const& id) { return id.size() == 23; })},
        {"refuses-client-ids-in-capitals", "MQTT-3.1.3-5", "refuses ClientIds without a small letter",
         make<RefusesIds>([](std::string const& id) {
             return std::ranges::none_of(id, [](char c) { return c >= 'a' && c <= 'z'; }) &&
                    std::ranges::any_of(id, [](char c) { return c >= 'A' && c <= 'Z'; });
         })},
        {"refuses-client-ids-of-digits", "MQTT-3.1.3-5", "refuses ClientIds without a letter",
         make<RefusesIds>([](std::string const& id) {
             return !id.empty() && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
         })},

        {"gives-all-the-same-client-id", "MQTT-3.1.3-6.a", "gives all Clients without a ClientId the same",
         taking<wire::Connect>([](auto& it) {
             if (it.client_id.empty() && it.clean_session) {
                 it.client_id = "anonymous";
             }
         })},
        {"delivers-nothing-to-anonymous-clients", "MQTT-3.1.3-6.b",
         "delivers nothing to Clients without a ClientId",
         serving_anonymous([](std::set<LinkId> const& anonymous, std::vector<Action>& actions) {
             unsend<wire::Publish>(actions, [&](LinkId to, auto const&) { return anonymous.contains(to); });
         })},
        {"refuses-subscriptions-of-anonymous-clients", "MQTT-3.1.3-6.b",
         "refuses the Subscriptions of Clients without a ClientId",
         serving_anonymous([](std::set<LinkId> const& anonymous, std::vector<Action>& actions) {
             each_sent<wire::Suback>(actions, [&](LinkId to, wire::Suback& suback) {
                 std::ranges::fill(suback.return_codes,
                                   anonymous.contains(to) ? std::uint8_t{0x80} : suback.return_codes.front());
             });
         })},
        {"publishes-no-wills-of-anonymous-clients", "MQTT-3.1.3-6.b",
         "publishes no Wills of Clients without a ClientId", taking<wire::Connect>([](auto& it) {
             if (it.client_id.empty()) {
                 it.will.reset();
             }
         })},

        {"accepts-stored-session-without-client-id", "MQTT-3.1.3-8.a",
         "gives a Client without a ClientId one, despite Clean Session 0",
         taking<wire::Connect>(
             [](auto& it) { it.clean_session = it.clean_session || it.client_id.empty(); })},
        {"refuses-empty-client-id-with-other-code", "MQTT-3.1.3-8.a",
         "refuses an empty ClientId with Clean Session 0 with return code 0x05",
         refusing_empty(say_other_code)},
        {"refuses-empty-client-id-without-connack", "MQTT-3.1.3-8.a",
         "closes on an empty ClientId with Clean Session 0 without CONNACK", refusing_empty(say_nothing)},
        {"keeps-connection-without-client-id", "MQTT-3.1.3-8.b",
         "refuses an empty ClientId with Clean Session 0, but does not close", refusing_empty(keep_open)},
        {"refuses-unusual-client-ids-with-other-code", "MQTT-3.1.3-9.a",
         "refuses ClientIds that it need not allow with return code 0x05", refusing_unusual(say_other_code)},
        {"refuses-unusual-client-ids-without-connack", "MQTT-3.1.3-9.a",
         "closes on ClientIds that it need not allow without CONNACK", refusing_unusual(say_nothing)},
        {"keeps-connection-with-unusual-client-id", "MQTT-3.1.3-9.b",
         "refuses ClientIds that it need not allow, but does not close", refusing_unusual(keep_open)},
    };
}

} // namespace mqttspec::reference
