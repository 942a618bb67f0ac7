// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::rules {

/// Two texts for one rule: it keeps one, and breaks the other. See `watch`.
struct Sample
{
    std::string_view rule{};
    normative::Role role = normative::Role::server;
    std::string kept{};
    std::string broken{};
};

[[nodiscard]] std::vector<Sample> server_samples();
[[nodiscard]] std::vector<Sample> client_samples();
[[nodiscard]] std::vector<Sample> late_samples(); ///< Of both.
[[nodiscard]] std::vector<Sample> all_samples();

/// A Client that is connected with Clean Session 1, and one with Clean Session 0.
inline std::string const clean = "c> CONNECT client_id=a\ns> CONNACK\n";
inline std::string const stored = "c> CONNECT client_id=a clean_session=0\ns> CONNACK\n";

/// The same, and subscribed to a/b at QoS 2.
inline std::string const subscribed =
    clean + "c> SUBSCRIBE packet_id=1 filters=a/b:2\ns> SUBACK packet_id=1 return_codes=2\n";
inline std::string const stored_and_subscribed =
    stored + "c> SUBSCRIBE packet_id=1 filters=a/b:2\ns> SUBACK packet_id=1 return_codes=2\n";

/// It comes back on another connection, to its Session.
inline std::string const resumed =
    "1 close\n2c> CONNECT client_id=a clean_session=0\n2s> CONNACK session_present=1\n";

} // namespace mqttspec::rules
