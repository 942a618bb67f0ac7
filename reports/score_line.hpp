// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// "mosquitto 2.0.11 over tcp": the target as people speak of it.
[[nodiscard]] std::string target_in_words(results::Target const& target, Language lang);

/// "128 of 136 applicable statements pass (94%), 6 fail, 2 skipped": the score, and what was left out.
[[nodiscard]] std::string score_in_words(results::Result const& result, Language lang);

/// "NOT CONFORMANT": the verdict on the run as a whole.
[[nodiscard]] std::string_view last_word(results::Result const& result, Language lang);

/// The run in one line: target, score, what was left out, and the verdict as its last word.
[[nodiscard]] std::string score_line(results::Result const& result, Language lang);

} // namespace mqttspec::reports
