// SPDX-License-Identifier: Apache-2.0
// Sections 3.10 to 3.14: UNSUBSCRIBE, PINGREQ, DISCONNECT.
#include "reference/deviation_tables.hpp"
#include "reference/holdings.hpp"
#include "reference/rewriting.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// Whether a Subscription goes when a filter is named; `is_own` if it is of the Client that names it.
using Deletes = std::function<bool(std::string_view held, std::string_view named, bool is_own)>;

struct UnsubscribeFaults
{
    Deletes deletes{};            ///< Empty: that with the identical filter.
    bool routes_one_more = false; ///< The next message still comes.
};

/// A tree that compares in its own way what is to be deleted.
class CarelessTree final : public TopicTree
{
public:
    explicit CarelessTree(UnsubscribeFaults faults) : faults_(std::move(faults)) {}

    void subscribe(SubscriberId subscriber, std::string_view filter, std::uint8_t max_qos) override
    {
        held_[{subscriber, std::string(filter)}] = max_qos;
        TopicTree::subscribe(subscriber, filter, max_qos);
    }

    void unsubscribe(SubscriberId subscriber, std::string_view filter) override
    {
        for (auto entry = held_.begin(); entry != held_.end();) {
            auto const& [owner, held] = entry->first;
            bool const is_own = owner == subscriber;
            bool const goes =
                faults_.deletes ? faults_.deletes(held, filter, is_own) : is_own && held == filter;
            if (!goes) {
                ++entry;
                continue;
            }
            late_.emplace_back(held, Route{.subscriber = owner, .max_qos = entry->second});
            TopicTree::unsubscribe(owner, held);
            entry = held_.erase(entry);
        }
    }

    std::vector<Route> routes(std::string_view topic) const override
    {
        auto routes = TopicTree::routes(topic);
        auto const is_due = [&](auto const& late) { return matches(late.first, topic); };
        auto const late = std::ranges::find_if(late_, is_due);
        if (faults_.routes_one_more && late != late_.end()) {
            routes.push_back(late->second);
            late_.erase(late);
        }
        return routes;
    }

private:
    UnsubscribeFaults faults_;
    std::map<std::pair<SubscriberId, std::string>, std::uint8_t> held_;
    mutable std::vector<std::pair<std::string, Route>> late_; ///< Deleted, and not yet missed.
};

class UnsubscribesCarelessly final : public Deviation
{
public:
    explicit UnsubscribesCarelessly(UnsubscribeFaults faults) : faults_(std::move(faults)) {}

    void configure(BrokerOptions& options) override
    {
        options.topic_tree = [faults = faults_] { return std::make_unique<CarelessTree>(faults); };
    }

private:
    UnsubscribeFaults faults_;
};

Make deleting(Deletes deletes)
{
    return make<UnsubscribesCarelessly>(UnsubscribeFaults{.deletes = std::move(deletes)});
}

/// Compares filters after a change to both.
Make deleting_after(std::string (*change)(std::string_view))
{
    return deleting([change](std::string_view held, std::string_view named, bool is_own) {
        return is_own && change(held) == change(named);
    });
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
    return result;
}

/// Without spaces at its end and without empty levels.
std::string tidy(std::string_view text)
{
    std::string result;
    for (auto const level : levels_of(text)) {
        auto const end = level.find_last_not_of(' ');
        if (end != std::string_view::npos) {
            result.append("/").append(level.substr(0, end + 1));
        }
    }
    return result;
}

/// Takes only some of the filters of an UNSUBSCRIBE.
template <class Choose>
Make unsubscribing_from_some(Choose choose)
{
    return on_the_way_in([choose](Event& event) {
        if (auto* packet = received<wire::Unsubscribe>(event); packet != nullptr && !is_malformed(event)) {
            choose(packet->filters);
        }
    });
}

using Filters = std::vector<std::string>;

/// Answers only the UNSUBSCRIBEs for which `test(packet, link, holdings)` is true.
template <class Test>
Make answering_if(Test test)
{
    return on_the_way_out([test, holdings = Holdings{}](Event const& original, auto& actions) mutable {
        auto const* packet = received<wire::Unsubscribe>(original);
        unsend<wire::Unsuback>(actions, [&](LinkId link, auto const&) {
            return packet != nullptr && !test(*packet, link, holdings);
        });
        holdings.note(original, actions);
    });
}

bool names_held(wire::Unsubscribe const& packet, LinkId link, Holdings const& holdings)
{
    return std::ranges::any_of(packet.filters,
                               [&](auto const& filter) { return holdings.holds(link, filter); });
}

/// Ends the filters at the first one that the Client does not hold.
class StopsAtUnknownFilter final : public Deviation
{
    void incoming(Event& event) override
    {
        if (auto* packet = received<wire::Unsubscribe>(event); packet != nullptr && !is_malformed(event)) {
            auto const unknown = std::ranges::find_if(packet->filters, [&](auto const& filter) {
                return !holdings_.holds(link_of(event), filter);
            });
            packet->filters.erase(unknown, packet->filters.end());
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        holdings_.note(original, actions);
    }

    Holdings holdings_;
};

/// Answers the first of several PINGREQs in a row.
class AnswersFirstPingreq final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const link = link_of(original);
        if (received<wire::Pingreq>(original) != nullptr && !pinging_.insert(link).second) {
            unsend<wire::Pingresp>(actions, [](LinkId, auto const&) { return true; });
        } else if (received<wire::Pingreq>(original) == nullptr) {
            pinging_.erase(link);
        }
    }

    std::set<LinkId> pinging_;
};

/// Answers no PINGREQ of a Client that asked for a Keep Alive.
class AnswersPingreqWithoutKeepAlive final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        roster_.note(original, actions);
        unsend<wire::Pingresp>(actions, [this](LinkId to, auto const&) {
            auto const* connect = roster_.on(to);
            return connect != nullptr && connect->keep_alive != 0;
        });
    }

    Roster roster_;
};

/// Takes a DISCONNECT for any end of a connection.
class PublishesWillAtDisconnect final : public Deviation
{
    void incoming(Event& event) override
    {
        if (received<wire::Disconnect>(event) != nullptr && !is_malformed(event)) {
            event.what = LinkLost{.link = link_of(event), .how = Loss::fin};
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (received<wire::Disconnect>(original) != nullptr && !drops(actions, link_of(original))) {
            drop(actions, link_of(original));
        }
    }
};

std::vector<DeviationInfo> of_deleting()
{
    return {
        {"does-not-unsubscribe", "MQTT-3.10.4-1.a", "answers an UNSUBSCRIBE and deletes nothing",
         deleting([](std::string_view, std::string_view, bool) { return false; })},
        {"does-not-unsubscribe-wildcards", "MQTT-3.10.4-1.a",
         "does not find filters with wildcards to delete",
         deleting([](std::string_view held, std::string_view named, bool is_own) {
             return is_own && held == named && !has_wildcard(held);
         })},
        {"expands-wildcards-to-unsubscribe", "MQTT-3.10.4-1.b",
         "deletes all Subscriptions that the named filter matches",
         deleting([](std::string_view held, std::string_view named, bool is_own) {
             return is_own && overlaps(named, held);
         })},
        {"unsubscribes-by-prefix", "MQTT-3.10.4-1.b", "deletes all filters that begin with the one named",
         deleting([](std::string_view held, std::string_view named, bool is_own) {
             return is_own && held.starts_with(named);
         })},
        {"unsubscribes-by-shorter-prefix", "MQTT-3.10.4-1.b",
         "compares filters as far as the shorter one goes",
         deleting([](std::string_view held, std::string_view named, bool is_own) {
             return is_own && named.starts_with(held);
         })},
        {"ignores-case-to-unsubscribe", "MQTT-3.10.4-1.b", "takes no account of capitals to unsubscribe",
         deleting_after(lower)},
        {"tidies-filters-to-unsubscribe", "MQTT-3.10.4-1.b",
         "compares filters without empty levels and spaces to unsubscribe", deleting_after(tidy)},
        {"unsubscribes-everybody", "MQTT-3.10.4-1.b", "deletes the Subscriptions of other Clients, too",
         deleting([](std::string_view held, std::string_view named, bool) { return held == named; })},
        {"unsubscribes-from-all", "MQTT-3.10.4-1.b", "deletes all Subscriptions of the Client",
         deleting([](std::string_view, std::string_view, bool is_own) { return is_own; })},
        {"adds-a-message-after-unsuback", "MQTT-3.10.4-2",
         "adds one more message after a Subscription was deleted",
         make<UnsubscribesCarelessly>(UnsubscribeFaults{.deletes = {}, .routes_one_more = true})},
        {"forgets-deliveries-at-unsubscribe", "MQTT-3.10.4-3",
         "forgets what is under way when a Subscription is deleted",
         forgetting_at([](Event const& event, Holdings const&) {
             return received<wire::Unsubscribe>(event) != nullptr;
         })},
    };
}

std::vector<DeviationInfo> of_answers()
{
    return {
        {"does-not-answer-unsubscribe", "MQTT-3.10.4-4.a", "sends no UNSUBACK",
         answering_if([](auto const&, LinkId, Holdings const&) { return false; })},
        {"does-not-answer-unsubscribe-with-wildcards", "MQTT-3.10.4-4.a",
         "sends no UNSUBACK for a filter with a wildcard",
         answering_if([](wire::Unsubscribe const& packet, LinkId, Holdings const&) {
             return std::ranges::none_of(packet.filters, has_wildcard);
         })},
        {"answers-unsubscribe-that-deletes", "MQTT-3.10.4-5",
         "sends UNSUBACK only where it deleted something", answering_if(names_held)},
        {"unsubscribes-from-the-first-filter", "MQTT-3.10.4-6.a",
         "takes the first filter of an UNSUBSCRIBE alone",
         unsubscribing_from_some([](Filters& it) { it.resize(std::min<std::size_t>(it.size(), 1)); })},
        {"unsubscribes-from-the-last-filter", "MQTT-3.10.4-6.a",
         "takes the last filter of an UNSUBSCRIBE alone",
         unsubscribing_from_some([](Filters& it) { it = it.empty() ? it : Filters{it.back()}; })},
        {"stops-at-unknown-filters", "MQTT-3.10.4-6.a",
         "takes the filters of an UNSUBSCRIBE up to one that it does not know", make<StopsAtUnknownFilter>()},
        {"sends-unsuback-for-each-filter", "MQTT-3.10.4-6.b", "sends an UNSUBACK for each filter",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const* packet = received<wire::Unsubscribe>(original);
             for (std::size_t i = 1; packet != nullptr && i < packet->filters.size(); ++i) {
                 send(actions, link_of(original), wire::Unsuback{.packet_id = packet->packet_id});
             }
         })},

        {"does-not-answer-pingreq-amid-deliveries", "MQTT-3.12.4-1",
         "sends no PINGRESP to a Client that owes an acknowledgement",
         holding_back_amid_deliveries<wire::Pingresp>()},
        {"answers-first-pingreq", "MQTT-3.12.4-1", "answers the first of several PINGREQs in a row",
         make<AnswersFirstPingreq>()},
        {"answers-pingreq-without-keep-alive-alone", "MQTT-3.12.4-1",
         "answers no PINGREQ but where the Keep Alive is 0", make<AnswersPingreqWithoutKeepAlive>()},

        {"publishes-will-at-disconnect", "MQTT-3.14.4-3", "publishes the will at a DISCONNECT, too",
         make<PublishesWillAtDisconnect>()},
        {"ignores-disconnect", "MQTT-4.8.0-1", "takes no notice of a DISCONNECT, and serves on",
         on_the_way_in([](Event& event) {
             if (received<wire::Disconnect>(event) != nullptr) {
                 ignore(event);
             }
         })},
        {"ignores-disconnect-with-a-body", "MQTT-4.8.0-1", "passes a DISCONNECT with bytes behind it over",
         ignoring<wire::Disconnect>(about(trailing_bytes))},
    };
}

} // namespace

std::vector<DeviationInfo> deviations_3_10()
{
    auto all = of_deleting();
    std::ranges::move(of_answers(), std::back_inserter(all));
    return all;
}

} // namespace mqttspec::reference
