// SPDX-License-Identifier: Apache-2.0
// Sections 3.1.2.5 to 3.1.2.7, 3.1.2.10: Wills, Keep Alive.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace mqttspec::reference {
namespace {

using Endings = std::set<Ending>;

/// Publishes no Will where a connection ends in that way.
class WithholdsWillAfter final : public Deviation
{
public:
    explicit WithholdsWillAfter(Endings endings) : endings_(std::move(endings)) {}

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        for (auto const& departure : roster_.note(original, actions)) {
            if (departure.connect.will && endings_.contains(departure.how)) {
                unsend<wire::Publish>(actions, [&](LinkId, wire::Publish const& packet) {
                    return packet.topic == departure.connect.will->topic;
                });
            }
        }
    }

private:
    Endings endings_;
    Roster roster_;
};

/// Keeps the Will of a connection that ended in that way for the next one of this Client.
class KeepsWillAfter final : public Deviation
{
public:
    explicit KeepsWillAfter(Endings endings) : endings_(std::move(endings)) {}

    void incoming(Event& event) override
    {
        auto* connect = received<wire::Connect>(event);
        if (connect != nullptr && !connect->will && wills_.contains(connect->client_id)) {
            connect->will = wills_.at(connect->client_id);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        for (auto const& departure : roster_.note(original, actions)) {
            if (departure.connect.will && endings_.contains(departure.how)) {
                wills_[departure.connect.client_id] = *departure.connect.will;
            }
        }
    }

private:
    Endings endings_;
    Roster roster_;
    std::map<std::string, wire::Will> wills_;
};

/// A connection that takes another one over inherits its Will, or gets none at all.
class WillAtTakeover final : public Deviation
{
public:
    explicit WillAtTakeover(bool inherits) : inherits_(inherits) {}

    void incoming(Event& event) override
    {
        auto* connect = received<wire::Connect>(event);
        auto const* older = connect == nullptr ? nullptr : roster_.on(roster_.find(connect->client_id));
        if (older != nullptr && inherits_ && !connect->will) {
            connect->will = older->will;
        } else if (older != nullptr && !inherits_) {
            connect->will.reset();
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
    }

private:
    bool inherits_;
    Roster roster_;
};

/// Publishes each Will twice.
class PublishesWillTwice final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        std::vector<Action> again;
        for (auto const& departure : roster_.note(original, actions)) {
            each_sent<wire::Publish>(actions, [&](LinkId link, wire::Publish const& packet) {
                if (departure.connect.will && packet.topic == departure.connect.will->topic) {
                    auto copy = packet;
                    copy.packet_id = static_cast<std::uint16_t>(packet.packet_id.value_or(0) + 1000);
                    send(again, link, copy);
                }
            });
        }
        std::ranges::move(again, std::back_inserter(actions));
    }

    Roster roster_;
};

/// Publishes the last message of a Client again when it is cut off without having set a Will.
class TakesLastMessageForWill final : public Deviation
{
    void incoming(Event& event) override
    {
        auto const link = link_of(event);
        if (auto const* publish = received<wire::Publish>(event)) {
            last_.insert_or_assign(link, *publish);
            last_.at(link).qos = 0;
        }
        if (received<wire::Disconnect>(event) != nullptr) {
            last_.erase(link);
        }
        auto const* connect = roster_.on(link);
        bool const is_cut =
            std::holds_alternative<LinkLost>(event.what) && connect != nullptr && !connect->will;
        if (is_cut && last_.contains(link)) {
            replace(event, link, last_.at(link));
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
    }

    Roster roster_;
    std::map<LinkId, wire::Publish> last_;
};

/// Lets a Will leave the message alone that was retained on its topic before.
class RetainsNoWillOverMessages final : public Deviation
{
    void incoming(Event& event) override
    {
        auto const* publish = received<wire::Publish>(event);
        if (publish != nullptr && publish->retain && !publish->payload.empty()) {
            topics_.insert(publish->topic);
        }
        auto* connect = received<wire::Connect>(event);
        if (connect != nullptr && connect->will && topics_.contains(connect->will->topic)) {
            connect->will->retain = false;
        }
    }

    std::set<std::string> topics_;
};

/// Stores no Will for those who are away when it goes out.
class StoresNoWills final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* connect = received<wire::Connect>(original);
        if (connect == nullptr) {
            return;
        }
        if (connect->will) {
            topics_.insert(connect->will->topic);
        }
        unsend<wire::Publish>(actions, [&](LinkId link, wire::Publish const& packet) {
            return link == link_of(original) && topics_.contains(packet.topic);
        });
    }

    std::set<std::string> topics_;
};

template <class Change>
Make changing_wills(Change change)
{
    return taking<wire::Connect>([change](wire::Connect& connect) {
        if (connect.will) {
            change(connect.will);
        }
    });
}

/// Counts the silence of a Client from the last packet that counts, and cuts it off when it hears the next
/// one that does not.
class OnlyCounts final : public Deviation
{
public:
    explicit OnlyCounts(bool (*counts)(Event const&), int least_s) : counts_(counts), least_s_(least_s) {}

    void incoming(Event& event) override
    {
        auto const link = link_of(event);
        auto const* connect = roster_.on(link);
        auto const keep_alive = std::max(connect == nullptr ? 0 : int{connect->keep_alive}, least_s_);
        is_cut_ = connect != nullptr && std::holds_alternative<Received>(event.what) && keep_alive > 0 &&
                  event.now - heard_[link] > Time(std::chrono::seconds{keep_alive}) * 3 / 2;
        if (received<wire::Connect>(event) != nullptr || counts_(event)) {
            heard_[link] = event.now;
        }
        if (is_cut_) {
            event.what = LinkLost{.link = link};
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (is_cut_) {
            drop(actions, link_of(original));
        }
        roster_.note(original, actions);
    }

private:
    bool (*counts_)(Event const&);
    int least_s_; ///< Of a Keep Alive.
    Roster roster_;
    std::map<LinkId, Time> heard_;
    bool is_cut_ = false;
};

/// Takes what it sends to a Client for a sign of life of that Client.
class CountsDeliveries final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [&](LinkId link, auto const&) { sent_[link] = original.now; });
        if (std::holds_alternative<Ticked>(original.what)) {
            for (auto const& [link, when] : sent_) {
                if (original.now - when < std::chrono::seconds{2}) {
                    undrop(actions, link);
                }
            }
        }
    }

    std::map<LinkId, Time> sent_;
};

bool is_any(Event const& /*event*/)
{
    return true;
}

bool is_pingreq(Event const& event)
{
    return received<wire::Pingreq>(event) != nullptr;
}

bool is_no_pingreq(Event const& event)
{
    return !is_pingreq(event);
}

bool is_no_acknowledgement(Event const& event)
{
    return received<wire::Puback>(event) == nullptr && received<wire::Pubrec>(event) == nullptr &&
           received<wire::Pubcomp>(event) == nullptr;
}

bool is_no_publication(Event const& event)
{
    return received<wire::Publish>(event) == nullptr && received<wire::Pubrel>(event) == nullptr;
}

} // namespace

std::vector<DeviationInfo> wills_3_1_2()
{
    return {
        {"publishes-no-will-after-fin", "MQTT-3.1.2-8",
         "publishes no Will when the Client closes without DISCONNECT",
         make<WithholdsWillAfter>(Endings{Ending::fin})},
        {"publishes-no-will-after-rst", "MQTT-3.1.2-8", "publishes no Will when the connection is reset",
         make<WithholdsWillAfter>(Endings{Ending::rst})},
        {"publishes-no-will-after-violation", "MQTT-3.1.2-8",
         "publishes no Will when it closes for a protocol error",
         make<WithholdsWillAfter>(Endings{Ending::violation})},
        {"publishes-no-will-after-second-connect", "MQTT-3.1.2-8",
         "publishes no Will when it closes for a second CONNECT",
         make<WithholdsWillAfter>(Endings{Ending::second_connect})},
        {"publishes-no-will-after-takeover", "MQTT-3.1.2-8",
         "publishes no Will of a connection that was taken over",
         make<WithholdsWillAfter>(Endings{Ending::takeover})},
        {"publishes-no-will-of-newer-connection", "MQTT-3.1.2-8",
         "takes no Will from a connection that takes another one over", make<WillAtTakeover>(false)},
        {"publishes-no-empty-will", "MQTT-3.1.2-8", "publishes no Will without a message",
         changing_wills([](auto& will) {
             if (will->message.empty()) {
                 will.reset();
             }
         })},
        {"cuts-will-at-null", "MQTT-3.1.2-8", "takes a zero byte for the end of a Will Message",
         changing_wills([](auto& will) {
             auto& message = will->message;
             message.erase(std::ranges::find(message, std::uint8_t{0}), message.end());
         })},
        {"keeps-255-bytes-of-a-will", "MQTT-3.1.2-8", "cuts a Will Message behind its 255th byte",
         changing_wills(
             [](auto& will) { will->message.resize(std::min<std::size_t>(will->message.size(), 255)); })},
        {"takes-any-disconnect-for-good", "MQTT-3.1.2-8",
         "publishes no Will where it closes for a DISCONNECT with wrong flags",
         on_the_way_in([](Event& event) {
             if (received<wire::Disconnect>(event) != nullptr) {
                 replace(event, link_of(event), wire::Disconnect{});
             }
         })},
        {"stores-no-wills", "MQTT-3.1.2-8", "stores no Wills for absent Clients", make<StoresNoWills>()},

        {"publishes-wills-at-qos-0", "MQTT-3.1.2-9.a", "publishes every Will at QoS 0",
         changing_wills([](auto& will) { will->qos = 0; })},
        {"publishes-wills-at-qos-1-at-most", "MQTT-3.1.2-9.a", "publishes Wills at QoS 1 at most",
         changing_wills([](auto& will) { will->qos = std::min<std::uint8_t>(will->qos, 1); })},
        {"publishes-wills-at-granted-qos", "MQTT-3.1.2-9.a",
         "publishes every Will at the QoS that its subscriber was granted",
         changing_wills([](auto& will) { will->qos = 2; })},

        {"keeps-will-once-published", "MQTT-3.1.2-10.a",
         "publishes a Will again at the end of the Client's next connection",
         make<KeepsWillAfter>(Endings{Ending::fin, Ending::rst, Ending::expiry, Ending::takeover})},
        {"publishes-will-twice", "MQTT-3.1.2-10.a", "publishes each Will twice", make<PublishesWillTwice>()},
        {"keeps-will-after-disconnect", "MQTT-3.1.2-10.b",
         "publishes the Will of a connection that ended by DISCONNECT at the end of the next one",
         make<KeepsWillAfter>(Endings{Ending::disconnect})},
        {"publishes-will-on-disconnect", "MQTT-3.1.2-10.b", "publishes the Will on DISCONNECT, too",
         on_the_way_in([](Event& event) {
             if (received<wire::Disconnect>(event) != nullptr && !is_malformed(event)) {
                 event.what = LinkLost{.link = link_of(event)};
             }
         })},

        {"inherits-will-at-takeover", "MQTT-3.1.2-12",
         "gives a connection without a Will the one of the connection that it took over",
         make<WillAtTakeover>(true)},
        {"takes-last-message-for-will", "MQTT-3.1.2-12",
         "publishes the last message of a Client again when it is cut off without a Will",
         make<TakesLastMessageForWill>()},
        {"retains-every-will", "MQTT-3.1.2-16", "retains every Will",
         changing_wills([](auto& will) { will->retain = true; })},
        {"retains-no-will", "MQTT-3.1.2-17", "retains no Will",
         changing_wills([](auto& will) { will->retain = false; })},
        {"retains-no-will-at-qos-2", "MQTT-3.1.2-17", "retains no Will at QoS 2",
         changing_wills([](auto& will) { will->retain = will->retain && will->qos < 2; })},
        {"retains-no-will-over-messages", "MQTT-3.1.2-17",
         "retains no Will where a message is retained already", make<RetainsNoWillOverMessages>()},
    };
}

std::vector<DeviationInfo> keep_alive_3_1_2()
{
    return {
        {"never-expires", "MQTT-3.1.2-24.a", "does not look at the Keep Alive",
         taking<wire::Connect>([](auto& it) { it.keep_alive = 0; })},
        {"expires-late", "MQTT-3.1.2-24.a", "takes the Keep Alive for minutes",
         taking<wire::Connect>([](auto& it) {
             it.keep_alive = static_cast<std::uint16_t>(std::min(it.keep_alive * 60, 65535));
         })},
        {"takes-only-pingreq-for-life", "MQTT-3.1.2-24.a", "takes nothing but PINGREQ for a sign of life",
         make<OnlyCounts>(is_pingreq, 0)},
        {"takes-no-pingreq-for-life", "MQTT-3.1.2-24.a", "takes PINGREQ for no sign of life",
         make<OnlyCounts>(is_no_pingreq, 0)},
        {"takes-no-acknowledgement-for-life", "MQTT-3.1.2-24.a", "takes acknowledgements for no sign of life",
         make<OnlyCounts>(is_no_acknowledgement, 0)},
        {"takes-no-publication-for-life", "MQTT-3.1.2-24.a", "takes publications for no sign of life",
         make<OnlyCounts>(is_no_publication, 0)},
        {"expires-without-keep-alive", "MQTT-3.1.2-24.a", "takes a Keep Alive of 0 for one of a second",
         make<OnlyCounts>(is_any, 1)},
        {"takes-deliveries-for-life", "MQTT-3.1.2-24.a",
         "takes what it sends itself for a sign of life of the Client", make<CountsDeliveries>()},
        {"publishes-no-will-at-expiry", "MQTT-3.1.2-24.b",
         "publishes no Will when the Keep Alive has run out",
         make<WithholdsWillAfter>(Endings{Ending::expiry})},
    };
}

} // namespace mqttspec::reference
