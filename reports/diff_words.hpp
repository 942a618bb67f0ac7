// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/comparison.hpp"
#include "reports/console.hpp"

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// "Regressions".
[[nodiscard]] std::string_view title_of(ChangeKind kind, Language lang);

/// "The results are of different targets: a, b". What it names came from outside and is on one line.
[[nodiscard]] std::string in_words(Remark const& remark, Language lang);

/// A verdict's name in the reader's language; anything else as it is.
[[nodiscard]] std::string verdict_in(std::string_view name, Language lang);

/// "mosquitto 2.0.11 over tcp (2026-03-01T02:00:00Z): 128 of 136 applicable statements pass".
[[nodiscard]] std::string side_in_words(results::Result const& result, Language lang);

/// "2 regressions, 1 fix"; "no difference".
[[nodiscard]] std::string totals_in_words(Comparison const& comparison, Language lang);

/// Beside a case whose text is not the same in both.
[[nodiscard]] std::string_view rewritten(Language lang);

} // namespace mqttspec::reports
