// SPDX-License-Identifier: Apache-2.0
#include "rules/topic_filter.hpp"

#include <algorithm>
#include <cstddef>

namespace mqttspec::rules {

namespace {

/// Whether the character at that place has a separator or an end on that side.
bool begins_level(std::string_view text, std::size_t at)
{
    return at == 0 || text[at - 1] == '/';
}

bool ends_level(std::string_view text, std::size_t at)
{
    return at + 1 == text.size() || text[at + 1] == '/';
}

} // namespace

bool matches(std::string_view filter, std::string_view name)
{
    while (true) {
        if (filter == "#")
            return true;
        auto const filter_end = filter.find('/');
        auto const name_end = name.find('/');
        auto const level = filter.substr(0, filter_end);
        if (level != "+" && level != name.substr(0, name_end))
            return false;
        if (filter_end == std::string_view::npos)
            return name_end == std::string_view::npos;
        filter.remove_prefix(filter_end + 1);
        if (name_end == std::string_view::npos)
            return filter == "#"; // It includes the parent level.
        name.remove_prefix(name_end + 1);
    }
}

bool has_wildcard(std::string_view text)
{
    // find_first_of would call memchr for each character.
    return std::ranges::any_of(text, [](char c) { return c == '+' || c == '#'; });
}

bool hashes_stand_alone(std::string_view filter)
{
    for (std::size_t at = 0; at < filter.size(); ++at)
        if (filter[at] == '#' && !begins_level(filter, at))
            return false;
    return true;
}

bool hash_is_last(std::string_view filter)
{
    auto const hash = filter.find('#');
    return hash == std::string_view::npos || hash + 1 == filter.size();
}

bool pluses_stand_alone(std::string_view filter)
{
    for (std::size_t at = 0; at < filter.size(); ++at)
        if (filter[at] == '+' && (!begins_level(filter, at) || !ends_level(filter, at)))
            return false;
    return true;
}

} // namespace mqttspec::rules
