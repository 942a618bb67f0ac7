// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/observation.hpp"

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace mqttspec::trace {

/// The ordered record of all that happened in a case, a proxied session or a capture. It only grows; an index
/// into it stays valid.
class Journal
{
public:
    /// Makes a connection known; `party` is who of us opened or accepted it ("alice").
    ConnectionId add_connection(std::string party);

    void append(Observation observation);

    [[nodiscard]] std::deque<Observation> const& observations() const { return observations_; }
    [[nodiscard]] std::size_t size() const { return observations_.size(); }
    [[nodiscard]] Observation const& operator[](std::size_t index) const { return observations_[index]; }

    /// Whose connection that is; empty for 0.
    [[nodiscard]] std::string const& party(ConnectionId connection) const;

    /// Which of its party's connections it is, counted from 1; 0 for none.
    [[nodiscard]] int ordinal(ConnectionId connection) const;

    /// Called for each observation after it was recorded.
    void watch(std::function<void(Observation const&)> watcher) { watcher_ = std::move(watcher); }

private:
    struct Connection
    {
        std::string party;
        int ordinal = 0;
    };
    std::vector<Connection> connections_{{}};
    std::deque<Observation> observations_; ///< Large ones, that need not move as it grows.
    std::function<void(Observation const&)> watcher_;
};

/// One line for people: "received PUBACK packet_id 7", "closed by the peer (RST)".
[[nodiscard]] std::string describe(Event const& event, wire::Version version);

} // namespace mqttspec::trace
