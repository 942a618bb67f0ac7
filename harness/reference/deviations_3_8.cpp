// SPDX-License-Identifier: Apache-2.0
// Sections 3.8 and 3.9: SUBSCRIBE, SUBACK, the QoS of what is delivered.
#include "reference/deviation_tables.hpp"
#include "reference/holdings.hpp"
#include "reference/rewriting.hpp"
#include "reference/seams.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

using Codes = std::vector<std::uint8_t>;
using Requests = std::vector<wire::Subscription>;

constexpr std::uint8_t failure = 0x80;

/// Forgives what is wrong with a QoS byte, and makes something of it.
Make forgiving_qos(Complaint complaint)
{
    return on_the_way_in([complaint](Event& event) {
        auto* subscribe = received<wire::Subscribe>(event);
        if (subscribe != nullptr && has(event, complaint)) {
            forgive(event, complaint);
            for (auto& request : subscribe->filters) {
                request.qos &= 3U;
            }
        }
    });
}

/// Sends other return codes than it should.
template <class Change>
Make sending_codes(Change change)
{
    return sending<wire::Suback>([change](wire::Suback& packet) { change(packet.return_codes); });
}

/// Subscribes to some of the filters of a packet, and tells that it was all of them.
template <class Choose>
class SubscribesToSome final : public Deviation
{
public:
    explicit SubscribesToSome(Choose choose) : choose_(std::move(choose)) {}

    void incoming(Event& event) override
    {
        if (auto* subscribe = received<wire::Subscribe>(event);
            subscribe != nullptr && !is_malformed(event)) {
            choose_(subscribe->filters);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* subscribe = received<wire::Subscribe>(original);
        each_sent<wire::Suback>(actions, [subscribe](LinkId, wire::Suback& packet) {
            packet.return_codes.clear();
            for (auto const& request : subscribe->filters) {
                packet.return_codes.push_back(request.qos);
            }
        });
    }

private:
    Choose choose_;
};

template <class Choose>
Make subscribing_to_some(Choose choose)
{
    return make<SubscribesToSome<Choose>>(std::move(choose));
}

void keep_first_of_repeated(Requests& requests)
{
    std::set<std::string> seen;
    std::erase_if(requests, [&](auto const& request) { return !seen.insert(request.filter).second; });
}

/// What becomes of the QoS of a Subscription that is replaced.
using Replace = std::uint8_t (*)(std::uint8_t before, std::uint8_t now);

/// A tree that does not quite replace Subscriptions.
class StubbornTree final : public TopicTree
{
public:
    StubbornTree(Replace replace, bool keeps_both) : replace_(replace), keeps_both_(keeps_both) {}

    void subscribe(SubscriberId subscriber, std::string_view filter, std::uint8_t max_qos) override
    {
        auto const [entry, is_new] = held_.try_emplace({subscriber, std::string(filter)}, max_qos);
        if (!is_new && keeps_both_) {
            replaced_.emplace_back(entry->first.second,
                                   Route{.subscriber = subscriber, .max_qos = entry->second});
        }
        entry->second = is_new ? max_qos : replace_(entry->second, max_qos);
        TopicTree::subscribe(subscriber, filter, entry->second);
    }

    std::vector<Route> routes(std::string_view topic) const override
    {
        auto routes = TopicTree::routes(topic);
        for (auto const& [filter, route] : replaced_) {
            if (matches(filter, topic)) {
                routes.push_back(route);
            }
        }
        return routes;
    }

private:
    Replace replace_;
    bool keeps_both_;
    std::map<std::pair<SubscriberId, std::string>, std::uint8_t> held_;
    std::vector<std::pair<std::string, Route>> replaced_;
};

class ReplacesStubbornly final : public Deviation
{
public:
    ReplacesStubbornly(Replace replace, bool keeps_both) : replace_(replace), keeps_both_(keeps_both) {}

    void configure(BrokerOptions& options) override
    {
        options.topic_tree = [replace = replace_, keeps_both = keeps_both_] {
            return std::make_unique<StubbornTree>(replace, keeps_both);
        };
    }

private:
    Replace replace_;
    bool keeps_both_;
};

std::uint8_t take_old(std::uint8_t before, std::uint8_t /*now*/)
{
    return before;
}

std::uint8_t take_new(std::uint8_t /*before*/, std::uint8_t now)
{
    return now;
}

std::uint8_t take_higher(std::uint8_t before, std::uint8_t now)
{
    return std::max(before, now);
}

/// Sends what is retained with the first Subscription to a filter only.
class SendsRetainedOnce final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (is_resubscription(original, holdings_)) {
            unsend<wire::Publish>(actions, [](LinkId, wire::Publish const& packet) { return packet.retain; });
        }
        holdings_.note(original, actions);
    }

    Holdings holdings_;
};

/// Loses the first message behind a Subscription that replaces another.
class LosesNextMessage final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        unsend<wire::Publish>(actions, [this](LinkId to, wire::Publish const& packet) {
            return !packet.retain && losing_.erase(to) != 0;
        });
        if (is_resubscription(original, holdings_)) {
            losing_.insert(link_of(original));
        }
        holdings_.note(original, actions);
    }

    Holdings holdings_;
    std::set<LinkId> losing_;
};

/// Grants what it should, and delivers at another QoS at most.
Make limiting_to(std::optional<std::uint8_t> limit)
{
    return routing([limit](auto const& /*entries*/, std::string_view /*topic*/, std::vector<Route>& routes) {
        for (auto& route : routes) {
            route.max_qos = limit ? std::min(route.max_qos, *limit) : std::uint8_t{2};
        }
    });
}

/// Delivers what goes out at one QoS at a higher one, with an identifier that the broker does not use.
Make raising(std::uint8_t from, std::uint8_t to)
{
    return sending<wire::Publish>([from, to, id = std::uint16_t{50'000}](wire::Publish& packet) mutable {
        if (packet.qos == from) {
            packet.qos = to;
            packet.packet_id = ++id;
        }
    });
}

/// Delivers what goes out at that QoS twice.
Make doubling(std::uint8_t qos)
{
    return on_the_way_out(
        [qos, id = std::uint16_t{40'000}](Event const&, std::vector<Action>& actions) mutable {
            std::vector<std::pair<LinkId, wire::Publish>> copies;
            each_sent<wire::Publish>(actions, [&](LinkId link, wire::Publish const& packet) {
                if (packet.qos == qos && !packet.dup) {
                    copies.emplace_back(link, packet);
                }
            });
            for (auto& [link, copy] : copies) {
                if (copy.packet_id) {
                    copy.packet_id = ++id;
                }
                send(actions, link, copy);
            }
        });
}

/// Sends each SUBACK again, or one for each return code.
Make sending_subacks(bool one_for_each)
{
    return on_the_way_out([one_for_each](Event const& original, std::vector<Action>& actions) {
        wire::Suback all;
        each_sent<wire::Suback>(actions, [&](LinkId, wire::Suback& packet) {
            all = packet;
            if (one_for_each && packet.return_codes.size() > 1) {
                packet.return_codes.resize(1);
            }
        });
        for (std::size_t i = 1; i < all.return_codes.size(); ++i) {
            auto more = all;
            if (one_for_each) {
                more.return_codes = {all.return_codes[i]};
            }
            send(actions, link_of(original), more);
        }
    });
}

std::vector<DeviationInfo> of_subscribe()
{
    return {
        {"accepts-reserved-bits-of-requested-qos", "MQTT-3.8.3-4.a",
         "masks the reserved bits of a requested QoS out", forgiving_qos(about(reserved_bits))},
        {"checks-first-requested-qos-only", "MQTT-3.8.3-4.a",
         "looks at the QoS byte of the first filter alone", forgiving_qos([](auto const& it) {
             return it.defect == reserved_bits && it.field.path != "filters[0].qos";
         })},
        {"accepts-requested-qos-3", "MQTT-3.8.3-4.b", "takes a request for QoS 3 for one for QoS 2",
         forgiving_qos(about(invalid_qos))},
        {"ignores-requested-qos-3", "MQTT-3.8.3-4.b", "passes a SUBSCRIBE for QoS 3 over",
         ignoring<wire::Subscribe>(about(invalid_qos))},

        {"does-not-answer-subscribe", "MQTT-3.8.4-1", "sends no SUBACK",
         on_the_way_out([](Event const&, std::vector<Action>& actions) {
             unsend<wire::Suback>(actions, [](LinkId, auto const&) { return true; });
         })},
        {"does-not-answer-subscribe-amid-deliveries", "MQTT-3.8.4-1",
         "sends no SUBACK to a Client that owes an acknowledgement",
         holding_back_amid_deliveries<wire::Suback>()},
        {"does-not-answer-wildcards", "MQTT-3.8.4-1", "sends no SUBACK for a filter with a wildcard",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const* subscribe = received<wire::Subscribe>(original);
             unsend<wire::Suback>(actions, [subscribe](LinkId, auto const&) {
                 return subscribe != nullptr &&
                        std::ranges::any_of(subscribe->filters, has_wildcard, &wire::Subscription::filter);
             });
         })},

        {"keeps-replaced-subscriptions", "MQTT-3.8.4-3.a",
         "adds a Subscription to the one that it should replace", make<ReplacesStubbornly>(take_new, true)},
        {"keeps-the-first-qos", "MQTT-3.8.4-3.a", "keeps the QoS of the first Subscription to a filter",
         make<ReplacesStubbornly>(take_old, false)},
        {"keeps-the-higher-qos", "MQTT-3.8.4-3.a", "keeps the higher QoS of two Subscriptions to a filter",
         make<ReplacesStubbornly>(take_higher, false)},
        {"sends-retained-not-again", "MQTT-3.8.4-3.b", "does not send again what is retained",
         make<SendsRetainedOnce>()},
        {"forgets-deliveries-at-resubscription", "MQTT-3.8.4-3.c",
         "forgets what is under way when a Subscription is replaced", forgetting_at(is_resubscription)},
        {"loses-a-message-at-resubscription", "MQTT-3.8.4-3.c",
         "loses the next message when a Subscription is replaced", make<LosesNextMessage>()},

        {"subscribes-to-the-first-filter", "MQTT-3.8.4-4.a", "takes the first filter of a SUBSCRIBE alone",
         subscribing_to_some([](Requests& it) { it.resize(std::min<std::size_t>(it.size(), 1)); })},
        {"subscribes-to-the-last-filter", "MQTT-3.8.4-4.a", "takes the last filter of a SUBSCRIBE alone",
         subscribing_to_some([](Requests& it) { it = it.empty() ? it : Requests{it.back()}; })},
        {"takes-the-first-of-repeated-filters", "MQTT-3.8.4-4.a",
         "passes a filter over that came before in the same SUBSCRIBE",
         subscribing_to_some(keep_first_of_repeated)},
        {"repeats-suback", "MQTT-3.8.4-4.b", "sends the SUBACK once for each filter", sending_subacks(false)},
        {"sends-suback-for-each-filter", "MQTT-3.8.4-4.b", "sends a SUBACK of its own for each filter",
         sending_subacks(true)},
        {"omits-the-last-return-code", "MQTT-3.8.4-5.a", "leaves the last return code of a SUBACK out",
         sending_codes([](Codes& it) { it.resize(it.empty() ? 0 : it.size() - 1); })},
        {"sends-32-return-codes", "MQTT-3.8.4-5.a", "has room for 32 return codes in a SUBACK",
         sending_codes([](Codes& it) { it.resize(std::min<std::size_t>(it.size(), 32)); })},
        {"tells-qos-0", "MQTT-3.8.4-5.b", "writes 0 for success into a SUBACK, whatever QoS it granted",
         sending_codes([](Codes& it) {
             std::ranges::replace_if(
                 it, [](int c) { return c < failure; }, 0);
         })},
        {"tells-failure", "MQTT-3.8.4-5.b", "writes 0x80 into a SUBACK for what it granted",
         sending_codes([](Codes& it) { std::ranges::fill(it, failure); })},
        {"reverses-return-codes", "MQTT-3.9.3-1", "writes the return codes of a SUBACK in the reverse order",
         sending_codes([](Codes& it) { std::ranges::reverse(it); })},
        {"sorts-return-codes", "MQTT-3.9.3-1", "writes the return codes of a SUBACK in ascending order",
         sending_codes([](Codes& it) { std::ranges::sort(it); })},
        {"sorts-return-codes-downwards", "MQTT-3.9.3-1", "writes the highest return code first",
         sending_codes([](Codes& it) { std::ranges::sort(it, std::greater<>{}); })},
    };
}

std::vector<DeviationInfo> of_delivery_qos()
{
    return {
        {"delivers-at-published-qos", "MQTT-3.8.4-6", "delivers at the published QoS, whatever it granted",
         limiting_to(std::nullopt)},
        {"delivers-at-qos-0", "MQTT-3.8.4-6", "delivers everything at QoS 0", limiting_to(0)},
        {"delivers-at-qos-1-at-most", "MQTT-3.8.4-6", "delivers what should come at QoS 2 at QoS 1",
         limiting_to(1)},
        {"raises-granted-qos-0", "MQTT-3.8.4-6", "delivers what should come at QoS 0 at QoS 1",
         raising(0, 1)},
        {"raises-granted-qos-1", "MQTT-3.8.4-6", "delivers what should come at QoS 1 at QoS 2",
         raising(1, 2)},
        {"lowers-retained-to-qos-0", "MQTT-3.8.4-6", "sends what is retained at QoS 0",
         sending<wire::Publish>([](auto& it) {
             if (it.retain) {
                 it.qos = 0;
                 it.packet_id.reset();
             }
         })},
        {"doubles-qos-0", "MQTT-3.8.4-6", "delivers each message at QoS 0 twice", doubling(0)},
        {"doubles-qos-2", "MQTT-3.8.4-6", "delivers each message at QoS 2 twice", doubling(2)},
    };
}

} // namespace

std::vector<DeviationInfo> deviations_3_8()
{
    auto all = of_subscribe();
    std::ranges::move(of_delivery_qos(), std::back_inserter(all));
    return all;
}

} // namespace mqttspec::reference
