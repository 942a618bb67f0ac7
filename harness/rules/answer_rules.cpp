// SPDX-License-Identifier: Apache-2.0
// What must come at some time, for which the standard sets none: answers, and the ends of connections. How a
// missing answer is told from a late one is said at `Debts`.
#include "rules/tables.hpp"

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;

constexpr Occasions all_answers{puback, pubrec, pubrel, pubcomp, suback, unsuback, pingresp};

template <wire::PacketType answer>
Word is_sent(Sight const& sight)
{
    if (sight.paid == nullptr || !sight.connection.is_admitted())
        return Word::nothing;
    if (wire::type_of(sight.decoded.packet) == answer)
        return Word::kept;
    auto const& debts = sight.connection.debts_of(sight.sender);
    return debts.is_passed_over(answer, *sight.paid, sight.patience()) ? Word::broken : Word::nothing;
}

template <wire::PacketType answer>
Rule owed(std::string_view name, std::string_view clause, std::string_view about)
{
    return {.name = name,
            .clause = clause,
            .needs = Needs::connection,
            .occasions = all_answers,
            .about = about,
            .check = is_sent<answer>,
            .is_timed = true};
}

/// What is to be said of the end of a connection that is overdue for that long.
Word end_is_in_time(Sight const& sight, trace::Time overdue)
{
    if (overdue <= sight.patience())
        return Word::kept;
    return sight.knowledge.sees_ends_in_time ? Word::broken : Word::nothing;
}

trace::Time allowed_silence(Connection const& connection)
{
    return std::chrono::milliseconds{1500} * connection.keep_alive;
}

/// It still answers a packet before which the Client was silent for too long.
Word serves_the_silent(Sight const& sight)
{
    if (sight.paid == nullptr || !sight.connection.is_admitted() || sight.connection.keep_alive == 0)
        return Word::nothing;
    bool const is_late = sight.paid->gap > allowed_silence(sight.connection) + sight.patience();
    return is_late ? Word::broken : Word::nothing;
}

/// The connection ended about when the Server had to end it, or much later.
Word ends_the_silent(Sight const& sight)
{
    auto const& connection = sight.connection;
    auto const silence = sight.now - connection.last_from_client;
    auto const allowed = allowed_silence(connection);
    bool const is_due = connection.is_admitted() && connection.keep_alive > 0 && !connection.has_disconnect;
    if (!is_due || silence < allowed)
        return Word::nothing;
    return end_is_in_time(sight, silence - allowed);
}

Word closes_for_silence(Sight const& sight)
{
    return sight.is_end ? ends_the_silent(sight) : serves_the_silent(sight);
}

/// It still answers what came long after another connection with the same Client Identifier was accepted.
Word closes_what_is_displaced(Sight const& sight)
{
    auto const& displaced = sight.connection.displaced;
    if (!displaced || !sight.connection.was_seen_whole)
        return Word::nothing;
    if (sight.is_end)
        return end_is_in_time(sight, sight.now - *displaced);
    bool const is_late = sight.paid != nullptr && sight.paid->since > *displaced &&
                         sight.paid->since - *displaced >= sight.patience();
    return is_late ? Word::broken : Word::nothing;
}

Word closes_after_disconnect(Sight const& sight)
{
    if (!sight.connection.has_disconnect)
        return Word::nothing;
    return end_is_in_time(sight, sight.now - sight.connection.disconnected);
}

} // namespace

std::vector<Rule> answer_rules()
{
    std::vector<Rule> rules;
    add_for_both(rules, owed<puback>("puback-is-sent", "MQTT-4.3.2-2.a", "a PUBLISH at QoS 1 is answered"));
    add_for_both(rules, owed<pubrec>("pubrec-is-sent", "MQTT-4.3.3-2.a", "a PUBLISH at QoS 2 is answered"));
    add_for_both(rules, owed<pubrel>("pubrel-is-sent", "MQTT-4.3.3-1.d", "PUBREC is answered with PUBREL"));
    add_for_both(rules,
                 owed<pubcomp>("pubcomp-is-sent", "MQTT-4.3.3-2.d", "PUBREL is answered with PUBCOMP"));
    rules.push_back(owed<suback>("suback-is-sent", "MQTT-3.8.4-1", "SUBSCRIBE is answered with SUBACK"));
    rules.push_back(
        owed<unsuback>("unsuback-is-sent", "MQTT-3.10.4-4.a", "UNSUBSCRIBE is answered with UNSUBACK"));
    rules.push_back(owed<pingresp>("pingresp-is-sent", "MQTT-3.12.4-1", "PINGREQ is answered with PINGRESP"));
    rules.push_back({.name = "closes-for-silence",
                     .clause = "MQTT-3.1.2-24.a",
                     .needs = Needs::connection,
                     .occasions = all_answers.and_end(),
                     .about = "a Client that is silent for 1.5 times the Keep Alive is disconnected",
                     .check = closes_for_silence,
                     .is_timed = true});
    rules.push_back({.name = "takeover-closes-the-older",
                     .clause = "MQTT-3.1.4-2",
                     .needs = Needs::nothing,
                     .occasions = all_answers.and_end(),
                     .about = "a Client is disconnected once another with its Client Identifier is accepted",
                     .check = closes_what_is_displaced,
                     .is_timed = true});
    rules.push_back({.name = "closes-after-disconnect",
                     .clause = "MQTT-3.14.4-1",
                     .role = Role::client,
                     .needs = Needs::connection,
                     .occasions = Occasions{}.and_end(),
                     .about = "a Client closes the connection after DISCONNECT",
                     .check = closes_after_disconnect,
                     .is_timed = true});
    return rules;
}

} // namespace mqttspec::rules
