// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/conversation.hpp"
#include "validator/judge.hpp"
#include "validator/link_layer.hpp"
#include "validator/reassembly.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace mqttspec::validator {

struct TapOptions
{
    /// Of servers: what goes there is MQTT, and nothing else is looked at. Empty: 1883, and whatever begins
    /// with a CONNECT or asks for a WebSocket of MQTT.
    std::vector<std::uint16_t> ports{};
    KeyLog* keys = nullptr;                               ///< Of TLS; they outlive the tap.
    std::size_t most_connections = 100'000;               ///< Followed at the same time.
    std::size_t most_held_bytes = std::size_t{64} << 20U; ///< Of segments that wait for others, in total.
};

/// What a capture holds, besides what the judge counts.
struct TapCounts
{
    std::uint64_t packets = 0;
    std::uint64_t of_tcp = 0;
    std::uint64_t fragments = 0;   ///< Of IP: not put together.
    std::uint64_t cut_short = 0;   ///< The capture holds too little of them to read their headers.
    std::uint64_t connections = 0; ///< Of TCP, that were followed at all.
    std::uint64_t over_websocket = 0;
    std::uint64_t unreadable_websockets = 0;
    std::uint64_t closed_tls = 0; ///< On a port of MQTT: TLS that could not be read, or not to its end.
    std::uint64_t dropped = 0;    ///< Too many at the same time: the ones that were silent longest.
};

/// Takes the packets of a capture in the order in which they were captured, and shows the judge what the
/// connections in them say. What it keeps is bounded.
class Tap
{
public:
    Tap(Judge& judge, TapOptions options);
    ~Tap();

    /// One packet with a link type that is_known_link_type.
    void packet(int link_type, std::span<std::uint8_t const> bytes, Moment moment);

    /// The capture has ended.
    void finish();

    [[nodiscard]] TapCounts const& counts() const { return counts_; }

private:
    struct Key
    {
        Endpoint low{};
        Endpoint high{};
        friend bool operator==(Key const&, Key const&) = default;
    };
    struct HashOfKey
    {
        std::size_t operator()(Key const& key) const;
    };
    class Flow;
    using Flows = std::unordered_map<Key, std::unique_ptr<Flow>, HashOfKey>;

    [[nodiscard]] Flow* flow_for(Key const& key, Segment const& segment);
    [[nodiscard]] std::unique_ptr<Flow> make_flow(Key const& key, Segment const& segment);
    [[nodiscard]] bool is_chosen(std::uint16_t port) const;
    void take(Flow& flow, Segment const& segment);
    void let_others_wait(trace::Time now);
    void make_room();
    void count(Flow const& flow);

    Judge& judge_;
    TapOptions options_;
    Flows flows_;
    Key latest_key_{};
    Flow* latest_flow_ = nullptr; ///< The one of that key, if any.
    std::vector<Flow*> waiting_;  ///< Those that hold segments.
    trace::Time looked_at_waiting_{};
    TapCounts counts_;
};

} // namespace mqttspec::validator
