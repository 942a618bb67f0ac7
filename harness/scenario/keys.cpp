// SPDX-License-Identifier: Apache-2.0
#include "scenario/keys.hpp"

#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

Keys::Keys(Reader const& reader, yaml::Cursor const& map, std::size_t skipped) : map_(map)
{
    for (auto const& [key, value] : map.entries()) {
        if (skipped > 0) {
            --skipped;
            continue;
        }
        auto name = reader.words(key);
        if (!name)
            continue;
        // Two keys that differ in the file can become one when `for` is filled in.
        if (this->key(*name) != nullptr)
            key.error("the key " + ticked(*name) + " stands twice");
        else
            entries_.push_back({.name = *std::move(name), .key = key, .value = value});
    }
}

std::optional<yaml::Cursor> Keys::take(std::string_view name)
{
    known_.emplace_back(name);
    auto const found = std::ranges::find(entries_, name, &Entry::name);
    if (found == entries_.end())
        return std::nullopt;
    found->is_taken = true;
    return found->value;
}

std::optional<yaml::Cursor> Keys::require(std::string_view name)
{
    auto value = take(name);
    if (!value)
        map_.error(ticked(name) + " is missing");
    return value;
}

yaml::Cursor const* Keys::key(std::string_view name) const
{
    auto const found = std::ranges::find(entries_, name, &Entry::name);
    return found == entries_.end() ? nullptr : &found->key;
}

void Keys::finish(std::string_view owner) const
{
    for (auto const& entry : entries_)
        if (!entry.is_taken)
            entry.key.error(ticked(entry.name) + " is no key of " + std::string(owner),
                            known_.empty() ? "it takes no keys" : suggestion(entry.name, known_));
}

} // namespace mqttspec::scenario
