// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/digest_set.hpp"
#include "trace/observation.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

namespace mqttspec::rules {

/// Where something was seen.
struct Instant
{
    trace::Time at{};
    std::uint64_t count = 0; ///< Of all packets that were seen, which orders those of different connections.
};

/// A message on its way from the Client that publishes it to those that subscribe: known by its content.
struct Message
{
    static constexpr auto unreleased = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t content = 0; ///< Digest of Topic Name and payload.
    std::uint64_t server = 0;
    trace::ConnectionId publisher = 0;
    std::uint8_t qos = 0;
    bool is_retained = false;           ///< Its PUBLISH had RETAIN 1.
    bool was_repeated = false;          ///< At QoS 2 it was sent again before its PUBREL.
    std::uint64_t release = unreleased; ///< At QoS 2, the count of its PUBREL.
    Instant published{};
    std::vector<trace::ConnectionId> delivered_on{};
};

/// A Will of which nobody else has the content.
struct KnownWill
{
    trace::ConnectionId owner = 0;
    std::uint64_t server = 0;
    bool is_shared = false;    ///< Its content was seen elsewhere: nothing can be told by it.
    bool is_the_first = false; ///< No connection of that Client can have gone before.
    bool is_withdrawn = false; ///< By DISCONNECT.
    trace::Time began{};       ///< When its owner connected.
    trace::Time withdrawn{};
};

/// What the Clients published, as far as one message can be told from all others by its content. Content that
/// is seen twice is nobody's. It keeps a bounded number of the latest.
class Messages
{
public:
    /// A message that is published for the first time, as far as anybody knows.
    void add(Message message);

    /// That content was seen once more.
    void spoil(std::uint64_t content);

    /// A message came with that content that nobody was seen to publish.
    void note_unknown(std::uint64_t content);

    [[nodiscard]] Message* find(std::uint64_t content);
    [[nodiscard]] Message const* find(std::uint64_t content) const;

    void add_will(std::uint64_t content, KnownWill will);
    void withdraw_will(std::uint64_t content, trace::ConnectionId owner, trace::Time at);

    /// nullptr also if its content is shared.
    [[nodiscard]] KnownWill const* find_will(std::uint64_t content) const;

private:
    static constexpr std::size_t most = 2048;
    static constexpr std::size_t most_wills = 65'536;

    DigestSet seen_;
    std::vector<Message> latest_; ///< Each at the place that its content gives it.
    std::unordered_map<std::uint64_t, KnownWill> wills_;
};

} // namespace mqttspec::rules
