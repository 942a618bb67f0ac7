// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/level_trie.hpp"
#include "reference/message.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// The retained message of each topic that has one.
class RetainedStore
{
public:
    RetainedStore() = default;
    virtual ~RetainedStore() = default;
    RetainedStore(RetainedStore const&) = delete;
    RetainedStore& operator=(RetainedStore const&) = delete;

    /// Keeps a message and its QoS in the place of the one before [MQTT-3.3.1-5, MQTT-3.3.1-7].
    virtual void keep(MessagePtr const& message);

    /// Forgets the message of that topic, if there is one [MQTT-3.3.1-10].
    virtual void remove(std::string_view topic);

    /// The messages of all topics that the filter matches, by topic [MQTT-3.3.1-6].
    [[nodiscard]] virtual std::vector<MessagePtr> matching(std::string_view filter) const;

    [[nodiscard]] bool holds(std::string_view topic) const;
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; } ///< Of topics and payloads.

    /// How many levels are held, those that topics share counted once.
    [[nodiscard]] std::size_t level_count() const { return trie_.node_count(); }

private:
    LevelTrie<MessagePtr> trie_; ///< By topic.
    std::size_t size_ = 0;
    std::size_t size_bytes_ = 0;
};

} // namespace mqttspec::reference
