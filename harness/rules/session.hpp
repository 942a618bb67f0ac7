// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"
#include "rules/id_set.hpp"
#include "rules/messages.hpp"
#include "wire/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mqttspec::rules {

/// A message above QoS 0 from its PUBLISH to the packet that ends its exchange, as far as it was seen.
struct Exchange
{
    enum class Stage : std::uint8_t
    {
        published, ///< Waits for PUBACK or PUBREC.
        received,  ///< PUBREC went out; waits for PUBREL.
        released   ///< PUBREL went out; waits for PUBCOMP.
    };
    Stage stage = Stage::published;
    std::uint8_t qos = 1;
    std::uint64_t content = 0;      ///< Digest of Topic Name and payload.
    std::uint64_t topic = 0;        ///< Digest of the Topic Name alone.
    std::uint64_t first_seen = 0;   ///< Grows from each new exchange of its flow to the next.
    std::uint32_t connection = 0;   ///< On which its PUBLISH was seen last.
    std::uint64_t arrival = 0;      ///< Place among the PUBLISHes of that connection.
    std::uint64_t receipt = 0;      ///< Place of its PUBREC among those of `recorded_on`; 0 without.
    std::uint32_t recorded_on = 0;  ///< The connection of that PUBREC.
    bool is_first_use = true;       ///< Of its identifier.
    bool was_answered_here = false; ///< With PUBACK or PUBREC, on `connection`.
    bool was_released_here = false; ///< With PUBREL, on `recorded_on`.

    /// Whether a PUBLISH under its identifier is the same message again.
    [[nodiscard]] bool is_of(std::uint64_t its_content, std::uint8_t its_qos) const
    {
        return content == its_content && qos == its_qos;
    }
};

/// The messages of one direction of a Session.
class Flow
{
public:
    [[nodiscard]] Exchange* find(std::uint16_t id);
    [[nodiscard]] Exchange const* find(std::uint16_t id) const;
    [[nodiscard]] bool is_empty() const { return under_way_.empty(); }

    /// Whether that identifier was ever seen in a PUBLISH of this flow.
    [[nodiscard]] bool knows(std::uint16_t id) const { return used_.contains(id); }

    /// Whether a PUBREC with that identifier was ever seen.
    [[nodiscard]] bool knows_receipt(std::uint16_t id) const { return received_.contains(id); }

    /// The same of a PUBREL.
    [[nodiscard]] bool knows_release(std::uint16_t id) const { return released_.contains(id); }

    /// How many exchanges have their PUBREC, but not yet their PUBREL.
    [[nodiscard]] std::size_t unreleased() const { return unreleased_; }

    /// The PUBLISH of a new exchange; one that has that identifier already is forgotten.
    Exchange& begin(std::uint16_t id);
    void note_receipt(std::uint16_t id) { received_.insert(id); }
    void note_release(std::uint16_t id) { released_.insert(id); }
    void advance(Exchange& exchange, Exchange::Stage stage);
    void end(std::uint16_t id);

private:
    std::unordered_map<std::uint16_t, Exchange> under_way_;
    IdSet used_;
    IdSet received_;
    IdSet released_;
    std::uint64_t begun_ = 0;
    std::size_t unreleased_ = 0;
};

/// A SUBSCRIBE or UNSUBSCRIBE that waits for its answer.
struct Request
{
    wire::PacketType type = wire::PacketType::subscribe;
    std::vector<std::size_t> filters{}; ///< Of a SUBSCRIBE: indices into the subscriptions.
    std::vector<std::string> deleted{}; ///< Of an UNSUBSCRIBE: its filters.
    Instant sent{};
    std::size_t count = 0; ///< Of its Topic Filters.
    std::uint64_t digest = 0;
};

/// All filters for which a Client ever asked in a Session. What it gave up stays: messages for it may be
/// under way for as long as they like (3.10.4).
class Subscriptions
{
public:
    struct Entry
    {
        std::string filter{};
        std::uint8_t highest = 0;   ///< The highest QoS ever granted, or asked for and not yet answered.
        bool may_be_served = false; ///< Asked for and not refused.
        int unanswered = 0;
        int highest_granted = -1;
        int requests = 0;
        Instant requested{};              ///< The latest SUBSCRIBE.
        Instant answered{};               ///< The latest SUBACK.
        std::optional<Instant> deleted{}; ///< The UNSUBACK behind which nothing asked for it again.
    };

    /// The index of its entry; nothing once there are more of them than are kept.
    [[nodiscard]] std::optional<std::size_t> request(std::string const& filter, std::uint8_t qos,
                                                     Instant when);

    /// The answer to a request: 0 to 2, or a failure.
    void answer(std::size_t index, std::uint8_t return_code, Instant when);

    /// An UNSUBSCRIBE for it was answered.
    void remove(std::string_view filter, Instant asked, Instant when);

    /// What there is to say of a Topic Name.
    struct Match
    {
        bool is_covered = false;  ///< A message with it may be delivered.
        std::uint8_t highest = 0; ///< The highest QoS of those that cover it.

        /// The filter that alone ever matched it, asked for once and granted; nullptr if there is none or it
        /// is not so simple.
        Entry const* sole = nullptr;

        /// When the last of the filters that ever matched was deleted; nothing if one is still there, or may
        /// be.
        std::optional<Instant> deleted{};
    };
    [[nodiscard]] Match match(std::string_view name) const;

    /// Whether the Server granted any of them.
    [[nodiscard]] bool were_granted() const;

    /// Whether they are all here, and mean what they say: a filter that begins with $ may be a broker's own
    /// extension, such as a shared subscription.
    [[nodiscard]] bool are_complete() const { return are_complete_; }

private:
    static constexpr std::size_t most = 1024;

    std::vector<Entry> entries_;
    bool are_complete_ = true;
};

/// What was seen of the state that a Client and a Server keep for each other (3.1.2.4).
struct Session
{
    Flow of_client{};
    Flow of_server{};
    std::unordered_map<std::uint16_t, Request> requests{};
    IdSet subscribe_ids{};
    IdSet unsubscribe_ids{};
    Subscriptions subscriptions{};
    std::uint32_t began_on = 0; ///< The connection that it began with.
    bool is_known = false;      ///< All of it was seen from its beginning.
    bool is_blank = true;       ///< Nothing happened in it yet.

    /// The messages that this side publishes.
    [[nodiscard]] Flow& flow_of(normative::Role role)
    {
        return role == normative::Role::server ? of_server : of_client;
    }
    [[nodiscard]] Flow const& flow_of(normative::Role role) const
    {
        return role == normative::Role::server ? of_server : of_client;
    }
};

/// For comparing contents.
[[nodiscard]] std::uint64_t digest_of(std::string_view text, std::uint64_t seed = 0);

} // namespace mqttspec::rules
