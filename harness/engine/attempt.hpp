// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/connection.hpp"
#include "engine/subject.hpp"
#include "engine/values.hpp"
#include "scenario/step.hpp"
#include "trace/journal.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mqttspec::engine {

/// What an expectation makes of that which has arrived so far. It looks and takes; it never waits.
struct Attempt
{
    enum class State
    {
        pending, ///< Nothing that arrived decides it.
        met,
        failed, ///< Whatever may still come, it can no longer be met.
    };
    State state = State::pending;
    std::string member;             ///< For failed: the member that is not as it must be; empty: the whole.
    std::vector<std::size_t> taken; ///< For met: what it took, as indices into the journal.
};

/// What an attempt looks at.
struct Sight
{
    trace::Journal const& journal;
    Connection const& connection;
    Scope scope;
};

/// The next packet of the pattern's queue must be it.
[[nodiscard]] Attempt try_packet(scenario::Pattern const& pattern, Sight const& sight, Inbox& inbox);

/// All of them, in whatever order, and nothing in between.
[[nodiscard]] Attempt try_any_order(std::vector<scenario::Pattern> const& patterns, Sight const& sight,
                                    Inbox& inbox);

/// The end of the connection by the peer. Deliveries may come first, and so may replies to what was sent
/// before the last stimulus; any other reply fails unless it is allowed.
[[nodiscard]] Attempt try_close(std::vector<scenario::Allowed> const& allow, Sight const& sight,
                                Inbox& inbox);

/// The next that the Client under test told of that kind must be it.
[[nodiscard]] Attempt try_report(scenario::ExpectReport const& expected, Subject const& subject,
                                 Scope const& scope, Inbox& inbox);

/// Whether the packet at that place of the journal is one that may be passed over.
[[nodiscard]] bool is_allowed(std::vector<scenario::Allowed> const& allow, scenario::Actor actor,
                              Sight const& sight, std::size_t index);

/// Whether the peer owes an answer to any packet that was sent.
[[nodiscard]] bool has_unanswered(Sight const& sight);

} // namespace mqttspec::engine
