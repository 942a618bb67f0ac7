// SPDX-License-Identifier: Apache-2.0
#include "target/version.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::target {

namespace {

using Bound = VersionRange::Bound;

// Longer signs stand before their beginnings.
constexpr std::array signs{
    std::pair<std::string_view, Bound>{">=", Bound::at_least},
    std::pair<std::string_view, Bound>{"<=", Bound::at_most},
    std::pair<std::string_view, Bound>{">", Bound::greater},
    std::pair<std::string_view, Bound>{"<", Bound::less},
    std::pair<std::string_view, Bound>{"=", Bound::equal},
};

bool is_digit(char c);
std::string_view take_part(std::string_view& rest);
bool holds(std::strong_ordering order, Bound bound);
std::string_view next_word(std::string_view& rest);

} // namespace

std::strong_ordering compare_versions(std::string_view left, std::string_view right)
{
    while (!left.empty() || !right.empty()) {
        auto const a = take_part(left);
        auto const b = take_part(right);
        // Without leading zeros the longer number is the larger one, and no part is too large to compare.
        auto const order = a.size() == b.size() ? a <=> b : a.size() <=> b.size();
        if (order != 0)
            return order;
    }
    return std::strong_ordering::equal;
}

bool VersionRange::contains(std::string_view version) const
{
    return !version.empty() && std::ranges::all_of(limits, [&](Limit const& limit) {
        return holds(compare_versions(version, limit.version), limit.bound);
    });
}

std::variant<VersionRange, std::string> parse_version_range(std::string_view text)
{
    VersionRange range{.limits = {}, .text = std::string(text)};
    for (auto rest = text; !rest.empty();) {
        auto word = next_word(rest);
        if (word.empty())
            break;
        VersionRange::Limit limit;
        for (auto const& [sign, bound] : signs) {
            if (!word.starts_with(sign))
                continue;
            limit.bound = bound;
            word.remove_prefix(sign.size());
            break;
        }
        if (word.empty())
            word = next_word(rest); // `>= 2.0`
        if (word.empty() || !is_digit(word.front()))
            return "expected bounds such as `>=2.0 <2.1`, not `" + std::string(text) + "`";
        limit.version = word;
        range.limits.push_back(std::move(limit));
    }
    if (range.limits.empty())
        return "expected bounds such as `>=2.0 <2.1`, not nothing";
    return range;
}

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// The next number without leading zeros (zero is empty), and the dot behind it is skipped. What follows
/// anything else is dropped.
std::string_view take_part(std::string_view& rest)
{
    auto const end = std::ranges::find_if_not(rest, is_digit);
    auto part = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(part.size());
    if (rest.starts_with('.'))
        rest.remove_prefix(1);
    else
        rest = {};
    part.remove_prefix(std::min(part.find_first_not_of('0'), part.size()));
    return part;
}

bool holds(std::strong_ordering order, Bound bound)
{
    switch (bound) {
    case Bound::equal: return order == 0;
    case Bound::less: return order < 0;
    case Bound::at_most: return order <= 0;
    case Bound::greater: return order > 0;
    case Bound::at_least: return order >= 0;
    }
    return false;
}

std::string_view next_word(std::string_view& rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    auto const word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    return word;
}

} // namespace

} // namespace mqttspec::target
