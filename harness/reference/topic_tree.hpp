// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/level_trie.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// A Session, to those that need not know more of it. Never used again.
using SubscriberId = std::uint64_t;

/// One copy of a message: to whom, and at which QoS at most.
struct Route
{
    SubscriberId subscriber = 0;
    std::uint8_t max_qos = 0;

    friend bool operator==(Route const&, Route const&) = default;
};

/// All Subscriptions of all Sessions. What it takes to find those that match a topic depends on the levels of
/// the topic and on what is found, not on the number of Subscriptions.
class TopicTree
{
public:
    TopicTree() = default;
    virtual ~TopicTree() = default;
    TopicTree(TopicTree const&) = delete;
    TopicTree& operator=(TopicTree const&) = delete;

    /// Adds a Subscription, or replaces the one of this subscriber with the identical filter [MQTT-3.8.4-3].
    virtual void subscribe(SubscriberId subscriber, std::string_view filter, std::uint8_t max_qos);

    /// Takes the Subscription with the identical filter out, if there is one [MQTT-3.10.4-1].
    virtual void unsubscribe(SubscriberId subscriber, std::string_view filter);

    /// The copies that a message to this topic calls for: one for each subscriber with a matching filter, at
    /// the highest QoS among them [MQTT-3.3.5-1].
    [[nodiscard]] virtual std::vector<Route> routes(std::string_view topic) const;

    [[nodiscard]] std::size_t size() const { return size_; }

    /// How many levels are held, those that filters share counted once.
    [[nodiscard]] std::size_t level_count() const { return trie_.node_count(); }

private:
    LevelTrie<std::vector<Route>> trie_; ///< By filter; each vector in the order of the subscribers.
    std::size_t size_ = 0;
};

} // namespace mqttspec::reference
