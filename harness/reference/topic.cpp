// SPDX-License-Identifier: Apache-2.0
#include "reference/topic.hpp"

#include <algorithm>
#include <cstddef>

namespace mqttspec::reference {
namespace {

bool is_wildcard(std::string_view level);

} // namespace

bool is_topic_name(std::string_view text)
{
    return !text.empty() && !has_wildcard(text);
}

bool is_topic_filter(std::string_view text)
{
    if (text.empty()) {
        return false;
    }
    auto const hash = text.find('#');
    if (hash != std::string_view::npos && hash + 1 != text.size()) {
        return false;
    }
    return std::ranges::all_of(
        levels_of(text), [](std::string_view level) { return is_wildcard(level) || !has_wildcard(level); });
}

bool has_wildcard(std::string_view filter)
{
    return filter.find_first_of("+#") != std::string_view::npos;
}

bool is_reserved_topic(std::string_view topic)
{
    return topic.starts_with('$');
}

std::vector<std::string_view> levels_of(std::string_view topic)
{
    std::vector<std::string_view> levels;
    std::size_t start = 0;
    for (auto end = topic.find('/'); end != std::string_view::npos; end = topic.find('/', start)) {
        levels.push_back(topic.substr(start, end - start));
        start = end + 1;
    }
    levels.push_back(topic.substr(start));
    return levels;
}

bool matches(std::string_view filter, std::string_view topic)
{
    return !has_wildcard(topic) && overlaps(filter, topic);
}

bool overlaps(std::string_view filter, std::string_view other)
{
    auto const ours = levels_of(filter);
    auto const theirs = levels_of(other);
    // [MQTT-4.7.2-1]
    if ((is_wildcard(ours.front()) && is_reserved_topic(other)) ||
        (is_wildcard(theirs.front()) && is_reserved_topic(filter))) {
        return false;
    }
    auto const shared = std::min(ours.size(), theirs.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if (ours[i] == "#" || theirs[i] == "#") {
            return true;
        }
        if (ours[i] != "+" && theirs[i] != "+" && ours[i] != theirs[i]) {
            return false;
        }
    }
    // "#" stands for its parent level, too (4.7.1.2).
    auto const& longer = ours.size() > theirs.size() ? ours : theirs;
    return longer.size() == shared || (longer.size() == shared + 1 && longer.back() == "#");
}

namespace {

bool is_wildcard(std::string_view level)
{
    return level == "+" || level == "#";
}

} // namespace
} // namespace mqttspec::reference
