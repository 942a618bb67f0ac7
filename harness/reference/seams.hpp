// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/deviation.hpp"
#include "reference/retained_store.hpp"
#include "reference/rewriting.hpp"
#include "reference/topic_tree.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {

// Deviations that have the broker made with other collaborators: topic matching and the retained store.

/// What another store does differently; what is empty is done as ever. `store` is the store itself, and
/// calls of its RetainedStore:: functions do what is right.
struct StoreChanges
{
    std::function<void(RetainedStore& store, MessagePtr message)> keep{};
    std::function<void(RetainedStore& store, std::string_view topic)> remove{};
    std::function<void(std::string_view filter, std::vector<MessagePtr>& found)> matching{};
};

/// A broker with such a store.
[[nodiscard]] Make storing(StoreChanges changes);

/// A Subscription, as the tree was told of it.
struct Entry
{
    SubscriberId subscriber = 0;
    std::string filter{};
    std::uint8_t max_qos = 0;
};

/// Changes the routes of a message, given all Subscriptions in the order in which they were made.
using Reroute = std::function<void(std::vector<Entry> const& entries, std::string_view topic,
                                   std::vector<Route>& routes)>;
[[nodiscard]] Make routing(Reroute reroute);

/// Also takes a filter for one that matches a topic where `test` says so: for messages that are published as
/// well as for retained ones.
using Matches = std::function<bool(std::string_view filter, std::string_view topic)>;
[[nodiscard]] Make matching_also(Matches test);

/// Takes no filter for one that matches a topic where `test` says so.
[[nodiscard]] Make not_matching(Matches test);

} // namespace mqttspec::reference
