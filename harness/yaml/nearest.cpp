// SPDX-License-Identifier: Apache-2.0
#include "yaml/diagnostic.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <utility>

namespace mqttspec::yaml {

namespace {

constexpr std::size_t most_edits = 3;
constexpr std::size_t shortest_prefix = 3;

std::string folded(std::string_view word);
std::size_t edits_between(std::string_view left, std::string_view right);
std::size_t edits_allowed(std::size_t length);

} // namespace

std::string nearest(std::string_view word, std::vector<std::string> const& candidates)
{
    auto const wanted = folded(word);
    std::string best;
    std::string begun;
    auto fewest = most_edits + 1;
    for (auto const& candidate : candidates) {
        auto const folded_candidate = folded(candidate);
        auto const longer = std::max(wanted.size(), folded_candidate.size());
        if (longer - std::min(wanted.size(), folded_candidate.size()) <= most_edits) {
            auto const edits = edits_between(wanted, folded_candidate);
            if (edits < fewest && edits <= edits_allowed(longer)) {
                fewest = edits;
                best = candidate;
            }
        }
        if (begun.empty() && wanted.size() >= shortest_prefix && folded_candidate.starts_with(wanted))
            begun = candidate;
    }
    return best.empty() ? begun : best;
}

namespace {

std::string folded(std::string_view word)
{
    std::string out;
    for (char const letter : word) {
        auto const lower = std::tolower(static_cast<unsigned char>(letter));
        out += letter == '-' ? '_' : static_cast<char>(lower);
    }
    return out;
}

/// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
std::size_t edits_between(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> before_last(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t column = 0; column <= right.size(); ++column)
        row[column] = column;

    for (std::size_t line = 1; line <= left.size(); ++line) {
        std::swap(before_last, last);
        std::swap(last, row);
        row[0] = line;
        for (std::size_t column = 1; column <= right.size(); ++column) {
            bool const is_same = left[line - 1] == right[column - 1];
            row[column] =
                std::min({last[column] + 1, row[column - 1] + 1, last[column - 1] + (is_same ? 0U : 1U)});
            bool const is_swap = line > 1 && column > 1 && left[line - 1] == right[column - 2] &&
                                 left[line - 2] == right[column - 1];
            if (is_swap)
                row[column] = std::min(row[column], before_last[column - 2] + 1);
        }
    }
    return row[right.size()];
}

/// A short word that is mostly wrong is another word.
std::size_t edits_allowed(std::size_t length)
{
    if (length < 3)
        return length - 1;
    return std::min(most_edits, std::max<std::size_t>(1, length / 3));
}

} // namespace

} // namespace mqttspec::yaml
