// SPDX-License-Identifier: Apache-2.0
// What becomes of a message between the Client that published it and those that get it, where both were seen
// and one message can be told from all others by its content. Somebody who is not seen may publish the same:
// unless everybody is, only a delivery that follows soon, for a subscription that was there, is taken for
// that of the message. What a Session that is older than its connection may have stored is left out.
#include "rules/follow.hpp"
#include "rules/tables.hpp"

#include <algorithm>

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;
using Entry = Subscriptions::Entry;

/// Whether a known message comes so soon that nobody else can well have published the same.
bool comes_soon(Sight const& sight)
{
    constexpr trace::Time soon = std::chrono::seconds{10};
    return sight.knowledge.is_whole || sight.now - sight.message->published.at <= soon;
}

/// The one subscription that a known message is delivered for.
Entry const* cause_of(Sight const& sight)
{
    auto const* entry = sight.match.sole;
    if (sight.message == nullptr || entry == nullptr || !is_readable(sight.decoded) || !comes_soon(sight))
        return nullptr;
    bool const is_live =
        sight.message->published.count > entry->answered.count && !sight.get<wire::Publish>()->retain;
    return sight.knowledge.is_whole || is_live ? entry : nullptr;
}

bool was_delivered_here(Sight const& sight)
{
    auto const& places = sight.message->delivered_on;
    return std::ranges::find(places, sight.connection.id) != places.end();
}

/// The same, if it was not delivered before: the second time it may be what somebody else has published.
Entry const* cause_of_first(Sight const& sight)
{
    auto const* entry = cause_of(sight);
    return entry != nullptr && (sight.knowledge.is_whole || !was_delivered_here(sight)) ? entry : nullptr;
}

bool began_here(Sight const& sight)
{
    return sight.session.began_on == sight.connection.id;
}

/// Whether the packet sends a message again that is still under way.
bool is_again(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    auto const* exchange = packet->qos > 0 ? sight.own().find(packet->packet_id.value_or(0)) : nullptr;
    return packet->dup || (exchange != nullptr && exchange->is_of(sight.content, packet->qos));
}

Word delivers_at_the_lower_qos(Sight const& sight)
{
    auto const* entry = cause_of_first(sight);
    if (entry == nullptr)
        return Word::nothing;
    int const due = std::min<int>(sight.message->qos, entry->highest_granted);
    return kept_if(sight.get<wire::Publish>()->qos == due);
}

/// A message that was published long after the subscription came about, and long after the last of those
/// that may be retained ones from before.
Word live_delivery_has_no_retain(Sight const& sight)
{
    auto const* entry = sight.match.sole;
    if (sight.message == nullptr || entry == nullptr || !is_readable(sight.decoded) || !comes_soon(sight))
        return Word::nothing;
    auto const quiet = std::max(entry->answered.at, sight.connection.last_unknown_retained);
    bool const is_live = sight.message->published.count > entry->answered.count &&
                         sight.message->published.at - quiet >= sight.patience();
    return is_live ? kept_if(!sight.get<wire::Publish>()->retain) : Word::nothing;
}

/// Whether it was published long before its subscription, in a Session that cannot have stored it.
bool is_from_before(Sight const& sight, Entry const* entry)
{
    return entry != nullptr && began_here(sight) && !is_again(sight) &&
           sight.message->published.count < entry->requested.count &&
           entry->requested.at - sight.message->published.at >= sight.patience();
}

Word retained_delivery_has_retain(Sight const& sight)
{
    if (!is_from_before(sight, cause_of(sight)) || !sight.message->is_retained)
        return Word::nothing;
    return kept_if(sight.get<wire::Publish>()->retain);
}

Word retains_what_is_to_be_retained(Sight const& sight)
{
    auto const* entry = cause_of(sight);
    if (entry == nullptr)
        return Word::nothing;
    return kept_if(sight.message->is_retained || !is_from_before(sight, entry));
}

Word adds_nothing_after_unsuback(Sight const& sight)
{
    if (sight.message == nullptr || !is_readable(sight.decoded))
        return Word::nothing;
    auto const& deleted = sight.match.deleted;
    return deleted ? kept_if(sight.message->published.count < deleted->count) : Word::nothing;
}

/// At QoS 2 a Server may pass a message on at its PUBLISH or at its PUBREL: both must have come before.
bool came_before(Message const& message, Latest const& latest)
{
    return message.published.count < latest.published &&
           (message.qos < 2 || message.release < latest.release);
}

Word delivers_in_order(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    if (cause_of_first(sight) == nullptr || !began_here(sight) || packet->retain || is_again(sight) ||
        sight.message->was_repeated)
        return Word::nothing;
    auto const& delivered = sight.connection.delivered;
    auto const latest = delivered.find(order_key(*sight.message, *packet));
    if (latest == delivered.end() || latest->second.published == sight.message->published.count)
        return Word::nothing;
    return kept_if(!came_before(*sight.message, latest->second));
}

Word delivers_a_repeat_once(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    if (cause_of(sight) == nullptr || !sight.message->was_repeated || packet->qos == 1 || packet->retain ||
        is_again(sight))
        return Word::nothing;
    return kept_if(!was_delivered_here(sight));
}

/// A Will is sure to be that of the connection that ended with DISCONNECT only if no earlier one of its
/// Client can have left it behind.
Word publishes_no_withdrawn_will(Sight const& sight)
{
    auto const* will = sight.knowledge.is_whole ? sight.will : nullptr;
    if (will == nullptr || !began_here(sight) || sight.get<wire::Publish>()->retain)
        return Word::nothing;
    if (!will->is_withdrawn)
        return Word::kept;
    bool const is_sure = will->is_the_first || will->withdrawn - will->began >= sight.patience();
    return is_sure ? Word::broken : Word::nothing;
}

Rule on_delivery(std::string_view name, std::string_view clause, std::string_view about,
                 Word (*check)(Sight const&))
{
    return {.name = name,
            .clause = clause,
            .needs = Needs::session,
            .occasions = {publish},
            .about = about,
            .check = check};
}

Rule timed(Rule rule)
{
    rule.is_timed = true;
    return rule;
}

} // namespace

std::vector<Rule> delivery_rules()
{
    return {
        on_delivery(
            "delivers-at-the-lower-qos", "MQTT-3.8.4-6",
            "a message is delivered at the lower of the QoS that it was published at and the one granted",
            delivers_at_the_lower_qos),
        timed(on_delivery("live-delivery-has-no-retain", "MQTT-3.3.1-9",
                          "what is published while a subscription stands is delivered with RETAIN 0",
                          live_delivery_has_no_retain)),
        timed(on_delivery("retained-delivery-has-retain", "MQTT-3.3.1-8",
                          "what was retained before a subscription came is delivered with RETAIN 1",
                          retained_delivery_has_retain)),
        timed(on_delivery("retains-on-demand-only", "MQTT-3.3.1-12.a",
                          "what was published with RETAIN 0 before a subscription came is not delivered",
                          retains_what_is_to_be_retained)),
        on_delivery("adds-nothing-after-unsuback", "MQTT-3.10.4-2",
                    "what is published after UNSUBACK is not delivered for the subscription that it ended",
                    adds_nothing_after_unsuback),
        on_delivery("delivers-in-order", "MQTT-4.6.0-6.b",
                    "messages of one Client, topic and QoS are delivered in the order in which they came",
                    delivers_in_order),
        on_delivery("delivers-a-repeat-once", "MQTT-4.3.3-2.c",
                    "a message at QoS 2 that its Client sent again before PUBREL is delivered once",
                    delivers_a_repeat_once),
        timed(on_delivery("no-will-after-disconnect", "MQTT-3.14.4-3",
                          "the Will of a connection that ended with DISCONNECT is not published",
                          publishes_no_withdrawn_will)),
    };
}

} // namespace mqttspec::rules
