// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"
#include "yaml/diagnostic.hpp"

#include <string>
#include <vector>

namespace mqttspec::engine {

/// What a step, and in the end a case, came to.
struct Outcome
{
    results::Verdict verdict = results::Verdict::pass;
    std::string reason;                  ///< One sentence, for all but pass.
    std::vector<std::string> statements; ///< For fail: those that are blamed.
    yaml::Location where;                ///< Of the step.
    std::string step;                    ///< "alice: expect close".
    std::string expected;
    std::string received;

    [[nodiscard]] bool has_passed() const { return verdict == results::Verdict::pass; }
};

} // namespace mqttspec::engine
