// SPDX-License-Identifier: Apache-2.0
#include "validator/reassembly.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace mqttspec::validator {

namespace {

/// Further from where its stream stands than any window, a segment is of another connection or made up.
constexpr std::int32_t farthest = 1 << 24;
constexpr int most_strays = 3;

/// How far the second sequence number lies behind the first (RFC 9293, 3.4).
std::int32_t distance(std::uint32_t from, std::uint32_t to)
{
    return static_cast<std::int32_t>(to - from);
}

std::uint32_t end_of_data(Segment const& segment)
{
    return segment.sequence + static_cast<std::uint32_t>(segment.data.size() + segment.cut_bytes);
}

} // namespace

void Reassembly::take(Segment const& segment, StreamSink& sink)
{
    if (is_closed_)
        return;
    note_start(segment);
    if (segment.is_syn)
        return;
    if (segment.is_rst) {
        finish(sink);
        is_closed_ = true;
        return sink.closed(segment.moment);
    }
    bool const is_empty = segment.data.empty() && segment.cut_bytes == 0 && !segment.is_fin;
    if (!is_empty && !is_stray(segment, sink)) {
        if (held_.empty() && !must_wait(segment))
            deliver(segment, sink);
        else
            hold(segment);
    }
    if (!held_.empty()) {
        deliver_held(sink);
        wait(segment.moment.at, sink);
    }
}

/// Sequence numbers begin with SYN. Where one of the two was not captured, the other end tells it.
void Reassembly::note_start(Segment const& segment)
{
    auto& own = directions_[segment.from];
    auto& other = directions_[1U - segment.from];
    was_started_ = was_started_ || segment.is_syn;
    if (segment.is_syn && !own.next)
        own.next = segment.sequence + 1;
    if (!segment.acknowledges)
        return;
    // A server speaks only when it was spoken to.
    bool const is_first_word =
        own.next && !own.has_begun && (segment.is_syn || segment.sequence == *own.next);
    if (!other.next && is_first_word)
        other.next = *segment.acknowledges;
    if (!other.acknowledged || distance(*other.acknowledged, *segment.acknowledges) > 0)
        other.acknowledged = segment.acknowledges;
}

bool Reassembly::is_another(Segment const& syn) const
{
    auto const& own = directions_[syn.from];
    return is_closed_ || (own.next && *own.next != syn.sequence + 1) || own.has_begun;
}

bool Reassembly::is_stray(Segment const& segment, StreamSink& sink)
{
    auto& own = directions_[segment.from];
    if (!own.next) {
        own.next = segment.sequence; // Seen from the middle.
        if (was_started_)
            sink.missed(segment.from, std::nullopt);
    }
    auto const off = distance(*own.next, segment.sequence);
    if (off > -farthest && off < farthest) {
        own.strays = 0;
        return false;
    }
    if (++own.strays < most_strays)
        return true;
    finish(sink);
    own.strays = 0;
    own.next = segment.sequence;
    sink.missed(segment.from, std::nullopt);
    return false;
}

bool Reassembly::must_wait(Segment const& segment) const
{
    auto const& own = directions_[segment.from];
    auto const& other = directions_[1U - segment.from];
    if (distance(*own.next, segment.sequence) > 0)
        return true;
    return other.next && segment.acknowledges && distance(*other.next, *segment.acknowledges) > 0 &&
           distance(*other.next, *segment.acknowledges) < farthest;
}

void Reassembly::deliver(Segment const& segment, StreamSink& sink)
{
    deliver_data(segment, sink);
    auto& own = directions_[segment.from];
    if (segment.is_fin && !own.has_ended && end_of_data(segment) == *own.next) {
        ++*own.next;
        end_of(segment, sink);
    }
}

/// What of it was seen before stays as it was seen.
void Reassembly::deliver_data(Segment const& segment, StreamSink& sink)
{
    auto& own = directions_[segment.from];
    auto const old = static_cast<std::uint32_t>(std::max(0, distance(segment.sequence, *own.next)));
    if (own.has_ended)
        return;
    if (old < segment.data.size()) {
        auto const fresh = segment.data.subspan(old);
        *own.next += static_cast<std::uint32_t>(fresh.size());
        own.has_begun = true;
        sink.bytes(segment.from, fresh, segment.moment);
    }
    auto const missing = distance(*own.next, end_of_data(segment));
    if (missing > 0 && segment.cut_bytes > 0)
        skip_to(segment.from, end_of_data(segment), sink);
}

void Reassembly::end_of(Segment const& segment, StreamSink& sink)
{
    directions_[segment.from].has_ended = true;
    if (!directions_[0].has_ended || !directions_[1].has_ended)
        return;
    is_closed_ = true;
    sink.closed(segment.moment);
}

void Reassembly::hold(Segment const& segment)
{
    if (held_.empty())
        waiting_since_ = segment.moment.at;
    held_bytes_ += segment.data.size();
    held_.push_back({segment, {segment.data.begin(), segment.data.end()}});
    held_.back().segment.data = held_.back().bytes;
}

/// As many as can go, in any order in which they can.
void Reassembly::deliver_held(StreamSink& sink)
{
    for (std::size_t i = 0; i < held_.size() && !is_closed_;) {
        if (must_wait(held_[i].segment)) {
            ++i;
            continue;
        }
        auto const it = std::move(held_[i]);
        held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
        held_bytes_ -= it.bytes.size();
        deliver(it.segment, sink);
        waiting_since_ = std::max(waiting_since_, it.segment.moment.at);
        i = 0;
    }
    if (is_closed_)
        held_.clear();
}

void Reassembly::wait(trace::Time now, StreamSink& sink)
{
    while (!held_.empty() && is_patience_over(now)) {
        give_up_first(sink);
        deliver_held(sink);
    }
}

bool Reassembly::is_patience_over(trace::Time now) const
{
    if (held_.size() > most_held_segments || held_bytes_ > most_held_bytes)
        return true;
    auto const waited = now - waiting_since_;
    if (waited <= patience_with_acknowledged)
        return false;
    bool const was_received = std::ranges::any_of(directions_, [](Direction const& it) {
        return it.next && it.acknowledged && distance(*it.next, *it.acknowledged) > 0;
    });
    return was_received || waited > patience;
}

/// Of the held segments, none can go: something before one of them is missing. The nearest of them goes next.
void Reassembly::give_up_first(StreamSink& sink)
{
    for (auto const& it : held_) { // One that waits for what it acknowledges, and for nothing else.
        auto const other = static_cast<std::uint8_t>(1U - it.segment.from);
        bool const is_next = distance(*directions_[it.segment.from].next, it.segment.sequence) <= 0;
        if (!is_next)
            continue;
        auto until = *it.segment.acknowledges;
        for (auto const& waiting : held_)
            if (waiting.segment.from == other && distance(waiting.segment.sequence, until) > 0 &&
                distance(*directions_[other].next, waiting.segment.sequence) > 0)
                until = waiting.segment.sequence;
        return skip_to(other, until, sink);
    }
    auto const from = held_.front().segment.from;
    auto until = held_.front().segment.sequence;
    for (auto const& waiting : held_)
        if (waiting.segment.from == from && distance(waiting.segment.sequence, until) > 0)
            until = waiting.segment.sequence;
    skip_to(from, until, sink);
}

void Reassembly::skip_to(std::uint8_t from, std::uint32_t sequence, StreamSink& sink)
{
    auto& own = directions_[from];
    auto const missing = distance(*own.next, sequence);
    own.next = sequence;
    sink.missed(from, static_cast<std::uint64_t>(missing));
}

void Reassembly::finish(StreamSink& sink)
{
    deliver_held(sink);
    while (!held_.empty()) {
        give_up_first(sink);
        deliver_held(sink);
    }
}

} // namespace mqttspec::validator
