// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/watch.hpp"
#include "trace/journal.hpp"
#include "wire/framer.hpp"
#include "wire/version.hpp"

#include <cstddef>
#include <unordered_map>
#include <unordered_set>

namespace mqttspec::rules {

/// Shows a journal to a Watch: what was received came from the peer, what was sent from us. We play that
/// role.
class JournalReader
{
public:
    JournalReader(Watch& watch, trace::Journal const& journal, Role ours, wire::Version version);

    /// Goes on where it stopped, up to that place of the journal.
    void read_to(std::size_t end);

private:
    void show(trace::Observation const& observation);
    void show_sent(trace::Observation const& observation, wire::Bytes const& bytes);
    void show_frame(trace::Observation const& observation, Role sender, Frame frame);

    Watch& watch_;
    trace::Journal const& journal_;
    Role ours_;
    Role theirs_;
    wire::Version version_;
    std::size_t next_ = 0;
    std::unordered_map<trace::ConnectionId, wire::Framer> sent_;
    std::unordered_set<trace::ConnectionId> framed_; ///< WebSockets.
    std::unordered_set<trace::ConnectionId> over_;
};

} // namespace mqttspec::rules
