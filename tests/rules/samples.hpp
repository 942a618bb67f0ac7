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

/// The two texts begin with `prelude`.
[[nodiscard]] inline Sample sample(normative::Role role, std::string const& prelude, std::string_view rule,
                                   std::string const& kept, std::string const& broken)
{
    return {rule, role, prelude + kept, prelude + broken};
}

/// Traffic in which nobody breaks anything, though it may look so.
struct Innocent
{
    std::string name{};
    std::string text{};
};

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

inline std::string const ping = "c> PINGREQ\ns> PINGRESP\n";

/// Connection 2, of somebody who publishes; two messages to a/b; and their deliveries on connection 1.
inline std::string const publisher = "2c> CONNECT client_id=p\n2s> CONNACK\n";
inline std::string const sent_m =
    "2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m\n2s> PUBACK packet_id=5\n";
inline std::string const sent_n =
    "2c> PUBLISH topic=a/b qos=1 packet_id=6 payload=n\n2s> PUBACK packet_id=6\n";
inline std::string const got_m = "s> PUBLISH topic=a/b qos=1 packet_id=1 payload=m\n";
inline std::string const got_n = "s> PUBLISH topic=a/b qos=1 packet_id=2 payload=n\n";

/// What a Client sends that connects as "w", with the Will "m" to a/b; and the Will, if it is published.
inline std::string const connect_with_will =
    "c> 10 15 00 04 4d 51 54 54 04 06 00 00 00 01 77 00 03 61 2f 62 00 01 6d\n";
inline std::string const with_will = "2" + connect_with_will + "2s> CONNACK\n";
inline std::string const will_came = "s> PUBLISH topic=a/b payload=m";

} // namespace mqttspec::rules
