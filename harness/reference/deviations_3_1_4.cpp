// SPDX-License-Identifier: Apache-2.0
// Section 3.1.4: the response to CONNECT.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

Complaint inconsistent(std::string_view detail)
{
    return [detail](wire::Malformation const& it) {
        return it.defect == inconsistent_flags && it.detail.find(detail) != std::string::npos;
    };
}

/// Answers a malformed CONNECT in words before it closes.
Make answering(std::uint8_t code, Complaint complaint)
{
    return on_the_way_out([code, complaint](Event const& original, std::vector<Action>& actions) {
        auto const link = link_of(original);
        if (received<wire::Connect>(original) != nullptr && has(original, complaint) &&
            return_code(actions, link) < 0 && drops(actions, link)) {
            send_first(actions, link, wire::Connack{.return_code = code});
        }
    });
}

bool is_any(wire::Malformation const& /*malformation*/)
{
    return true;
}

/// Takes the end of the client's side for the end of a CONNECT of which only a part has come.
class AnswersUnfinishedConnect final : public Deviation
{
public:
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* opened = std::get_if<LinkOpened>(&original.what)) {
            silent_.insert(opened->link);
            return;
        }
        auto const* lost = std::get_if<LinkLost>(&original.what);
        bool const is_cut_off = lost != nullptr && lost->how == Loss::fin && silent_.contains(lost->link);
        if (is_cut_off) {
            actions.push_back(Transmit{.link = lost->link, .what = wire::Packet{wire::Connack{}}});
        }
        if (!std::holds_alternative<Ticked>(original.what)) {
            silent_.erase(link_of(original));
        }
    }

private:
    std::set<LinkId> silent_; ///< Links on which no whole packet has come yet.
};

/// Lets the older client live when its identifier connects again: the newer one gets another name, or is
/// refused.
class SharesId final : public Deviation
{
public:
    enum class When
    {
        always,
        newer_is_stored,
        sessions_differ,
    };
    SharesId(When when, bool refuses) : when_(when), refuses_(refuses) {}

    void incoming(Event& event) override
    {
        auto* connect = received<wire::Connect>(event);
        auto const* older = connect == nullptr ? nullptr : roster_.on(roster_.find(connect->client_id));
        is_refused_ = false;
        if (older == nullptr || !is_meant(*older, *connect)) {
            return;
        }
        connect->client_id += "'";
        if (refuses_) {
            is_refused_ = true;
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (is_refused_) {
            send(actions, link_of(original), wire::Connack{.return_code = 2});
            drop(actions, link_of(original));
        }
        roster_.note(original, actions);
    }

private:
    [[nodiscard]] bool is_meant(wire::Connect const& older, wire::Connect const& newer) const
    {
        switch (when_) {
        case When::always: return true;
        case When::newer_is_stored: return !newer.clean_session;
        case When::sessions_differ: return older.clean_session != newer.clean_session;
        }
        return false;
    }

    When when_;
    bool refuses_;
    Roster roster_;
    bool is_refused_ = false;
};

/// Closes the older connection of an identifier the first time only.
class TakesOverOnce final : public Deviation
{
    void incoming(Event& event) override
    {
        auto* connect = received<wire::Connect>(event);
        if (connect != nullptr && roster_.find(connect->client_id) != 0 &&
            ++takeovers_[connect->client_id] > 1) {
            connect->client_id += "'";
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
    }

    Roster roster_;
    std::map<std::string, int> takeovers_;
};

/// Refuses a Client that left a moment ago.
class RefusesReturnAtOnce final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* connect = received<wire::Connect>(original);
        auto const left = connect == nullptr ? left_.end() : left_.find(connect->client_id);
        if (left != left_.end() && connect->clean_session && original.now - left->second < moment) {
            each_sent<wire::Connack>(actions, [](LinkId, auto& connack) { connack.return_code = 2; });
            drop(actions, link_of(original));
        }
        for (auto const& departure : roster_.note(original, actions)) {
            left_[departure.connect.client_id] = original.now;
        }
    }

    static constexpr Time moment = std::chrono::milliseconds{100};
    Roster roster_;
    std::map<std::string, Time> left_;
};

/// Serves a Client that it is about to refuse for one moment more: what came along with the CONNECT is done.
/// `admit` makes a CONNECT that is to be refused acceptable, and says with which code it is refused then; -1
/// for none at all.
class ServesBehindRefusal : public Deviation
{
public:
    explicit ServesBehindRefusal(int (*admit)(Event&)) : admit_(admit) {}

    void incoming(Event& event) override
    {
        refusal_ = received<wire::Connect>(event) == nullptr ? 0 : admit_(event);
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const link = link_of(original);
        if (refusal_ != 0) {
            each_sent<wire::Connack>(actions, [&](LinkId, wire::Connack& connack) {
                connack.return_code = static_cast<std::uint8_t>(refusal_);
            });
            unsend<wire::Connack>(actions, [&](LinkId, auto const&) { return refusal_ < 0; });
            served_.insert(link);
            actions.emplace_back(SetTimer{.at = original.now});
        } else if (std::holds_alternative<Ticked>(original.what)) {
            for (auto const refused : std::exchange(served_, {})) {
                drop(actions, refused);
            }
        } else if (served_.contains(link)) {
            unsend<wire::Puback>(actions, [&](LinkId to, auto const&) { return to == link; });
            unsend<wire::Suback>(actions, [&](LinkId to, auto const&) { return to == link; });
            unsend<wire::Publish>(actions, [&](LinkId to, auto const&) { return to == link; });
        }
    }

protected:
    int refusal_ = 0; ///< The return code of the CONNECT at hand; negative: none is sent.

private:
    int (*admit_)(Event&);
    std::set<LinkId> served_;
};

/// The same where the credentials are not right: the broker hears right ones instead.
class ServesBehindWrongCredentials final : public ServesBehindRefusal
{
public:
    ServesBehindWrongCredentials() : ServesBehindRefusal(nullptr) {}

    void configure(BrokerOptions& options) override
    {
        users_ = options.credentials.value_or(std::map<std::string, std::string>{});
    }

    void incoming(Event& event) override
    {
        auto* const connect = received<wire::Connect>(event);
        bool const is_wrong = connect != nullptr && connect->user_name && !users_.empty() &&
                              !users_.contains(*connect->user_name);
        refusal_ = is_wrong ? 5 : 0;
        if (is_wrong) {
            auto const& [user_name, password] = *users_.begin();
            connect->user_name = user_name;
            connect->password.emplace(password.begin(), password.end());
        }
    }

private:
    std::map<std::string, std::string> users_;
};

int admit_level(Event& event)
{
    auto& connect = *received<wire::Connect>(event);
    return std::exchange(connect.protocol_level, std::uint8_t{4}) == 4 ? 0 : 1;
}

int admit_empty_id(Event& event)
{
    auto& connect = *received<wire::Connect>(event);
    bool const is_refused = connect.client_id.empty() && !connect.clean_session;
    connect.clean_session = connect.clean_session || is_refused;
    return is_refused ? 2 : 0;
}

int admit_reserved_flag(Event& event)
{
    bool const is_refused = has(event, about(reserved_bits));
    forgive(event, about(reserved_bits));
    return is_refused ? -1 : 0;
}

/// Refuses, or does not answer, a valid CONNECT of a kind.
template <class Test>
Make not_accepting(int code, Test test)
{
    return on_the_way_out([code, test](Event const& original, std::vector<Action>& actions) {
        auto const* connect = received<wire::Connect>(original);
        auto const link = link_of(original);
        if (connect == nullptr || is_malformed(original) || !test(*connect) ||
            return_code(actions, link) != 0) {
            return;
        }
        each_sent<wire::Connack>(actions, [code](LinkId, auto& connack) {
            connack.return_code = static_cast<std::uint8_t>(code);
        });
        unsend<wire::Connack>(actions, [code](LinkId, auto const&) { return code < 0; });
        if (code > 0) {
            drop(actions, link);
        }
    });
}

} // namespace

std::vector<DeviationInfo> deviations_3_1_4()
{
    using When = SharesId::When;
    return {
        {"accepts-cut-off-connect", "MQTT-3.1.4-1.a", "takes what is missing from a CONNECT for empty",
         on_the_way_in([](Event& event) {
             auto* connect = received<wire::Connect>(event);
             if (connect != nullptr && has(event, about(truncated))) {
                 forgive(event, about(truncated));
                 connect->protocol_name = "MQTT";
                 if (connect->will && connect->will->topic.empty()) {
                     connect->will.reset();
                 }
             }
         })},
        {"accepts-bytes-behind-connect", "MQTT-3.1.4-1.a", "does not look behind the last field of a CONNECT",
         forgiving<wire::Connect>(about(trailing_bytes))},
        {"accepts-will-qos-without-will", "MQTT-3.1.4-1.a", "accepts Will QoS without the Will Flag",
         forgiving<wire::Connect>(inconsistent("Will QoS"))},
        {"accepts-will-retain-without-will", "MQTT-3.1.4-1.a", "accepts Will Retain without the Will Flag",
         forgiving<wire::Connect>(inconsistent("Will Retain"))},
        {"accepts-will-qos-3", "MQTT-3.1.4-1.a", "takes Will QoS 3 for 2", on_the_way_in([](Event& event) {
             auto* connect = received<wire::Connect>(event);
             if (connect != nullptr && has(event, about(invalid_qos))) {
                 forgive(event, about(invalid_qos));
                 connect->will->qos = 2;
             }
         })},
        {"accepts-password-without-user-name", "MQTT-3.1.4-1.a", "accepts a password without a user name",
         forgiving<wire::Connect>(inconsistent("password"))},
        {"ignores-malformed-connect", "MQTT-3.1.4-1.a",
         "passes a malformed CONNECT over and waits for another", ignoring<wire::Connect>(is_any)},
        {"answers-malformed-connect-with-code-1", "MQTT-3.1.4-1.b",
         "answers a malformed CONNECT with return code 0x01", answering(1, is_any)},
        {"answers-cut-off-connect-with-code-5", "MQTT-3.1.4-1.b",
         "answers a CONNECT that ends too early with return code 0x05", answering(5, about(truncated))},
        {"answers-ill-formed-client-id-with-code-2", "MQTT-3.1.4-1.b",
         "answers an ill-formed ClientId with return code 0x02",
         answering(2, about(ill_formed_utf8, "client_id"))},
        {"answers-ill-formed-user-name-with-code-4", "MQTT-3.1.4-1.b",
         "answers an ill-formed user name with return code 0x04",
         answering(4, about(ill_formed_utf8, "user_name"))},
        {"waits-behind-overlong-length", "MQTT-3.1.4-1.a",
         "waits for ever where a Remaining Length goes on beyond its fourth byte",
         on_the_way_in([](Event& event) {
             if (std::holds_alternative<Garbled>(event.what)) {
                 ignore(event);
             }
         })},

        {"answers-unfinished-connect", "MQTT-3.1.4-1.b",
         "answers a CONNECT of which the client sent only a part before it closed its side",
         make<AnswersUnfinishedConnect>()},

        {"lets-clients-share-a-client-id", "MQTT-3.1.4-2", "lets several connections with one ClientId live",
         make<SharesId>(When::always, false)},
        {"refuses-client-id-in-use", "MQTT-3.1.4-2", "refuses a ClientId that is connected",
         make<SharesId>(When::always, true)},
        {"lets-stored-sessions-share-a-client-id", "MQTT-3.1.4-2",
         "leaves an older client alone when Clean Session is 0",
         make<SharesId>(When::newer_is_stored, false)},
        {"lets-unlike-sessions-share-a-client-id", "MQTT-3.1.4-2",
         "leaves an older client alone when its Clean Session was another",
         make<SharesId>(When::sessions_differ, false)},
        {"takes-over-once", "MQTT-3.1.4-2", "disconnects the older client the first time only",
         make<TakesOverOnce>()},

        {"ignores-clean-session", "MQTT-3.1.4-3", "takes every CONNECT for one with Clean Session 0",
         taking<wire::Connect>([](auto& it) { it.clean_session = it.client_id.empty(); })},
        {"inverts-clean-session", "MQTT-3.1.4-3", "takes each value of Clean Session for the other",
         taking<wire::Connect>(
             [](auto& it) { it.clean_session = !it.clean_session || it.client_id.empty(); })},

        {"refuses-wills", "MQTT-3.1.4-4", "refuses every CONNECT with a Will",
         not_accepting(5, [](wire::Connect const& it) { return it.will.has_value(); })},
        {"refuses-retained-wills", "MQTT-3.1.4-4", "refuses every CONNECT with Will Retain 1",
         not_accepting(5, [](wire::Connect const& it) { return it.will && it.will->retain; })},
        {"does-not-answer-stored-sessions", "MQTT-3.1.4-4",
         "sends no CONNACK to a CONNECT with Clean Session 0",
         not_accepting(-1, [](wire::Connect const& it) { return !it.clean_session; })},
        {"refuses-clients-without-keep-alive", "MQTT-3.1.4-4",
         "refuses a CONNECT with Clean Session 0 and without Keep Alive",
         not_accepting(3, [](wire::Connect const& it) { return it.keep_alive == 0 && !it.clean_session; })},
        {"refuses-short-keep-alives", "MQTT-3.1.4-4", "refuses a CONNECT with a Keep Alive below 30 seconds",
         not_accepting(3, [](wire::Connect const& it) { return it.keep_alive > 0 && it.keep_alive < 30; })},
        {"refuses-long-keep-alives", "MQTT-3.1.4-4", "refuses a CONNECT with a Keep Alive above 5 minutes",
         not_accepting(3, [](wire::Connect const& it) { return it.keep_alive > 300; })},
        {"refuses-longest-keep-alive", "MQTT-3.1.4-4", "refuses a CONNECT with a Keep Alive of 18 hours",
         not_accepting(3, [](wire::Connect const& it) { return it.keep_alive > 0x7FFF; })},
        {"refuses-empty-user-name", "MQTT-3.1.4-4", "takes an empty user name for a malformed one",
         on_the_way_in([](Event& event) {
             auto const* connect = received<wire::Connect>(std::as_const(event));
             if (connect != nullptr && connect->user_name == "") {
                 event.what = Garbled{.link = link_of(event)};
             }
         })},

        {"refuses-client-that-returns-at-once", "MQTT-3.1.4-4",
         "refuses a Client that left a moment ago, as its ClientId is in use", make<RefusesReturnAtOnce>()},

        {"serves-behind-unknown-level", "MQTT-3.1.4-5",
         "does what comes behind a CONNECT that it refuses for its level",
         make<ServesBehindRefusal>(admit_level)},
        {"serves-behind-refused-client-id", "MQTT-3.1.4-5",
         "does what comes behind a CONNECT that it refuses for its ClientId",
         make<ServesBehindRefusal>(admit_empty_id)},
        {"serves-behind-wrong-credentials", "MQTT-3.1.4-5",
         "does what comes behind a CONNECT that it refuses for its credentials",
         make<ServesBehindWrongCredentials>()},
        {"serves-behind-malformed-connect", "MQTT-3.1.4-5",
         "does what comes behind a CONNECT that it closes for",
         make<ServesBehindRefusal>(admit_reserved_flag)},
    };
}

} // namespace mqttspec::reference
