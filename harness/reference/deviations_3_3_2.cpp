// SPDX-License-Identifier: Apache-2.0
// Sections 3.3.2 to 3.6: topic names, answers to PUBLISH, overlapping filters, PUBREL.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/seams.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// Writes the last filter with a wildcard that a Client subscribed to in place of the topic.
class SendsTheFilter final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* subscribe = received<wire::Subscribe>(original)) {
            for (auto const& request : subscribe->filters) {
                filters_[link_of(original)] = request.filter;
            }
        }
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            auto const found = filters_.find(link);
            if (found != filters_.end() && has_wildcard(found->second)) {
                packet.topic = found->second;
            }
        });
    }

    std::map<LinkId, std::string> filters_;
};

/// Takes + and # for letters where `test(level)` says so.
template <class Test>
Make taking_for_letters(Test test)
{
    return taking<wire::Publish>([test](wire::Publish& packet) {
        std::string topic;
        for (auto const level : levels_of(packet.topic)) {
            std::string text(level);
            if (test(level)) {
                std::ranges::replace_if(
                    text, [](char c) { return c == '+' || c == '#'; }, '_');
            }
            topic += topic.empty() ? text : "/" + text;
        }
        packet.topic = topic;
    });
}

bool is_wildcard(std::string_view level)
{
    return level == "+" || level == "#";
}

bool are_equal_but_for_case(std::string_view one, std::string_view other)
{
    return std::ranges::equal(
        one, other, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// A filter as far as its first wildcard.
std::string_view before_wildcard(std::string_view filter)
{
    return filter.substr(0, filter.find_first_of("+#"));
}

/// The filter without that end; empty if it has another one.
std::string_view without(std::string_view end, std::string_view filter)
{
    return filter.ends_with(end) ? filter.substr(0, filter.size() - end.size()) : std::string_view{};
}

bool begins_with(std::string_view text, std::string_view start)
{
    return !start.empty() && text.starts_with(start);
}

/// Sends each message to a Client at the QoS that `choose` takes from those of its matching Subscriptions.
template <class Choose>
Make choosing_qos(Choose choose)
{
    return routing(
        [choose](std::vector<Entry> const& entries, std::string_view topic, std::vector<Route>& routes) {
            for (auto& route : routes) {
                std::vector<std::uint8_t> granted;
                for (auto const& entry : entries) {
                    if (entry.subscriber == route.subscriber && matches(entry.filter, topic)) {
                        granted.push_back(entry.max_qos);
                    }
                }
                route.max_qos = choose(granted);
            }
        });
}

/// Does not answer the messages for which `test(publish)` is true.
template <class Ack, class Test>
Make not_answering(Test test)
{
    return on_the_way_out([test](Event const& original, std::vector<Action>& actions) {
        auto const* publish = received<wire::Publish>(original);
        if (publish != nullptr && test(*publish)) {
            unsend<Ack>(actions, [](LinkId, auto const&) { return true; });
        }
    });
}

/// Answers with another packet than it should.
template <class Right, class Wrong>
Make answering_wrongly()
{
    return on_the_way_out([](Event const& original, std::vector<Action>& actions) {
        auto const link = link_of(original);
        auto const* publish = received<wire::Publish>(original);
        std::uint16_t answered = 0;
        each_sent<Right>(actions, [&](LinkId, Right const& packet) { answered = packet.packet_id; });
        if (publish != nullptr && answered != 0) {
            unsend<Right>(actions, [](LinkId, auto const&) { return true; });
            send(actions, link, Wrong{.packet_id = answered});
        }
    });
}

bool is_empty(wire::Publish const& packet)
{
    return packet.payload.empty();
}

bool is_large(wire::Publish const& packet)
{
    return packet.payload.size() > 16'384;
}

std::vector<DeviationInfo> of_topics()
{
    return {
        {"sends-no-topic-name", "MQTT-3.3.2-1.a", "sends messages with an empty topic name",
         sending<wire::Publish>([](auto& it) { it.topic.clear(); })},
        {"sends-no-topic-name-without-payload", "MQTT-3.3.2-1.a",
         "sends messages without payload with an empty topic name, too", sending<wire::Publish>([](auto& it) {
             if (it.payload.empty()) {
                 it.topic.clear();
             }
         })},
        {"cuts-topic-inside-a-character", "MQTT-3.3.2-1.b",
         "cuts the last byte of a topic that does not end in ASCII", sending<wire::Publish>([](auto& it) {
             if (!it.topic.empty() && static_cast<unsigned char>(it.topic.back()) >= 0x80) {
                 it.topic.pop_back();
             }
         })},
        {"ignores-publish-without-topic", "MQTT-4.8.0-1", "passes a PUBLISH that ends within its topic over",
         ignoring<wire::Publish>(about(truncated))},
        {"accepts-wildcards-in-topic-names", "MQTT-4.8.0-1", "takes + and # in a topic name for letters",
         taking_for_letters([](auto) { return true; })},
        {"accepts-wildcards-inside-levels", "MQTT-4.8.0-1",
         "takes + and # in a topic name for letters where they are no level of their own",
         taking_for_letters([](auto level) { return !is_wildcard(level); })},

        {"sends-the-filter-for-the-topic", "MQTT-3.3.2-2",
         "writes the filter in place of the topic name into what it sends", make<SendsTheFilter>()},
        {"compares-names-by-their-start", "MQTT-3.3.2-3",
         "takes a filter to match all topics that begin with it",
         matching_also([](auto filter, auto topic) { return begins_with(topic, filter); })},
        {"compares-filters-by-their-start", "MQTT-3.3.2-3",
         "takes a filter to match all topics that it begins with",
         matching_also([](auto filter, auto topic) { return begins_with(filter, topic); })},
        {"ignores-case-of-topics", "MQTT-3.3.2-3", "takes no account of capitals in topics",
         matching_also(are_equal_but_for_case)},
        {"compares-up-to-the-wildcard", "MQTT-3.3.2-3", "compares filters as far as their first wildcard",
         matching_also([](auto filter, auto topic) {
             return has_wildcard(filter) && begins_with(topic, before_wildcard(filter));
         })},
        {"takes-plus-for-nothing", "MQTT-3.3.2-3", "takes a + at the end to match the topic above it",
         matching_also([](auto filter, auto topic) { return topic == without("/+", filter); })},
        {"takes-hash-for-a-star", "MQTT-3.3.2-3", "takes /# for any end of a topic, even without a /",
         matching_also([](auto filter, auto topic) { return begins_with(topic, without("/#", filter)); })},
        {"takes-hash-a-level-too-high", "MQTT-3.3.2-3", "takes a/# to match all below what is above a",
         matching_also([](std::string_view filter, auto topic) {
             auto const above = without("/#", filter);
             return begins_with(topic, above.substr(0, above.rfind('/') + 1));
         })},
    };
}

std::vector<DeviationInfo> of_answers()
{
    return {
        {"answers-qos-0", "MQTT-3.3.4-1.a", "answers a message at QoS 0 with PUBACK",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const* publish = received<wire::Publish>(original);
             if (publish != nullptr && publish->qos == 0) {
                 send(actions, link_of(original), wire::Puback{.packet_id = 1});
             }
         })},
        {"answers-qos-1-with-pubrec", "MQTT-3.3.4-1.b", "answers a message at QoS 1 with PUBREC",
         answering_wrongly<wire::Puback, wire::Pubrec>()},
        {"does-not-acknowledge-empty-messages", "MQTT-3.3.4-1.b", "sends no PUBACK for an empty message",
         not_answering<wire::Puback>(is_empty)},
        {"does-not-acknowledge-large-messages", "MQTT-3.3.4-1.b", "sends no PUBACK for more than 16 KiB",
         not_answering<wire::Puback>(is_large)},
        {"does-not-acknowledge-with-dup", "MQTT-3.3.4-1.b", "sends no PUBACK for a message with DUP 1",
         not_answering<wire::Puback>([](auto const& it) { return it.dup; })},
        {"answers-qos-2-with-puback", "MQTT-3.3.4-1.c", "answers a message at QoS 2 with PUBACK",
         answering_wrongly<wire::Pubrec, wire::Puback>()},
        {"does-not-receive-empty-messages", "MQTT-3.3.4-1.c", "sends no PUBREC for an empty message",
         not_answering<wire::Pubrec>(is_empty)},
        {"does-not-receive-with-dup", "MQTT-3.3.4-1.c", "sends no PUBREC for a message with DUP 1",
         not_answering<wire::Pubrec>([](auto const& it) { return it.dup; })},

        {"delivers-at-the-lowest-qos", "MQTT-3.3.5-1", "delivers at the lowest QoS of overlapping filters",
         choosing_qos([](auto const& granted) { return *std::ranges::min_element(granted); })},
        {"delivers-at-the-first-qos", "MQTT-3.3.5-1",
         "delivers at the QoS of the first of overlapping filters",
         choosing_qos([](auto const& granted) { return granted.front(); })},
        {"delivers-at-the-last-qos", "MQTT-3.3.5-1", "delivers at the QoS of the last of overlapping filters",
         choosing_qos([](auto const& granted) { return granted.back(); })},

        {"sends-pubrel-with-flags-0", "MQTT-3.6.1-1.a", "sends PUBREL with the flags of other packets",
         sending<wire::Pubrel>([](auto& it) { it.flags = 0; })},
    };
}

} // namespace

std::vector<DeviationInfo> deviations_3_3_2()
{
    auto all = of_topics();
    std::ranges::move(of_answers(), std::back_inserter(all));
    return all;
}

} // namespace mqttspec::reference
