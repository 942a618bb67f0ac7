// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/event.hpp"
#include "reference/retained_store.hpp"
#include "reference/topic_tree.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::reference {

/// Which Client Identifiers are served.
enum class ClientIds
{
    any,     ///< All that are well formed [MQTT-3.1.3-4].
    assured, ///< Those only that every Server must allow: 1 to 23 of the 62 characters [MQTT-3.1.3-5].
};

/// What the standard leaves to a Server, and the limits of this one.
struct BrokerOptions
{
    /// The highest QoS that a Subscription is granted [MQTT-3.8.4-6]. Publishers may use all three.
    std::uint8_t max_qos = 2;

    /// Whether filters with wildcards are served; if not, they are refused one by one [MQTT-3.8.3-2].
    bool allows_wildcards = true;

    ClientIds client_ids = ClientIds::any;

    /// Whether a Client without an identifier is given one [MQTT-3.1.3-6].
    bool assigns_client_ids = true;

    /// Password by user name. Absent: everybody is let in.
    std::optional<std::map<std::string, std::string>> credentials{};

    /// Filters of the topics to which no Client may publish: acknowledged and discarded [MQTT-3.3.5-2].
    std::vector<std::string> denied_to_publish{};

    /// Filters of the topics that no Client may receive: a Subscription that reaches one of them is refused.
    std::vector<std::string> denied_to_subscribe{};

    /// Whether all topics that begin with '$' are kept from publishers, as 4.7.2 says that a Server should;
    /// else $SYS alone is. What is kept from them is acknowledged and discarded.
    bool reserves_dollar_topics = false;

    /// Whether $SYS/broker/version tells who this is, as a retained message.
    bool has_sys_topics = true;

    /// Whether QoS 0 messages wait for absent Clients, too (3.1.2.4).
    bool queues_qos0 = false;

    Time connect_timeout = std::chrono::seconds{10}; ///< From the connection to its CONNECT (3.1.4).
    std::optional<Time> max_idle{}; ///< Closes what is silent so long, whatever its Keep Alive (3.1.2.10).

    std::size_t max_links = 20'000;           ///< Beyond: closed at once.
    std::size_t max_sessions = 20'000;        ///< Beyond: refused as Server unavailable, 0x03.
    std::size_t max_subscriptions = 10'000;   ///< Of one Session. Beyond: each is refused [MQTT-3.9.3-1].
    std::size_t max_retained = 100'000;       ///< Messages. Beyond: a transient error [MQTT-4.8.0-2].
    std::size_t max_retained_bytes = 1 << 30; ///< Of their topics and payloads. Beyond: the same.
    std::size_t max_levels = 10'000'000; ///< Of all filters, and of all retained topics. Beyond: as above.
    std::size_t max_in_flight = 64;      ///< Messages under way to one Client. At most 65,535.
    std::size_t max_queued = 100'000;    ///< Messages that wait for one Client. Beyond: see Outbox.
    std::size_t max_queued_bytes = 256 << 20; ///< Of their topics and payloads.

    // The two collaborators that a test may want in another form.
    std::function<std::unique_ptr<TopicTree>()> topic_tree = [] { return std::make_unique<TopicTree>(); };
    std::function<std::unique_ptr<RetainedStore>()> retained_store = [] {
        return std::make_unique<RetainedStore>();
    };
};

} // namespace mqttspec::reference
