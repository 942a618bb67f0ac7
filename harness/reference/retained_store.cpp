// SPDX-License-Identifier: Apache-2.0
#include "reference/retained_store.hpp"

#include <algorithm>

namespace mqttspec::reference {
namespace {

using Node = LevelTrie<MessagePtr>::Node;

void add_all_below(Node const& top, bool at_root, std::vector<MessagePtr>& found);
std::vector<Node const*> children_matching(Node const& branch, std::string_view level, bool at_root);

} // namespace

void RetainedStore::keep(MessagePtr const& message)
{
    remove(message->topic);
    trie_.at(message->topic) = message;
    ++size_;
    size_bytes_ += size_bytes_of(*message);
}

void RetainedStore::remove(std::string_view topic)
{
    trie_.edit(topic, [this](MessagePtr& held) {
        if (held) {
            --size_;
            size_bytes_ -= size_bytes_of(*held);
            held = nullptr;
        }
    });
}

std::vector<MessagePtr> RetainedStore::matching(std::string_view filter) const
{
    std::vector<MessagePtr> found;
    std::vector<Node const*> branches{&trie_.root()};
    bool at_root = true;
    for (auto const level : levels_of(filter)) {
        std::vector<Node const*> next;
        for (auto const* branch : branches) {
            if (level == "#") {
                add_all_below(*branch, at_root, found); // It is the last level [MQTT-4.7.1-2].
                continue;
            }
            auto const children = children_matching(*branch, level, at_root);
            next.insert(next.end(), children.begin(), children.end());
        }
        branches.swap(next);
        at_root = false;
    }
    for (auto const* branch : branches) {
        if (branch->value) {
            found.push_back(branch->value);
        }
    }
    std::ranges::sort(found, {}, [](MessagePtr const& message) { return std::string_view{message->topic}; });
    return found;
}

bool RetainedStore::holds(std::string_view topic) const
{
    auto const* held = trie_.find(topic);
    return held != nullptr && *held != nullptr;
}

namespace {

/// The branch itself, which "#" includes (4.7.1.2), and everything further down.
void add_all_below(Node const& top, bool at_root, std::vector<MessagePtr>& found)
{
    auto branches = at_root ? children_matching(top, "+", true) : std::vector<Node const*>{&top};
    while (!branches.empty()) {
        auto const* branch = branches.back();
        branches.pop_back();
        if (branch->value) {
            found.push_back(branch->value);
        }
        branch->each_child([&branches](std::string_view, Node const& child) { branches.push_back(&child); });
    }
}

std::vector<Node const*> children_matching(Node const& branch, std::string_view level, bool at_root)
{
    std::vector<Node const*> found;
    if (level != "+") {
        if (auto const* child = branch.child(level)) {
            found.push_back(child);
        }
        return found;
    }
    branch.each_child([&](std::string_view name, Node const& child) {
        if (!at_root || !is_reserved_topic(name)) { // [MQTT-4.7.2-1]
            found.push_back(&child);
        }
    });
    return found;
}

} // namespace
} // namespace mqttspec::reference
