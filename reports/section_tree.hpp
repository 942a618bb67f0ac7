// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/console.hpp"
#include "results/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reports {

/// The statements of one section that the judged role must keep, in the order of their numbers.
struct SectionGroup
{
    std::string id{};
    std::string title{};
    std::vector<results::StatementResult const*> statements{};
};

/// The sections in the order of the standard: 3.2 before 3.10.
[[nodiscard]] std::vector<SectionGroup> sections_of(results::Result const& result, Language lang);

/// The same for the statements that a given role must keep.
[[nodiscard]] std::vector<SectionGroup> sections_of(results::Result const& result, Language lang,
                                                    std::string_view role);

/// Whether a section number or statement id comes before another, its numbers compared as numbers.
[[nodiscard]] bool comes_before(std::string_view left, std::string_view right);

/// One line a section with a mark for each statement; below it the statements that do not simply pass, or all
/// of them if the reader asked. Ends with a legend.
[[nodiscard]] std::string section_tree(results::Result const& result, ConsoleOptions const& options);

} // namespace mqttspec::reports
