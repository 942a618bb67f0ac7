// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace mqttspec::engine {

namespace {

/// std::shuffle differs between libraries; a seed must give the same order everywhere.
void shuffle(std::vector<scenario::Scenario const*>& cases, std::uint64_t seed)
{
    std::mt19937_64 random{seed};
    for (std::size_t i = cases.size(); i > 1; --i)
        std::swap(cases[i - 1], cases[random() % i]);
}

bool is_apart(scenario::Scenario const& scenario)
{
    return scenario.is_exclusive || scenario.is_load || restarts_target(scenario);
}

} // namespace

bool restarts_target(scenario::Scenario const& scenario)
{
    bool restarts = false;
    auto const look = [&](scenario::Step const& step) {
        restarts = restarts || std::holds_alternative<scenario::RestartTarget>(step.action);
    };
    scenario::for_each_step(scenario.setup, look);
    scenario::for_each_step(scenario.steps, look);
    return restarts;
}

Schedule make_schedule(std::vector<scenario::Scenario const*> cases, target::Timing const& timing,
                       std::uint64_t seed)
{
    shuffle(cases, seed);
    std::ranges::stable_sort(cases, std::ranges::greater{},
                             [&](auto const* scenario) { return least_duration(*scenario, timing); });
    Schedule schedule;
    for (auto const* scenario : cases)
        (is_apart(*scenario) ? schedule.apart : schedule.together).push_back(scenario);
    return schedule;
}

net::Duration least_duration(scenario::Scenario const& scenario, target::Timing const& timing)
{
    auto const unit = std::chrono::seconds{timing.keep_alive};
    net::Duration least{};
    auto const add = [&](scenario::Step const& step) {
        bool const runs_out = step.within && step.within->unit == scenario::Span::Unit::keep_alive;
        if (runs_out)
            least += std::chrono::duration_cast<net::Duration>(unit * step.within->factor);
        auto const* wait = std::get_if<scenario::Wait>(&step.action);
        if (wait != nullptr && wait->span.unit == scenario::Span::Unit::keep_alive)
            least += std::chrono::duration_cast<net::Duration>(unit * wait->span.factor);
    };
    scenario::for_each_step(scenario.setup, add);
    scenario::for_each_step(scenario.steps, add);
    return least;
}

} // namespace mqttspec::engine
