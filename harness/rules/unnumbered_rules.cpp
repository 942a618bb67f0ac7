// SPDX-License-Identifier: Apache-2.0
// What the standard demands or draws without a number of its own: reported, never scored.
#include "rules/tables.hpp"

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;
using enum wire::Defect;

Word never(Sight const&)
{
    return Word::broken;
}

Word answers_connect_once(Sight const& sight)
{
    return kept_if(!sight.connection.has_connack);
}

/// What is missing or left over where no statement speaks of it.
Word is_whole(Sight const& sight)
{
    bool const is_topic =
        sight.find(truncated, "topic") != nullptr || sight.find(truncated, "packet_id") != nullptr;
    bool const is_numbered = sight.get<wire::Publish>() != nullptr && is_topic;
    bool const is_cut = sight.find(truncated) != nullptr && !is_numbered;
    return kept_if(!is_cut && sight.find(trailing_bytes) == nullptr &&
                   sight.find(remaining_length) == nullptr);
}

} // namespace

std::vector<Rule> unnumbered_rules()
{
    return {
        {.name = "connack-flags-are-zero",
         .occasions = {connack},
         .about = "bits 7 to 1 of the acknowledge flags in CONNACK are 0 (3.2.2.1)",
         .check = free_of<reserved_bits>},
        {.name = "answers-connect-once",
         .needs = Needs::connection,
         .occasions = {connack},
         .about = "a Server sends CONNACK once, in answer to CONNECT (3.2)",
         .check = answers_connect_once},
        {.name = "sends-what-servers-send",
         .occasions = {connect, subscribe, unsubscribe, pingreq, disconnect, reserved_0, reserved_15},
         .about = "a Server sends only packet types that table 2.1 has for it",
         .check = never},
        {.name = "whole-packets",
         .occasions = Occasions::all_packets(),
         .about = "each packet has the fields of its figure, and nothing behind them",
         .check = is_whole},
        {.name = "sends-what-clients-send",
         .role = Role::client,
         .occasions = {connack, suback, unsuback, pingresp, reserved_0, reserved_15},
         .about = "a Client sends only packet types that table 2.1 has for it",
         .check = never},
        {.name = "whole-packets",
         .role = Role::client,
         .occasions = Occasions::all_packets(),
         .about = "each packet has the fields of its figure, and nothing behind them",
         .check = is_whole},
    };
}

} // namespace mqttspec::rules
