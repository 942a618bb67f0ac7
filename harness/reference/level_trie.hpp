// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/topic.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mqttspec::reference {

/// A tree with one topic level on each edge and a value on each node. A value equal to Value{} is no value:
/// branches that bear none are cut. Nothing here recurses, since a topic may have 65,536 levels (4.7.3).
template <class Value>
class LevelTrie
{
public:
    class Node
    {
    public:
        Value value{};

        [[nodiscard]] Node const* child(std::string_view level) const
        {
            auto const found = children_.find(level);
            return found == children_.end() ? nullptr : found->second.get();
        }

        /// Calls `visit(level, child)` for each child.
        template <class Visit>
        void each_child(Visit visit) const
        {
            for (auto const& [level, child] : children_) {
                visit(std::string_view{level}, *child);
            }
        }

    private:
        friend class LevelTrie;
        struct Hash : std::hash<std::string_view>
        {
            using is_transparent = void;
        };
        std::unordered_map<std::string, std::unique_ptr<Node>, Hash, std::equal_to<>> children_;
    };

    LevelTrie() = default;
    ~LevelTrie();
    LevelTrie(LevelTrie const&) = delete;
    LevelTrie& operator=(LevelTrie const&) = delete;

    [[nodiscard]] Node const& root() const { return root_; }
    [[nodiscard]] std::size_t node_count() const { return node_count_; }

    /// The value at that path, made if it is not there yet.
    [[nodiscard]] Value& at(std::string_view path);

    [[nodiscard]] Value const* find(std::string_view path) const;

    /// Calls `change(value)` on the value at that path, if it is there, and cuts what is then bare.
    template <class Change>
    void edit(std::string_view path, Change change);

private:
    Node root_;
    std::size_t node_count_ = 0;
};

template <class Value>
LevelTrie<Value>::~LevelTrie()
{
    std::vector<std::unique_ptr<Node>> doomed;
    auto const take_children = [&doomed](Node& node) {
        for (auto& [level, child] : node.children_) {
            doomed.push_back(std::move(child));
        }
        node.children_.clear();
    };
    take_children(root_);
    while (!doomed.empty()) {
        auto const node = std::move(doomed.back());
        doomed.pop_back();
        take_children(*node);
    }
}

template <class Value>
Value& LevelTrie<Value>::at(std::string_view path)
{
    auto* node = &root_;
    for (auto const level : levels_of(path)) {
        auto found = node->children_.find(level);
        if (found == node->children_.end()) {
            found = node->children_.emplace(std::string{level}, std::make_unique<Node>()).first;
            ++node_count_;
        }
        node = found->second.get();
    }
    return node->value;
}

template <class Value>
Value const* LevelTrie<Value>::find(std::string_view path) const
{
    auto const* node = &root_;
    for (auto const level : levels_of(path)) {
        node = node->child(level);
        if (node == nullptr) {
            return nullptr;
        }
    }
    return &node->value;
}

template <class Value>
template <class Change>
void LevelTrie<Value>::edit(std::string_view path, Change change)
{
    auto const levels = levels_of(path);
    std::vector<Node*> trail{&root_};
    for (auto const level : levels) {
        auto const found = trail.back()->children_.find(level);
        if (found == trail.back()->children_.end()) {
            return;
        }
        trail.push_back(found->second.get());
    }

    change(trail.back()->value);

    for (auto depth = levels.size(); depth > 0; --depth) {
        auto const& node = *trail[depth];
        if (!(node.value == Value{}) || !node.children_.empty()) {
            return;
        }
        auto& siblings = trail[depth - 1]->children_;
        siblings.erase(siblings.find(levels[depth - 1]));
        --node_count_;
    }
}

} // namespace mqttspec::reference
