// SPDX-License-Identifier: Apache-2.0
// SUBSCRIBE, UNSUBSCRIBE and their answers (3.8 to 3.11), Topic Filters (4.7), and what may be delivered.
#include "rules/tables.hpp"
#include "rules/topic_filter.hpp"

#include <algorithm>

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;
using enum wire::Defect;

Request const* request_for(Sight const& sight, wire::PacketType type)
{
    auto const found = sight.session.requests.find(wire::packet_id_of(sight.decoded.packet).value_or(0));
    bool const is_it = found != sight.session.requests.end() && found->second.type == type;
    return is_it ? &found->second : nullptr;
}

Word answers_subscribe(Sight const& sight)
{
    if (sight.find(truncated, "packet_id") != nullptr)
        return Word::nothing;
    if (request_for(sight, subscribe) != nullptr)
        return Word::kept;
    bool const is_known = sight.session.subscribe_ids.contains(sight.get<wire::Suback>()->packet_id);
    return is_known || !sight.knows_session ? Word::nothing : Word::broken;
}

Word answers_unsubscribe(Sight const& sight)
{
    if (sight.find(truncated, "packet_id") != nullptr)
        return Word::nothing;
    if (request_for(sight, unsubscribe) != nullptr)
        return Word::kept;
    bool const is_known = sight.session.unsubscribe_ids.contains(sight.get<wire::Unsuback>()->packet_id);
    return is_known || !sight.knows_session ? Word::nothing : Word::broken;
}

Word answers_each_filter(Sight const& sight)
{
    auto const* request = request_for(sight, subscribe);
    if (request == nullptr || sight.find(truncated) != nullptr)
        return Word::nothing;
    return kept_if(sight.get<wire::Suback>()->return_codes.size() == request->count);
}

/// A delivery, and whether the Client can have subscribed to it.
Word delivers_what_was_subscribed(Sight const& sight)
{
    if (!is_readable(sight.decoded) || !sight.session.subscriptions.are_complete())
        return Word::nothing;
    return kept_if(sight.match.is_covered);
}

Word delivers_at_granted_qos(Sight const& sight)
{
    if (!is_readable(sight.decoded) || !sight.session.subscriptions.are_complete() || !sight.match.is_covered)
        return Word::nothing;
    return kept_if(sight.get<wire::Publish>()->qos <= sight.match.highest);
}

template <class Test>
Word each_filter(Sight const& sight, Test test)
{
    if (auto const* it = sight.get<wire::Subscribe>())
        return kept_if(std::ranges::all_of(it->filters, test, &wire::Subscription::filter));
    return kept_if(std::ranges::all_of(sight.get<wire::Unsubscribe>()->filters, test));
}

/// It holds one whole element at least.
Word has_payload(Sight const& sight)
{
    if (sight.find(remaining_length) != nullptr)
        return Word::nothing;
    auto const* subscribe = sight.get<wire::Subscribe>();
    auto const count =
        subscribe != nullptr ? subscribe->filters.size() : sight.get<wire::Unsubscribe>()->filters.size();
    return kept_if(count > 0 && sight.find(truncated, "filters[0]") == nullptr);
}

Word is_packed(Sight const& sight)
{
    bool const has_none = sight.find(truncated, "packet_id") != nullptr ||
                          sight.find(truncated, "filters[0]") != nullptr ||
                          sight.find(remaining_length) != nullptr;
    if (has_none)
        return Word::nothing;
    auto const* cut = sight.find(truncated, "filters");
    if (cut == nullptr)
        return Word::kept;
    return cut->field.length == 1 ? Word::broken : Word::nothing; // A stray byte; or a length that lies.
}

Word has_utf8_filters(Sight const& sight)
{
    return kept_if(sight.find(ill_formed_utf8, "filters") == nullptr);
}

Word has_plain_qos(Sight const& sight)
{
    return kept_if(sight.find(reserved_bits, "filters") == nullptr &&
                   sight.find(invalid_qos, "filters") == nullptr);
}

Rule of_client(std::string_view name, std::string_view clause, Occasions occasions, std::string_view about,
               Word (*check)(Sight const&), std::string_view follows_from = {})
{
    return {.name = name,
            .clause = clause,
            .role = Role::client,
            .occasions = occasions,
            .about = about,
            .check = check,
            .follows_from = follows_from};
}

std::vector<Rule> client_rules()
{
    return {
        of_client("subscribe-filters-are-utf8", "MQTT-3.8.3-1", {subscribe},
                  "the Topic Filters of a SUBSCRIBE are UTF-8", has_utf8_filters, "MQTT-1.5.3-1.a"),
        of_client("subscribe-has-a-filter", "MQTT-3.8.3-3", {subscribe},
                  "a SUBSCRIBE has a Topic Filter with its QoS at least", has_payload),
        of_client("subscribe-has-plain-qos", "MQTT-3.8.3-4", {subscribe},
                  "a requested QoS is 0, 1 or 2, and its upper bits are 0", has_plain_qos),
        of_client("unsubscribe-filters-are-utf8", "MQTT-3.10.3-1.a", {unsubscribe},
                  "the Topic Filters of an UNSUBSCRIBE are UTF-8", has_utf8_filters, "MQTT-1.5.3-1.a"),
        of_client("unsubscribe-filters-are-packed", "MQTT-3.10.3-1.b", {unsubscribe},
                  "nothing lies between or behind the Topic Filters of an UNSUBSCRIBE", is_packed),
        of_client("unsubscribe-has-a-filter", "MQTT-3.10.3-2", {unsubscribe},
                  "an UNSUBSCRIBE has a Topic Filter at least", has_payload),
        of_client("hash-takes-a-level", "MQTT-4.7.1-2.a", {subscribe, unsubscribe},
                  "# stands alone or directly behind a separator",
                  [](Sight const& it) { return each_filter(it, hashes_stand_alone); }),
        of_client("hash-is-last", "MQTT-4.7.1-2.b", {subscribe, unsubscribe}, "nothing follows a #",
                  [](Sight const& it) { return each_filter(it, hash_is_last); }),
        of_client("plus-takes-a-level", "MQTT-4.7.1-3", {subscribe, unsubscribe}, "+ takes a whole level",
                  [](Sight const& it) { return each_filter(it, pluses_stand_alone); }),
    };
}

std::vector<Rule> rules_of_answers()
{
    auto const of = [](wire::PacketType type, std::string_view name, std::string_view clause,
                       std::string_view about, Word (*check)(Sight const&),
                       std::string_view follows_from = {}) {
        return Rule{.name = name,
                    .clause = clause,
                    .needs = Needs::connection,
                    .occasions = {type},
                    .about = about,
                    .check = check,
                    .follows_from = follows_from};
    };
    return {
        of(suback, "suback-answers-a-subscribe", "MQTT-2.3.1-7.a",
           "SUBACK bears the Packet Identifier of a SUBSCRIBE", answers_subscribe),
        of(suback, "suback-has-its-packet-id", "MQTT-3.8.4-2",
           "SUBACK has the Packet Identifier of the SUBSCRIBE that it answers", answers_subscribe,
           "MQTT-2.3.1-7.a"),
        of(suback, "suback-answers-each-filter", "MQTT-3.8.4-5.a",
           "SUBACK has one return code for each Topic Filter", answers_each_filter),
        of(unsuback, "unsuback-answers-an-unsubscribe", "MQTT-2.3.1-7.b",
           "UNSUBACK bears the Packet Identifier of an UNSUBSCRIBE", answers_unsubscribe),
        of(unsuback, "unsuback-has-its-packet-id", "MQTT-3.10.4-4.b",
           "UNSUBACK has the Packet Identifier of the UNSUBSCRIBE that it answers", answers_unsubscribe,
           "MQTT-2.3.1-7.b"),
    };
}

} // namespace

std::vector<Rule> subscription_rules()
{
    auto rules = rules_of_answers();
    rules.push_back({.name = "delivers-what-was-subscribed",
                     .clause = "MQTT-3.3.2-3",
                     .needs = Needs::session,
                     .occasions = {publish},
                     .about = "what a Server delivers matches a subscription of the Client",
                     .check = delivers_what_was_subscribed});
    rules.push_back(
        {.name = "delivers-at-granted-qos",
         .clause = "MQTT-3.8.4-5.b",
         .needs = Needs::session,
         .occasions = {publish},
         .about = "no delivery has a higher QoS than SUBACK granted to any subscription it matches",
         .check = delivers_at_granted_qos});
    for (auto const& rule : client_rules()) {
        rules.push_back(rule);
        rules.back().is_provocation = rule.clause == "MQTT-3.8.3-4";
    }
    return rules;
}

} // namespace mqttspec::rules
