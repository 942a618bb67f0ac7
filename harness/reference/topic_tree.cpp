// SPDX-License-Identifier: Apache-2.0
#include "reference/topic_tree.hpp"

#include <algorithm>
#include <tuple>

namespace mqttspec::reference {
namespace {

using Node = LevelTrie<std::vector<Route>>::Node;

std::vector<Node const*> matching_nodes(Node const& root, std::string_view topic);
void one_each_at_highest_qos(std::vector<Route>& routes);

} // namespace

void TopicTree::subscribe(SubscriberId subscriber, std::string_view filter, std::uint8_t max_qos)
{
    auto& routes = trie_.at(filter);
    auto const place = std::ranges::lower_bound(routes, subscriber, {}, &Route::subscriber);
    if (place != routes.end() && place->subscriber == subscriber) {
        place->max_qos = max_qos;
        return;
    }
    routes.insert(place, Route{.subscriber = subscriber, .max_qos = max_qos});
    ++size_;
}

void TopicTree::unsubscribe(SubscriberId subscriber, std::string_view filter)
{
    trie_.edit(filter, [&](std::vector<Route>& routes) {
        auto const place = std::ranges::lower_bound(routes, subscriber, {}, &Route::subscriber);
        if (place != routes.end() && place->subscriber == subscriber) {
            routes.erase(place);
            --size_;
        }
    });
}

std::vector<Route> TopicTree::routes(std::string_view topic) const
{
    auto const nodes = matching_nodes(trie_.root(), topic);
    std::vector<Route> routes;
    for (auto const* node : nodes) {
        routes.insert(routes.end(), node->value.begin(), node->value.end());
    }
    if (nodes.size() > 1) {
        one_each_at_highest_qos(routes);
    }
    return routes;
}

namespace {

/// The nodes of all filters that match. Goes down level by level, on all matching branches at once.
std::vector<Node const*> matching_nodes(Node const& root, std::string_view topic)
{
    std::vector<Node const*> found;
    std::vector<Node const*> branches{&root};
    std::vector<Node const*> next;
    auto const add = [](std::vector<Node const*>& to, Node const* node) {
        if (node != nullptr) {
            to.push_back(node);
        }
    };

    bool wildcards_match = !is_reserved_topic(topic); // [MQTT-4.7.2-1] At the first level only.
    for (auto const level : levels_of(topic)) {
        next.clear();
        for (auto const* branch : branches) {
            add(next, branch->child(level));
            if (wildcards_match) {
                add(next, branch->child("+"));
                add(found, branch->child("#"));
            }
        }
        wildcards_match = true;
        branches.swap(next);
    }
    for (auto const* branch : branches) {
        add(found, branch);
        add(found, branch->child("#")); // It stands for its parent level, too (4.7.1.2).
    }
    std::erase_if(found, [](Node const* node) { return node->value.empty(); });
    return found;
}

void one_each_at_highest_qos(std::vector<Route>& routes)
{
    std::ranges::sort(routes, [](Route const& a, Route const& b) {
        return std::tie(a.subscriber, b.max_qos) < std::tie(b.subscriber, a.max_qos);
    });
    auto const is_same = [](Route const& a, Route const& b) { return a.subscriber == b.subscriber; };
    routes.erase(std::unique(routes.begin(), routes.end(), is_same), routes.end());
}

} // namespace
} // namespace mqttspec::reference
