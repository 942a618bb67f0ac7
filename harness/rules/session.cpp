// SPDX-License-Identifier: Apache-2.0
#include "rules/session.hpp"

#include "rules/topic_filter.hpp"

#include <algorithm>
#include <functional>

namespace mqttspec::rules {

namespace {

bool is_simple(Subscriptions::Entry const& entry)
{
    return entry.requests == 1 && entry.unanswered == 0 && entry.highest_granted >= 0 && !entry.deleted;
}

} // namespace

Exchange* Flow::find(std::uint16_t id)
{
    auto const found = under_way_.find(id);
    return found == under_way_.end() ? nullptr : &found->second;
}

Exchange const* Flow::find(std::uint16_t id) const
{
    auto const found = under_way_.find(id);
    return found == under_way_.end() ? nullptr : &found->second;
}

Exchange& Flow::begin(std::uint16_t id)
{
    end(id);
    auto& exchange = under_way_[id];
    exchange.is_first_use = !used_.contains(id);
    used_.insert(id);
    exchange.first_seen = ++begun_;
    return exchange;
}

void Flow::advance(Exchange& exchange, Exchange::Stage stage)
{
    unreleased_ -= exchange.stage == Exchange::Stage::received ? 1U : 0U;
    exchange.stage = stage;
    unreleased_ += exchange.stage == Exchange::Stage::received ? 1U : 0U;
}

void Flow::end(std::uint16_t id)
{
    auto const found = under_way_.find(id);
    if (found == under_way_.end())
        return;
    unreleased_ -= found->second.stage == Exchange::Stage::received ? 1U : 0U;
    under_way_.erase(found);
}

std::optional<std::size_t> Subscriptions::request(std::string const& filter, std::uint8_t qos, Instant when)
{
    if (filter.starts_with('$') && !filter.starts_with("$SYS/"))
        are_complete_ = false;
    auto found = std::ranges::find(entries_, filter, &Entry::filter);
    if (found == entries_.end()) {
        if (entries_.size() == most || filter.size() > 4096) {
            are_complete_ = false;
            return std::nullopt;
        }
        entries_.push_back({.filter = filter});
        found = entries_.end() - 1;
    }
    found->highest = std::max<std::uint8_t>(found->highest, qos & 3U);
    found->may_be_served = true;
    found->requested = when;
    found->deleted.reset();
    ++found->requests;
    ++found->unanswered;
    return static_cast<std::size_t>(found - entries_.begin());
}

void Subscriptions::answer(std::size_t index, std::uint8_t return_code, Instant when)
{
    auto& entry = entries_[index];
    entry.answered = when;
    if (return_code > 2 && return_code != 0x80)
        return; // Nobody can tell what it grants.
    --entry.unanswered;
    if (return_code <= 2)
        entry.highest_granted = std::max<int>(entry.highest_granted, return_code);
    if (entry.unanswered > 0)
        return;
    // A refused request leaves an earlier grant as it was.
    entry.may_be_served = entry.highest_granted >= 0;
    entry.highest = static_cast<std::uint8_t>(std::max(entry.highest_granted, 0));
}

void Subscriptions::remove(std::string_view filter, Instant asked, Instant when)
{
    auto const found = std::ranges::find(entries_, filter, &Entry::filter);
    if (found != entries_.end() && found->unanswered == 0 && found->requested.count < asked.count)
        found->deleted = when;
}

bool Subscriptions::were_granted() const
{
    return std::ranges::any_of(entries_, [](Entry const& entry) { return entry.highest_granted >= 0; });
}

Subscriptions::Match Subscriptions::match(std::string_view name) const
{
    Match match;
    std::size_t matching = 0;
    std::size_t deleted = 0;
    for (auto const& entry : entries_) {
        if (!matches(entry.filter, name))
            continue;
        match.sole = ++matching == 1 ? &entry : nullptr;
        if (entry.may_be_served) {
            match.is_covered = true;
            match.highest = std::max(match.highest, entry.highest);
        }
        if (entry.deleted && (++deleted == 1 || match.deleted->count < entry.deleted->count))
            match.deleted = entry.deleted;
    }
    if (!are_complete_ || deleted != matching)
        match.deleted.reset();
    if (match.sole != nullptr && !(are_complete_ && is_simple(*match.sole)))
        match.sole = nullptr;
    return match;
}

std::uint64_t digest_of(std::string_view text, std::uint64_t seed)
{
    return std::hash<std::string_view>{}(text) ^ (seed * 0x9E3779B97F4A7C15U);
}

} // namespace mqttspec::rules
