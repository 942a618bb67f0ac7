// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/rule.hpp"
#include "rules/sight.hpp"

#include <string_view>
#include <vector>

namespace mqttspec::rules {

// The rules by what they look at, each table in a source of its name.
[[nodiscard]] std::vector<Rule> packet_rules();       ///< What a single packet shows.
[[nodiscard]] std::vector<Rule> connect_rules();      ///< CONNECT.
[[nodiscard]] std::vector<Rule> connection_rules();   ///< First packets, CONNACK, ends, Keep Alive.
[[nodiscard]] std::vector<Rule> message_rules();      ///< The exchanges of messages above QoS 0.
[[nodiscard]] std::vector<Rule> order_rules();        ///< In which order they go on.
[[nodiscard]] std::vector<Rule> subscription_rules(); ///< SUBSCRIBE, UNSUBSCRIBE, and what they let through.
[[nodiscard]] std::vector<Rule> delivery_rules();     ///< What becomes of messages on their way.
[[nodiscard]] std::vector<Rule> answer_rules();       ///< Answers, and ends, that are overdue.
[[nodiscard]] std::vector<Rule> unnumbered_rules();   ///< Duties without a number.

/// The same rule for both roles.
inline void add_for_both(std::vector<Rule>& rules, Rule rule)
{
    rule.role = Role::server;
    rules.push_back(rule);
    rule.role = Role::client;
    rules.push_back(rule);
}

[[nodiscard]] constexpr Word kept_if(bool is_kept)
{
    return is_kept ? Word::kept : Word::broken;
}

/// No such fault in the packet.
template <wire::Defect defect>
Word free_of(Sight const& sight)
{
    return kept_if(sight.find(defect) == nullptr);
}

} // namespace mqttspec::rules
