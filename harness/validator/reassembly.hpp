// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/judge.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mqttspec::validator {

/// One TCP segment of a connection as it was captured.
struct Segment
{
    std::uint8_t from = 0; ///< Which of the two ends sent it.
    std::uint32_t sequence = 0;
    std::optional<std::uint32_t> acknowledges{};
    bool is_syn = false;
    bool is_fin = false;
    bool is_rst = false;
    std::span<std::uint8_t const> data{};
    std::size_t cut_bytes = 0; ///< That belong behind the data, and were not captured.
    Moment moment{};
};

/// Takes the streams of a connection. Both come in an order in which the two ends can have seen them.
class StreamSink
{
public:
    StreamSink() = default;
    StreamSink(StreamSink const&) = default;
    StreamSink(StreamSink&&) = default;
    StreamSink& operator=(StreamSink const&) = default;
    StreamSink& operator=(StreamSink&&) = default;
    virtual ~StreamSink() = default;

    virtual void bytes(std::uint8_t from, std::span<std::uint8_t const> bytes, Moment moment) = 0;
    /// A gap; nothing says how large one is that was found by a jump of the sequence numbers.
    virtual void missed(std::uint8_t from, std::optional<std::uint64_t> count) = 0;
    virtual void closed(Moment moment) = 0;
};

/// Puts the segments of one TCP connection into their order: late, repeated and overlapping ones, also around
/// the end of the sequence numbers. What an end acknowledges it has received: its segment waits until the
/// other end's data up to there is known, so that answers come behind their questions however they were
/// captured. What does not come is a gap, as soon as an acknowledgement shows that it was received, or too
/// much waits for it.
class Reassembly
{
public:
    void take(Segment const& segment, StreamSink& sink);

    /// Time has passed: what can be given up is given up.
    void wait(trace::Time now, StreamSink& sink);

    /// Nothing more will come: what is held goes out, with gaps where something is missing.
    void finish(StreamSink& sink);

    /// Whether this SYN begins another connection between the same ends.
    [[nodiscard]] bool is_another(Segment const& syn) const;

    [[nodiscard]] bool is_waiting() const { return !held_.empty(); }
    [[nodiscard]] bool is_closed() const { return is_closed_; }
    [[nodiscard]] std::size_t held_bytes() const { return held_bytes_; }

    static constexpr std::size_t most_held_segments = 256;
    static constexpr std::size_t most_held_bytes = std::size_t{1} << 20U;
    static constexpr trace::Time patience = std::chrono::seconds{30};
    static constexpr trace::Time patience_with_acknowledged = std::chrono::milliseconds{200};

private:
    /// What is known of one direction.
    struct Direction
    {
        std::optional<std::uint32_t> next{};         ///< The sequence number that comes next.
        std::optional<std::uint32_t> acknowledged{}; ///< The highest that the other end acknowledged.
        int strays = 0;                              ///< Segments in a row that lie far off.
        bool has_begun = false;                      ///< Data of it went out.
        bool has_ended = false;                      ///< FIN.
    };
    /// A segment that waits, with its bytes.
    struct Held
    {
        Segment segment{};
        std::vector<std::uint8_t> bytes{};
    };

    void note_start(Segment const& segment);
    [[nodiscard]] bool is_stray(Segment const& segment, StreamSink& sink);
    [[nodiscard]] bool must_wait(Segment const& segment) const;
    void deliver(Segment const& segment, StreamSink& sink);
    void deliver_data(Segment const& segment, StreamSink& sink);
    void end_of(Segment const& segment, StreamSink& sink);
    void hold(Segment const& segment);
    void deliver_held(StreamSink& sink);
    [[nodiscard]] bool is_patience_over(trace::Time now) const;
    void give_up_first(StreamSink& sink);
    void skip_to(std::uint8_t from, std::uint32_t sequence, StreamSink& sink);

    std::array<Direction, 2> directions_{};
    std::vector<Held> held_{}; ///< In the order in which they came.
    std::size_t held_bytes_ = 0;
    trace::Time waiting_since_{};
    bool was_started_ = false; ///< SYN was seen.
    bool is_closed_ = false;
};

} // namespace mqttspec::validator
