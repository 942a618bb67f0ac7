// SPDX-License-Identifier: Apache-2.0
// First packets, CONNACK (3.2), the ends of connections (3.14), Keep Alive (3.1.2.10), WebSockets (6).
#include "rules/tables.hpp"

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;

Word first_is_connect(Sight const& sight)
{
    if (sight.connection.from_client > 0)
        return Word::nothing;
    return kept_if(sight.get<wire::Connect>() != nullptr);
}

Word connects_once(Sight const& sight)
{
    return kept_if(!sight.connection.has_connect);
}

Word first_is_connack(Sight const& sight)
{
    if (sight.connection.from_server > 0)
        return Word::nothing;
    return kept_if(sight.get<wire::Connack>() != nullptr);
}

/// The CONNACK that accepts, with Clean Session as it must be for the rule to speak.
wire::Connack const* acceptance(Sight const& sight, bool is_clean)
{
    auto const* packet = sight.get<wire::Connack>();
    auto const& connection = sight.connection;
    bool const is_answer = connection.has_connect && !connection.has_connack && is_readable(sight.decoded);
    return is_answer && packet->return_code == 0 && connection.is_clean == is_clean ? packet : nullptr;
}

Word clean_has_no_session(Sight const& sight)
{
    auto const* packet = acceptance(sight, true);
    return packet == nullptr ? Word::nothing : kept_if(!packet->session_present());
}

Word tells_the_stored_session(Sight const& sight)
{
    auto const* packet = acceptance(sight, false);
    // Whether a Session without subscriptions is one is disputed, which is nothing for a rule.
    auto const& previous = sight.connection.previous;
    bool const is_due = sight.connection.stored == Stored::yes && sight.knowledge.keeps_sessions &&
                        previous != nullptr && previous->subscriptions.were_granted();
    return packet == nullptr || !is_due ? Word::nothing : kept_if(packet->session_present());
}

Word tells_that_none_is_stored(Sight const& sight)
{
    auto const* packet = acceptance(sight, false);
    bool const is_due = sight.connection.stored == Stored::no;
    return packet == nullptr || !is_due ? Word::nothing : kept_if(!packet->session_present());
}

Word refusal_has_no_session(Sight const& sight)
{
    auto const* packet = sight.get<wire::Connack>();
    if (!is_readable(sight.decoded) || packet->return_code == 0)
        return Word::nothing;
    return kept_if(!packet->session_present());
}

Word refusal_is_the_last_packet(Sight const& sight)
{
    bool const was_refused = sight.connection.has_connack && sight.connection.return_code != 0;
    return was_refused ? Word::broken : Word::nothing;
}

Word refusal_is_the_end(Sight const& sight)
{
    bool const was_refused = sight.connection.has_connack && sight.connection.return_code != 0;
    return was_refused ? Word::kept : Word::nothing;
}

Word nothing_or_the_end(Sight const& sight)
{
    return sight.is_end ? refusal_is_the_end(sight) : refusal_is_the_last_packet(sight);
}

Word nothing_after_disconnect(Sight const& sight)
{
    if (sight.connection.has_disconnect)
        return Word::broken;
    return sight.get<wire::Disconnect>() != nullptr ? Word::kept : Word::nothing;
}

Word keeps_alive(Sight const& sight)
{
    auto const& connection = sight.connection;
    if (!connection.has_connect || connection.has_disconnect || connection.keep_alive == 0)
        return Word::nothing;
    // Less than, since a case that waits for the packet ends at that very time when it does not come.
    auto const too_long = std::chrono::seconds{connection.keep_alive} + sight.knowledge.slack;
    return kept_if(sight.now - connection.last_from_client < too_long);
}

Word comes_in_binary_frames(Sight const& sight)
{
    return sight.frame == Frame::empty_text ? Word::nothing : kept_if(sight.frame == Frame::binary);
}

std::vector<Rule> client_rules()
{
    return {
        {.name = "first-packet-is-connect",
         .clause = "MQTT-3.1.0-1",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = Occasions::all_packets(),
         .about = "the first packet of a Client is CONNECT",
         .check = first_is_connect},
        {.name = "connects-once",
         .clause = "MQTT-3.1.0-2",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = {connect},
         .about = "a Client sends CONNECT once on a connection",
         .check = connects_once,
         .is_provocation = true},
        {.name = "keeps-alive",
         .clause = "MQTT-3.1.2-23.a",
         .role = Role::client,
         .needs = Needs::connection,
         .occasions = Occasions::all_packets().and_end(),
         .about = "no more than the Keep Alive passes between two packets of a Client",
         .check = keeps_alive,
         .is_timed = true},
        {.name = "nothing-after-disconnect",
         .clause = "MQTT-3.14.4-2",
         .role = Role::client,
         .needs = Needs::nothing,
         .occasions = Occasions::all_packets(),
         .about = "a Client sends nothing after DISCONNECT",
         .check = nothing_after_disconnect},
    };
}

} // namespace

std::vector<Rule> connection_rules()
{
    auto rules = client_rules();
    rules.push_back({.name = "first-packet-is-connack",
                     .clause = "MQTT-3.2.0-1",
                     .needs = Needs::connection,
                     .occasions = Occasions::all_packets(),
                     .about = "the first packet of a Server is CONNACK",
                     .check = first_is_connack});
    rules.push_back({.name = "no-session-for-clean-session",
                     .clause = "MQTT-3.2.2-1.a",
                     .needs = Needs::connection,
                     .occasions = {connack},
                     .about = "Clean Session 1 is accepted with Session Present 0",
                     .check = clean_has_no_session});
    rules.push_back(
        {.name = "stored-session-is-present",
         .clause = "MQTT-3.2.2-2",
         .needs = Needs::connection,
         .occasions = {connack},
         .about = "where the Server keeps a Session, Clean Session 0 is accepted with Session Present 1",
         .check = tells_the_stored_session});
    rules.push_back(
        {.name = "new-session-is-not-present",
         .clause = "MQTT-3.2.2-3.a",
         .needs = Needs::connection,
         .occasions = {connack},
         .about = "where the Server keeps no Session, Clean Session 0 is accepted with Session Present 0",
         .check = tells_that_none_is_stored});
    rules.push_back({.name = "no-session-in-refusal",
                     .clause = "MQTT-3.2.2-4",
                     .occasions = {connack},
                     .about = "a CONNACK that refuses has Session Present 0",
                     .check = refusal_has_no_session});
    rules.push_back({.name = "refusal-is-the-end",
                     .clause = "MQTT-3.2.2-5",
                     .needs = Needs::connection,
                     .occasions = Occasions::all_packets().and_end(),
                     .about = "after a CONNACK that refuses, a Server sends nothing more but closes",
                     .check = nothing_or_the_end});
    rules.push_back({.name = "return-code-of-connack",
                     .clause = "MQTT-3.2.2-6",
                     .occasions = {connack},
                     .about = "CONNACK has a return code of table 3.1",
                     .check = free_of<wire::Defect::reserved_return_code>});
    add_for_both(rules, {.name = "binary-frames-only",
                         .clause = "MQTT-6.0.0-1.a",
                         .occasions = Occasions::frames(),
                         .about = "over a WebSocket, MQTT travels in binary frames only",
                         .check = comes_in_binary_frames});
    return rules;
}

} // namespace mqttspec::rules
