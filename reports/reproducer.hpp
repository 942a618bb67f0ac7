// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// What plays a case again without mqttspec.
struct Reproducer
{
    std::string command{};  ///< For a POSIX shell with xxd and nc, on one line; empty if there is none.
    std::string obstacle{}; ///< Why there is none.
};

/// A command that sends what the harness sent in that case, connection by connection and with its pauses, and
/// shows what comes back. Where the harness waited for an answer, the command waits a moment.
[[nodiscard]] Reproducer reproducer(results::CaseResult const& one, results::Target const& target);

} // namespace mqttspec::reports
