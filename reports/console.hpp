// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/language.hpp"
#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

struct ConsoleOptions
{
    bool colour = false;
    bool unicode = true; ///< Ticks and arrows; ASCII stand-ins otherwise.
    int width = 100;     ///< Columns.
    Language lang = Language::english;
    int verbosity =
        0; ///< -1: failures and the score; 0: sections; 1: each statement; 2: each case's wire log too.
};

/// What suits a descriptor: colour on a terminal unless NO_COLOR is set or TERM is dumb, its width, and
/// symbols where the locale is UTF-8. Not a terminal: plain, 100 columns.
[[nodiscard]] ConsoleOptions console_options_for(int descriptor);

/// The report that a person reads: sections with their ticks, failures in full, everything else briefly, and
/// the score with the verdict as its last line. Control characters in whatever came from outside are escaped.
[[nodiscard]] std::string console(results::Result const& result, ConsoleOptions const& options);

} // namespace mqttspec::reports
