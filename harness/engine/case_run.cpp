// SPDX-License-Identifier: Apache-2.0
#include "engine/case_run.hpp"

#include "engine/player.hpp"
#include "engine/wire_log.hpp"
#include "net/nursery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace mqttspec::engine {

namespace {

Outcome fault(scenario::Scenario const& scenario, std::string reason)
{
    Outcome outcome;
    outcome.verdict = results::Verdict::error;
    outcome.where = scenario.where;
    outcome.reason = std::move(reason);
    return outcome;
}

Outcome undecided(Outcome outcome, std::string_view reason)
{
    outcome.verdict = results::Verdict::inconclusive;
    outcome.reason = fmt::format("{}; {}", reason, outcome.reason);
    return outcome;
}

/// What the step itself has us wait for.
net::Duration waiting_of(scenario::Step const& step, target::Timing const& timing)
{
    net::Duration waiting{};
    if (step.within)
        waiting += length_of(*step.within, timing) + timing.keep_alive_tolerance;
    if (auto const* wait = std::get_if<scenario::Wait>(&step.action))
        waiting += length_of(wait->span, timing);
    return waiting;
}

/// How often the steps of a repeat are run, as far as it can be told beforehand.
std::optional<std::int64_t> rounds_of(scenario::Repeat const& repeat, target::Features const& features)
{
    if (auto const* number = std::get_if<std::int64_t>(&repeat.times.held))
        return *number;
    auto const* variable = std::get_if<scenario::Variable>(&repeat.times.held);
    if (variable == nullptr || target::feature_named(variable->name) == nullptr)
        return std::nullopt;
    auto const value = target::value_of(features, variable->name);
    auto const* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? std::nullopt : std::optional(std::min(*number, scenario::most_rounds));
}

/// The same for the steps of a repeat, in all its rounds but the first.
net::Duration waiting_of_rounds(scenario::Step const& step, target::Timing const& timing,
                                target::Features const& features)
{
    net::Duration waiting{};
    auto const* repeat = std::get_if<scenario::Repeat>(&step.action);
    auto const times = repeat == nullptr ? std::nullopt : rounds_of(*repeat, features);
    if (times)
        scenario::for_each_step(repeat->steps, [&](scenario::Step const& inner) {
            waiting += (*times - 1) * waiting_of(inner, timing);
        });
    return waiting;
}

/// What goes wrong in a step is the case's fault, or ours; never the target's.
boost::asio::awaitable<Outcome> play_safely(Stage& stage)
{
    Player player{stage};
    std::string trouble;
    try {
        trouble = co_await stage.prepare();
        if (!trouble.empty())
            co_return fault(stage.scenario(), std::move(trouble));
        auto outcome = co_await player.play();
        co_return outcome;
    } catch (std::exception const& exception) {
        trouble = exception.what();
    }
    co_return fault(stage.scenario(), fmt::format("the case cannot be played: {}", trouble));
}

boost::asio::awaitable<void> watch(Stage& stage, net::Timer& done, bool const& is_done, net::TimePoint until)
{
    bool is_late = false;
    while (!is_done && !is_late)
        is_late = co_await done.wait_until(until);
    if (is_late && !is_done)
        stage.abandon();
}

} // namespace

boost::asio::awaitable<CaseRun> play_once(scenario::Scenario const& scenario,
                                          Surroundings const& surroundings, int attempt,
                                          std::vector<Stage*>& live)
{
    CaseRun run;
    run.started = net::Clock::now();
    Stage stage{scenario, surroundings, attempt};
    live.push_back(&stage);
    net::Timer done{surroundings.executor};
    bool is_done = false;
    net::Nursery watchdog{surroundings.executor};
    auto const bound = bound_of(scenario, surroundings.timing, surroundings.features);
    watchdog.spawn(watch(stage, done, is_done, run.started + bound));

    run.outcome = co_await play_safely(stage);
    is_done = true;
    done.wake();
    co_await watchdog.join();
    run.duration = net::Clock::now() - run.started;
    auto const end_of_steps = stage.journal().size();
    co_await stage.leave();
    std::erase(live, &stage);

    // A failure that was seen before it came to that stands.
    if (stage.was_flooded() && run.outcome.verdict != results::Verdict::fail)
        run.outcome = fault(scenario, "the target floods a connection; it was cut off");
    run.rules = check_rules(stage, end_of_steps);
    bool const is_told = run.outcome.has_passed() || run.outcome.verdict == results::Verdict::fail;
    if (is_told && !run.rules.unprovoked.empty())
        run.outcome = fault(scenario, run.rules.unprovoked);
    if (run.outcome.verdict == results::Verdict::fail && !run.rules.too_slow.empty())
        run.outcome = undecided(std::move(run.outcome), run.rules.too_slow);
    if (surroundings.keeps_wire_logs)
        run.wire = wire_log(stage.journal(), scenario.version, password_of(surroundings));
    run.notes = stage.notes();
    run.remains = stage.remains();
    for (auto const& [actor, state] : stage.actors())
        if (!state.connections.empty())
            run.client_ids.emplace_back(std::string{name_of(actor)}, state.client_id);
    co_return run;
}

net::Duration bound_of(scenario::Scenario const& scenario, target::Timing const& timing,
                       target::Features const& features)
{
    net::Duration bound = std::chrono::seconds{30};
    auto const add = [&](scenario::Step const& step) {
        bound += 4 * timing.response + waiting_of(step, timing) + waiting_of_rounds(step, timing, features);
    };
    scenario::for_each_step(scenario.setup, add);
    scenario::for_each_step(scenario.steps, add);
    return scenario.is_load ? bound + std::chrono::minutes{5} : bound;
}

bool is_destructive(scenario::Scenario const& scenario)
{
    bool closes = !scenario.provokes.empty();
    scenario::for_each_step(scenario.steps, [&](scenario::Step const& step) {
        closes = closes || std::holds_alternative<scenario::ExpectClose>(step.action);
    });
    return closes;
}

} // namespace mqttspec::engine
