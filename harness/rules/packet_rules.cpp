// SPDX-License-Identifier: Apache-2.0
// What a single packet shows, whoever sends it.
#include "rules/tables.hpp"
#include "rules/topic_filter.hpp"

#include <algorithm>

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;
using enum wire::Defect;

constexpr Occasions all_but_publish{connect, connack,     puback,   pubrec,  pubrel,   pubcomp,   subscribe,
                                    suback,  unsubscribe, unsuback, pingreq, pingresp, disconnect};
constexpr Occasions with_strings{connect, publish, subscribe, unsubscribe};

Word publish_has_packet_id(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    bool const is_unreadable =
        sight.find(truncated, "topic") != nullptr || sight.find(remaining_length) != nullptr;
    if (packet->qos == 0 || packet->qos == 3 || is_unreadable)
        return Word::nothing;
    return kept_if(packet->packet_id.value_or(0) != 0);
}

template <class P>
Word has_packet_id(Sight const& sight)
{
    if (sight.find(remaining_length) != nullptr)
        return Word::nothing;
    return kept_if(sight.find(truncated, "packet_id") == nullptr && sight.get<P>()->packet_id != 0);
}

Word qos_0_has_dup_0(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    return packet->qos != 0 ? Word::nothing : kept_if(!packet->dup);
}

Word has_topic(Sight const& sight)
{
    return kept_if(sight.find(truncated, "topic") == nullptr);
}

Word has_utf8_topic(Sight const& sight)
{
    return kept_if(sight.find(ill_formed_utf8, "topic") == nullptr);
}

/// Of the Topic Name in a PUBLISH, or the one of a Will; and, where asked for, of each Topic Filter.
template <class Test>
Word each_topic(Sight const& sight, bool with_filters, Test test)
{
    if (auto const* it = sight.get<wire::Publish>())
        return sight.find(truncated, "topic") != nullptr ? Word::nothing : kept_if(test(it->topic));
    if (auto const* it = sight.get<wire::Connect>())
        return it->will && is_readable(sight.decoded) ? kept_if(test(it->will->topic)) : Word::nothing;
    if (!with_filters || !is_readable(sight.decoded))
        return Word::nothing;
    if (auto const* it = sight.get<wire::Subscribe>())
        return kept_if(std::ranges::all_of(it->filters, test, &wire::Subscription::filter));
    if (auto const* it = sight.get<wire::Unsubscribe>())
        return kept_if(std::ranges::all_of(it->filters, test));
    return Word::nothing;
}

Word has_no_wildcard(Sight const& sight)
{
    return each_topic(sight, false, [](std::string const& text) { return !has_wildcard(text); });
}

Word is_not_empty(Sight const& sight)
{
    return each_topic(sight, true, [](std::string const& text) { return !text.empty(); });
}

Word has_no_null(Sight const& sight)
{
    return each_topic(sight, true,
                      [](std::string const& text) { return text.find('\0') == std::string::npos; });
}

void add_strings_and_topics(std::vector<Rule>& rules)
{
    Rule rule{.name = "well-formed-strings",
              .clause = "MQTT-1.5.3-1.a",
              .occasions = with_strings,
              .about = "strings are well-formed UTF-8 without surrogates",
              .check = free_of<ill_formed_utf8>};
    add_for_both(rules, rule);
    rule = {.name = "no-null-character",
            .clause = "MQTT-1.5.3-2.a",
            .occasions = with_strings,
            .about = "strings hold no U+0000",
            .check = free_of<null_character>};
    add_for_both(rules, rule);
    rule = {.name = "topic-name-is-there",
            .clause = "MQTT-3.3.2-1.a",
            .occasions = {publish},
            .about = "a PUBLISH begins with a whole Topic Name",
            .check = has_topic};
    add_for_both(rules, rule);
    rule = {.name = "topic-name-is-utf8",
            .clause = "MQTT-3.3.2-1.b",
            .occasions = {publish},
            .about = "the Topic Name in a PUBLISH is UTF-8",
            .check = has_utf8_topic,
            .follows_from = "MQTT-1.5.3-1.a"};
    add_for_both(rules, rule);
    rule = {.name = "no-wildcard-in-publish",
            .clause = "MQTT-3.3.2-2",
            .occasions = {publish},
            .about = "the Topic Name in a PUBLISH holds no wildcard",
            .check = has_no_wildcard};
    add_for_both(rules, rule);
    rule = {.name = "wildcards-in-filters-only",
            .clause = "MQTT-4.7.1-1",
            .occasions = {publish, connect},
            .about = "a Topic Name holds no wildcard",
            .check = has_no_wildcard,
            .follows_from = "MQTT-3.3.2-2"};
    add_for_both(rules, rule);
    rule = {.name = "no-empty-topic",
            .clause = "MQTT-4.7.3-1",
            .occasions = with_strings,
            .about = "Topic Names and Topic Filters have a character at least",
            .check = is_not_empty};
    add_for_both(rules, rule);
    rule = {.name = "no-null-in-topics",
            .clause = "MQTT-4.7.3-2",
            .occasions = with_strings,
            .about = "Topic Names and Topic Filters hold no U+0000",
            .check = has_no_null,
            .follows_from = "MQTT-1.5.3-2.a"};
    add_for_both(rules, rule);
}

void add_flags_and_ids(std::vector<Rule>& rules)
{
    Rule rule{.name = "reserved-flags",
              .clause = "MQTT-2.2.2-1",
              .occasions = all_but_publish,
              .about = "the flags of the first byte are those of table 2.2",
              .check = free_of<reserved_flags>};
    add_for_both(rules, rule);
    rule = {.name = "publish-has-packet-id",
            .clause = "MQTT-2.3.1-1.a",
            .occasions = {publish},
            .about = "a PUBLISH above QoS 0 has a Packet Identifier, and not 0",
            .check = publish_has_packet_id};
    add_for_both(rules, rule);
    rule = {.name = "no-dup-at-qos-0",
            .clause = "MQTT-3.3.1-2",
            .occasions = {publish},
            .about = "a PUBLISH at QoS 0 has DUP 0",
            .check = qos_0_has_dup_0};
    add_for_both(rules, rule);
    rule = {.name = "qos-0-is-sent-once",
            .clause = "MQTT-4.3.1-1.b",
            .occasions = {publish},
            .about = "a message at QoS 0 is sent with DUP 0",
            .check = qos_0_has_dup_0,
            .follows_from = "MQTT-3.3.1-2"};
    add_for_both(rules, rule);
    rule = {.name = "no-qos-3",
            .clause = "MQTT-3.3.1-4.a",
            .occasions = {publish},
            .about = "no PUBLISH has both QoS bits set",
            .check = free_of<invalid_qos>};
    add_for_both(rules, rule);
    rule = {.name = "pubrel-flags",
            .clause = "MQTT-3.6.1-1.a",
            .occasions = {pubrel},
            .about = "PUBREL has the flags 0010",
            .check = free_of<reserved_flags>,
            .follows_from = "MQTT-2.2.2-1"};
    add_for_both(rules, rule);
}

void add_those_of_clients(std::vector<Rule>& rules)
{
    rules.push_back({.name = "subscribe-has-packet-id",
                     .clause = "MQTT-2.3.1-1.b",
                     .role = Role::client,
                     .occasions = {subscribe},
                     .about = "a SUBSCRIBE has a Packet Identifier other than 0",
                     .check = has_packet_id<wire::Subscribe>});
    rules.push_back({.name = "unsubscribe-has-packet-id",
                     .clause = "MQTT-2.3.1-1.c",
                     .role = Role::client,
                     .occasions = {unsubscribe},
                     .about = "an UNSUBSCRIBE has a Packet Identifier other than 0",
                     .check = has_packet_id<wire::Unsubscribe>});
    rules.push_back({.name = "subscribe-flags",
                     .clause = "MQTT-3.8.1-1.a",
                     .role = Role::client,
                     .occasions = {subscribe},
                     .about = "SUBSCRIBE has the flags 0010",
                     .check = free_of<reserved_flags>,
                     .follows_from = "MQTT-2.2.2-1"});
    rules.push_back({.name = "unsubscribe-flags",
                     .clause = "MQTT-3.10.1-1.a",
                     .role = Role::client,
                     .occasions = {unsubscribe},
                     .about = "UNSUBSCRIBE has the flags 0010",
                     .check = free_of<reserved_flags>,
                     .follows_from = "MQTT-2.2.2-1"});
    rules.push_back({.name = "disconnect-flags",
                     .clause = "MQTT-3.14.1-1",
                     .role = Role::client,
                     .occasions = {disconnect},
                     .about = "DISCONNECT has the flags 0000",
                     .check = free_of<reserved_flags>,
                     .follows_from = "MQTT-2.2.2-1",
                     .is_provocation = true});
}

} // namespace

std::vector<Rule> packet_rules()
{
    std::vector<Rule> rules;
    add_strings_and_topics(rules);
    add_flags_and_ids(rules);
    add_those_of_clients(rules);
    rules.push_back({.name = "return-codes-of-suback",
                     .clause = "MQTT-3.9.3-2",
                     .occasions = {suback},
                     .about = "SUBACK holds no return code but 0, 1, 2 and 0x80",
                     .check = free_of<reserved_return_code>});
    return rules;
}

} // namespace mqttspec::rules
