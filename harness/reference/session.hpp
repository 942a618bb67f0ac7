// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/event.hpp"
#include "reference/outbox.hpp"
#include "reference/topic_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mqttspec::reference {

/// All that a Server keeps of one Client from connection to connection (3.1.2.4) [MQTT-4.1.0-1].
struct Session
{
    SubscriberId id = 0;
    std::string client_id{};
    bool is_clean = true;                         ///< It ends with its Network Connection.
    std::optional<LinkId> link{};                 ///< Absent while the Client is away.
    std::set<std::string, std::less<>> filters{}; ///< Of its Subscriptions; their QoS stand in the TopicTree.
    Outbox outbox{OutboxLimits{}};                ///< QoS 1 and 2 messages to the Client.
    std::set<std::uint16_t> received_unreleased{}; ///< QoS 2 messages from the Client that await PUBREL.
};

/// The Sessions by Client Identifier [MQTT-3.1.3-2].
class Sessions
{
public:
    Session& create(std::string client_id, bool is_clean, OutboxLimits const& limits);
    void erase(Session const& session);

    [[nodiscard]] Session* find(std::string_view client_id) const;
    [[nodiscard]] Session* find(SubscriberId id) const;
    [[nodiscard]] std::size_t size() const { return by_id_.size(); }
    [[nodiscard]] std::size_t queued_count() const;

private:
    struct Hash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };
    std::unordered_map<SubscriberId, std::unique_ptr<Session>> by_id_;
    std::unordered_map<std::string, SubscriberId, Hash, std::equal_to<>> by_client_id_;
    SubscriberId last_id_ = 0;
};

} // namespace mqttspec::reference
