// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"

#include <string_view>

namespace mqttspec::reports {

/// Every word that the console report itself says, in one language.
struct Words
{
    // Verdicts.
    std::string_view pass{};
    std::string_view fail{};
    std::string_view inconclusive{};
    std::string_view skipped{};
    std::string_view error{};
    std::string_view not_examined{};
    std::string_view known_failure{};
    std::string_view unexpected_pass{};
    std::string_view crash{};

    // A failure's lines.
    std::string_view when{};
    std::string_view then{};
    std::string_view statement{};
    std::string_view also{};
    std::string_view provokes{};
    std::string_view step{};
    std::string_view expected{};
    std::string_view received{};
    std::string_view reason{};
    std::string_view clients{};
    std::string_view notes{};
    std::string_view attempts{};
    std::string_view replay{};
    std::string_view by_hand{};
    std::string_view other_attempt{}; ///< Its number.

    // Headings.
    std::string_view failures{};
    std::string_view told_in_full{};
    std::string_view skipped_cases{};
    std::string_view inconclusive_cases{};
    std::string_view known_failures{};
    std::string_view unexpected_passes{};
    std::string_view errors{};
    std::string_view findings{};
    std::string_view behaviour{};
    std::string_view stale{};
    std::string_view one_stale{};
    std::string_view trouble{};
    std::string_view wire_logs{};
    std::string_view sections{};
    std::string_view section{};
    std::string_view statements{};
    std::string_view undecided_cases{}; ///< Inconclusive or in error.

    // Sentences; the braces are fmt's.
    std::string_view cases_in{}; ///< Cases, wall time.
    std::string_view longest{};  ///< Time of all that ran side by side, of the longest; its id.
    std::string_view cpu{};      ///< Time.
    std::string_view over{};     ///< Target, transport.
    std::string_view score{};    ///< Passed, applicable.
    std::string_view count{};    ///< How many, of what.
    std::string_view percent{};  ///< Of what applies.
    std::string_view all_known{};
    std::string_view some_known{};   ///< How many.
    std::string_view selection{};    ///< In words.
    std::string_view as_of{};        ///< Version of the suite.
    std::string_view shard{};        ///< Which, of how many.
    std::string_view fails_in{};     ///< Failing, all.
    std::string_view known_in{};     ///< Failing, all.
    std::string_view and_more{};     ///< How many were left out.
    std::string_view likewise{};     ///< Other instances of the same case.
    std::string_view seen_in{};      ///< The case in whose traffic a rule saw it.
    std::string_view more_events{};  ///< How many were left out.
    std::string_view remove_entry{}; ///< The entry.
    std::string_view separator{};    ///< Between items of a sentence.
    std::string_view colon{};        ///< Before the verdict.
    std::string_view parentheses{};  ///< Around a remark.

    // The last word.
    std::string_view conformant{};
    std::string_view not_conformant{};
    std::string_view undecided{};
    std::string_view nothing_examined{};
    std::string_view partial{};
    std::string_view interrupted{};
    std::string_view broke_off{};

    // On a badge, where there is little room.
    std::string_view badge_conformant{};
    std::string_view badge_partial{};
    std::string_view badge_interrupted{};
    std::string_view badge_unknown{};
};

[[nodiscard]] Words const& words(Language language);

} // namespace mqttspec::reports
