// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

namespace mqttspec::support {

/// A run against a broker with a bit of everything: pass, fail with a wire log of two actors, crash, known
/// failures, unexpected pass, skipped, inconclusive with its other attempts, error, a broken rule, findings,
/// a stale expectation. Summarised.
[[nodiscard]] results::Result sample_result();

/// A run in which all that applies passes. Summarised.
[[nodiscard]] results::Result conformant_result();

/// A passing case of one statement, to be changed as a test needs it.
[[nodiscard]] results::CaseResult passing_case(std::string id, std::string statement);

/// A statement that a server must keep, not yet judged.
[[nodiscard]] results::StatementResult server_statement(std::string id, std::string section);

} // namespace mqttspec::support
