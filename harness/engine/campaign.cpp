// SPDX-License-Identifier: Apache-2.0
#include "engine/campaign.hpp"

#include "engine/judge.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace mqttspec::engine {

Campaign::Campaign(target::TargetSpec spec, std::vector<scenario::Scenario> const& cases, RunOptions options,
                   TargetMaker make_target, boost::asio::any_io_executor executor)
    : spec_{std::move(spec)}, cases_{cases}, options_{std::move(options)},
      make_target_{std::move(make_target)}, executor_{std::move(executor)}
{}

boost::asio::awaitable<void> Campaign::run()
{
    began_ = net::Clock::now();
    bool const is_for_variants =
        !cases_.empty() && std::ranges::all_of(cases_, [&](scenario::Scenario const& it) {
            return variant_for(it, spec_) != nullptr;
        });
    if (!is_for_variants) {
        auto plain = spec_;
        plain.variants.clear();
        co_await play(std::move(plain), cases_);
        trouble_ = main_part().runner->trouble();
        auto const& seen = main_part().runner->behaviour().features;
        spec_.features.insert(seen.begin(), seen.end());
    }
    options_.probes = false;
    if (is_for_variants || main_part().runner->has_begun())
        co_await play_on_variants();
}

boost::asio::awaitable<void> Campaign::play(target::TargetSpec spec, std::vector<scenario::Scenario> cases)
{
    auto& part = parts_.emplace_back();
    part.cases = std::move(cases);
    part.target = make_target_(std::move(spec));
    part.runner = std::make_unique<Runner>(*part.target, part.cases, options_, executor_);
    co_await part.runner->run();
}

boost::asio::awaitable<void> Campaign::play_on_variants()
{
    for (auto const& variant : spec_.variants) {
        auto cases = left_for(variant);
        if (cases.empty() || must_stop())
            continue;
        auto spec = spec_.with(variant);
        co_await play(std::move(spec), std::move(cases));
        parts_.back().runner->give_up_rest();
    }
}

bool Campaign::must_stop() const
{
    return std::ranges::any_of(parts_, [](Part const& part) {
        return part.runner->was_interrupted() || part.runner->has_stopped();
    });
}

/// The cases that no part has played so far, and that the variant can play.
std::vector<scenario::Scenario> Campaign::left_for(target::Variant const& variant) const
{
    auto const features = target::features_of(spec_.with(variant));
    std::map<std::string, bool> is_done;
    for (auto const& part : parts_)
        for (auto const& judgement : part.runner->judgements())
            is_done[judgement.scenario->id] = is_done[judgement.scenario->id] || !judgement.lacks_need;
    std::vector<scenario::Scenario> cases;
    for (auto const& scenario : cases_)
        if (!is_done[scenario.id] && unmet_need(scenario, features).empty())
            cases.push_back(scenario);
    return cases;
}

void Campaign::interrupt()
{
    is_interrupted_ = true;
    for (auto const& part : parts_)
        part.runner->interrupt();
}

/// Whether a variant was still to play what the plain target cannot.
bool Campaign::is_pending(Entry const& entry) const
{
    return entry.judgement->lacks_need && entry.part->target->spec().variant.empty() &&
           variant_for(*entry.judgement->scenario, spec_) != nullptr;
}

std::vector<Campaign::Entry> Campaign::entries() const
{
    std::map<std::string, Entry> found;
    for (auto const& part : parts_)
        for (auto const& judgement : part.runner->judgements())
            if (judgement.was_played() || !judgement.skipped.empty())
                found[judgement.scenario->id] = {.judgement = &judgement, .part = &part};
    std::vector<Entry> entries;
    for (auto const& scenario : cases_)
        if (auto const entry = found.find(scenario.id); entry != found.end() && !is_pending(entry->second))
            entries.push_back(entry->second);
    return entries;
}

target::Variant const* variant_for(scenario::Scenario const& scenario, target::TargetSpec const& spec)
{
    if (unmet_need(scenario, target::features_of(spec)).empty())
        return nullptr;
    auto const found = std::ranges::find_if(spec.variants, [&](target::Variant const& variant) {
        return unmet_need(scenario, target::features_of(spec.with(variant))).empty();
    });
    return found == spec.variants.end() ? nullptr : &*found;
}

} // namespace mqttspec::engine
