// SPDX-License-Identifier: Apache-2.0
// The exchanges of messages above QoS 0 (2.3.1, 3.3 to 3.7, 4.3). Every rule allows for what may be under
// way: an acknowledgement that was seen here need not have been seen yet by the other side.
#include "rules/tables.hpp"

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;
using Stage = Exchange::Stage;

/// A PUBLISH above QoS 0 with an identifier whose exchange has not ended.
struct Repeat
{
    wire::Publish const* packet = nullptr;
    Exchange const* exchange = nullptr; ///< Absent for a new identifier.
    bool is_same = false;               ///< The same message again.
};

Repeat look_at(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    if (packet->qos == 0 || packet->packet_id.value_or(0) == 0)
        return {};
    auto const* exchange = sight.own().find(*packet->packet_id);
    return {packet, exchange, exchange != nullptr && exchange->is_of(sight.content, packet->qos)};
}

/// Whether it can be blamed for what it holds: of a Server, only if it was seen on this connection. What a
/// Server lost or dropped between two connections is another matter.
bool counts(Sight const& sight, Exchange const& exchange)
{
    return exchange.connection == sight.connection.id ||
           (sight.sender == Role::client && sight.knows_session);
}

Word takes_unused_id(Sight const& sight)
{
    auto const it = look_at(sight);
    if (it.packet == nullptr)
        return Word::nothing;
    bool const is_taken = it.exchange != nullptr && !it.is_same && counts(sight, *it.exchange) &&
                          it.exchange->stage == Stage::published;
    bool const is_requested =
        sight.sender == Role::client && sight.session.requests.contains(*it.packet->packet_id);
    return kept_if(!is_taken && !is_requested);
}

template <std::uint8_t qos>
Word takes_unused_id_at(Sight const& sight)
{
    auto const* packet = sight.get<wire::Publish>();
    return packet->qos == qos ? takes_unused_id(sight) : Word::nothing;
}

/// An identifier is free only behind PUBACK or PUBCOMP, so not between PUBREC and PUBCOMP.
Word keeps_id_to_the_end(Sight const& sight)
{
    auto const it = look_at(sight);
    if (it.exchange == nullptr || it.exchange->stage == Stage::published || !counts(sight, *it.exchange))
        return it.packet == nullptr ? Word::nothing : Word::kept;
    bool const is_anew = !it.is_same || (it.exchange->stage == Stage::released && !it.packet->dup);
    return kept_if(!is_anew);
}

Word repeats_with_dup(Sight const& sight)
{
    auto const it = look_at(sight);
    if (!it.is_same || it.exchange->stage == Stage::released)
        return Word::nothing;
    bool const is_known = it.exchange->connection == sight.connection.id || sight.knows_session;
    return is_known ? kept_if(it.packet->dup) : Word::nothing;
}

/// The first send of a message in a Session that began with this connection: nothing can have gone before. A
/// Client whose Session the Server has lost may go on with its own (3.2.2.2), of which nobody else knows.
template <std::uint8_t qos>
Word begins_without_dup(Sight const& sight)
{
    auto const it = look_at(sight);
    if (sight.sender == Role::client && !sight.connection.is_clean)
        return Word::nothing;
    bool const is_first = it.packet != nullptr && it.packet->qos == qos && it.exchange == nullptr &&
                          sight.knows_session && sight.session.began_on == sight.connection.id &&
                          !sight.own().knows(*it.packet->packet_id);
    return is_first ? kept_if(!it.packet->dup) : Word::nothing;
}

Word does_not_publish_after_pubrel(Sight const& sight)
{
    auto const it = look_at(sight);
    if (it.exchange == nullptr || it.exchange->stage != Stage::released)
        return Word::nothing;
    return kept_if(!(it.is_same && it.packet->dup));
}

/// PUBACK or PUBREC without a PUBLISH that bore its identifier.
bool answers_nothing(Sight const& sight, std::uint16_t id)
{
    return sight.knows_session && sight.other().find(id) == nullptr && !sight.other().knows(id);
}

bool can_be_for_qos_0(Sight const& sight)
{
    return sight.sender == Role::server && sight.other().is_empty() && sight.connection.at_qos_0 > 0;
}

Word answers_a_publish(Sight const& sight)
{
    if (!is_readable(sight.decoded))
        return Word::nothing;
    auto const id = wire::packet_id_of(sight.decoded.packet).value_or(0);
    if (sight.other().find(id) != nullptr)
        return Word::kept;
    return answers_nothing(sight, id) && !can_be_for_qos_0(sight) ? Word::broken : Word::nothing;
}

Word does_not_answer_qos_0(Sight const& sight)
{
    if (sight.connection.at_qos_0 == 0 || !is_readable(sight.decoded))
        return Word::nothing;
    auto const id = wire::packet_id_of(sight.decoded.packet);
    if (!id)
        return Word::kept;
    return answers_nothing(sight, *id) && can_be_for_qos_0(sight) ? Word::broken : Word::nothing;
}

/// The kind of the answer. An identifier's second use is not judged: late answers to the first may still
/// come.
template <std::uint8_t qos, wire::PacketType right>
Word answers_with_its_kind(Sight const& sight)
{
    auto const id = wire::packet_id_of(sight.decoded.packet).value_or(0);
    auto const* exchange = is_readable(sight.decoded) ? sight.other().find(id) : nullptr;
    if (exchange == nullptr || exchange->qos != qos || !exchange->is_first_use)
        return Word::nothing;
    return kept_if(wire::type_of(sight.decoded.packet) == right);
}

Word releases_a_publish(Sight const& sight)
{
    auto const* packet = sight.get<wire::Pubrel>();
    if (!is_readable(sight.decoded))
        return Word::nothing;
    auto const* exchange = sight.own().find(packet->packet_id);
    if (exchange != nullptr && exchange->qos == 2)
        return Word::kept;
    return sight.knows_session && !sight.own().knows_receipt(packet->packet_id) ? Word::broken
                                                                                : Word::nothing;
}

Exchange const* released_too_early(Sight const& sight)
{
    auto const* packet = sight.get<wire::Pubrel>();
    auto const* exchange = is_readable(sight.decoded) ? sight.own().find(packet->packet_id) : nullptr;
    bool const is_early = exchange != nullptr && exchange->qos == 2 && exchange->stage == Stage::published &&
                          exchange->connection == sight.connection.id;
    return is_early ? exchange : nullptr;
}

Word releases_what_was_received(Sight const& sight)
{
    auto const* exchange = sight.own().find(sight.get<wire::Pubrel>()->packet_id);
    if (exchange == nullptr || exchange->qos != 2)
        return Word::nothing;
    return kept_if(released_too_early(sight) == nullptr || sight.own().unreleased() == 0);
}

Word waits_for_pubrec(Sight const& sight)
{
    auto const* exchange = sight.own().find(sight.get<wire::Pubrel>()->packet_id);
    if (exchange == nullptr || exchange->qos != 2)
        return Word::nothing;
    return kept_if(released_too_early(sight) == nullptr || sight.own().unreleased() > 0);
}

Word completes_a_pubrel(Sight const& sight)
{
    auto const* packet = sight.get<wire::Pubcomp>();
    if (!is_readable(sight.decoded))
        return Word::nothing;
    if (sight.other().knows_release(packet->packet_id))
        return Word::kept;
    return sight.knows_session ? Word::broken : Word::nothing;
}

/// A SUBSCRIBE or UNSUBSCRIBE under an identifier that is in use.
Word requests_under_unused_id(Sight const& sight)
{
    auto const id = wire::packet_id_of(sight.decoded.packet).value_or(0);
    if (id == 0 || !is_readable(sight.decoded))
        return Word::nothing;
    auto const request = sight.session.requests.find(id);
    bool const is_other = request != sight.session.requests.end() &&
                          (request->second.type != wire::type_of(sight.decoded.packet) ||
                           request->second.digest != digest_of_request(sight.decoded.packet));
    auto const* exchange = sight.own().find(id);
    return kept_if(!is_other && (exchange == nullptr || !counts(sight, *exchange)));
}

Rule on_publish(Role role, std::string_view name, std::string_view clause, std::string_view about,
                Word (*check)(Sight const&), std::string_view follows_from = {})
{
    return {.name = name,
            .clause = clause,
            .role = role,
            .needs = Needs::connection,
            .occasions = {publish},
            .about = about,
            .check = check,
            .follows_from = follows_from};
}

std::vector<Rule> identifier_rules()
{
    auto const unused = std::string_view{"a new message takes a Packet Identifier that is not in use"};
    auto const anew = std::string_view{"a Packet Identifier is used anew only after PUBACK or PUBCOMP"};
    return {
        on_publish(Role::server, "takes-unused-packet-id", "MQTT-2.3.1-4.a", unused, takes_unused_id),
        on_publish(Role::server, "keeps-packet-id-to-the-end", "MQTT-2.3.1-4.c", anew, keeps_id_to_the_end),
        on_publish(Role::server, "takes-unused-packet-id-at-qos-1", "MQTT-4.3.2-1.a", unused,
                   takes_unused_id_at<1>, "MQTT-2.3.1-4.a"),
        on_publish(Role::server, "takes-unused-packet-id-at-qos-2", "MQTT-4.3.3-1.a", unused,
                   takes_unused_id_at<2>, "MQTT-2.3.1-4.a"),
        on_publish(Role::client, "takes-unused-packet-id", "MQTT-2.3.1-2", unused, takes_unused_id),
        {.name = "requests-under-unused-packet-id",
         .clause = "MQTT-2.3.1-2",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = {subscribe, unsubscribe},
         .about = "SUBSCRIBE and UNSUBSCRIBE take a Packet Identifier that is not in use",
         .check = requests_under_unused_id},
        on_publish(Role::client, "keeps-packet-id-to-the-end", "MQTT-2.3.1-3.b", anew, keeps_id_to_the_end),
        on_publish(Role::client, "takes-unused-packet-id-at-qos-1", "MQTT-4.3.2-1.a", unused,
                   takes_unused_id_at<1>, "MQTT-2.3.1-2"),
        on_publish(Role::client, "takes-unused-packet-id-at-qos-2", "MQTT-4.3.3-1.a", unused,
                   takes_unused_id_at<2>, "MQTT-2.3.1-2"),
    };
}

void add_publish_rules(std::vector<Rule>& rules)
{
    add_for_both(rules, on_publish({}, "repeats-with-dup", "MQTT-3.3.1-1",
                                   "a PUBLISH that is sent again has DUP 1", repeats_with_dup));
    add_for_both(rules, on_publish({}, "begins-without-dup-at-qos-1", "MQTT-4.3.2-1.b",
                                   "a message at QoS 1 is first sent with DUP 0", begins_without_dup<1>));
    add_for_both(rules, on_publish({}, "begins-without-dup-at-qos-2", "MQTT-4.3.3-1.b",
                                   "a message at QoS 2 is first sent with DUP 0", begins_without_dup<2>));
    add_for_both(rules, on_publish({}, "no-publish-after-pubrel", "MQTT-4.3.3-1.f",
                                   "a PUBLISH is not sent again once its PUBREL is out",
                                   does_not_publish_after_pubrel));
}

void add_answer_rules(std::vector<Rule>& rules)
{
    Rule rule{.name = "answers-a-publish",
              .clause = "MQTT-2.3.1-6.a",
              .needs = Needs::connection,
              .occasions = {puback, pubrec},
              .about = "PUBACK and PUBREC bear the Packet Identifier of a PUBLISH",
              .check = answers_a_publish};
    add_for_both(rules, rule);
    rule = {.name = "releases-a-publish",
            .clause = "MQTT-2.3.1-6.b",
            .needs = Needs::connection,
            .occasions = {pubrel},
            .about = "PUBREL bears the Packet Identifier of a PUBLISH at QoS 2",
            .check = releases_a_publish};
    add_for_both(rules, rule);
    rule = {.name = "no-answer-to-qos-0",
            .clause = "MQTT-3.3.4-1.a",
            .needs = Needs::connection,
            .occasions = {puback, pubrec, pingresp},
            .about = "a PUBLISH at QoS 0 is not answered",
            .check = does_not_answer_qos_0};
    rules.push_back(rule);
    rule = {.name = "puback-for-qos-1",
            .clause = "MQTT-3.3.4-1.b",
            .needs = Needs::connection,
            .occasions = {puback, pubrec},
            .about = "a PUBLISH at QoS 1 is answered with PUBACK",
            .check = answers_with_its_kind<1, puback>};
    add_for_both(rules, rule);
    rule = {.name = "pubrec-for-qos-2",
            .clause = "MQTT-3.3.4-1.c",
            .needs = Needs::connection,
            .occasions = {puback, pubrec},
            .about = "a PUBLISH at QoS 2 is answered with PUBREC",
            .check = answers_with_its_kind<2, pubrec>};
    add_for_both(rules, rule);
    rule = {.name = "waits-for-pubrec",
            .clause = "MQTT-4.3.3-1.c",
            .needs = Needs::connection,
            .occasions = {pubrel},
            .about = "a PUBLISH at QoS 2 counts as unacknowledged until PUBREC: no PUBREL before",
            .check = waits_for_pubrec};
    add_for_both(rules, rule);
    rule = {.name = "releases-what-was-received",
            .clause = "MQTT-4.3.3-1.d",
            .needs = Needs::connection,
            .occasions = {pubrel},
            .about = "PUBREL has the Packet Identifier of the PUBREC that it answers",
            .check = releases_what_was_received};
    add_for_both(rules, rule);
    rule = {.name = "completes-a-pubrel",
            .clause = "MQTT-4.3.3-2.d",
            .needs = Needs::connection,
            .occasions = {pubcomp},
            .about = "PUBCOMP has the Packet Identifier of a PUBREL",
            .check = completes_a_pubrel};
    add_for_both(rules, rule);
}

} // namespace

std::vector<Rule> message_rules()
{
    auto rules = identifier_rules();
    add_publish_rules(rules);
    add_answer_rules(rules);
    return rules;
}

} // namespace mqttspec::rules
