// SPDX-License-Identifier: Apache-2.0
#include "engine/runner.hpp"

#include "engine/janitor.hpp"
#include "net/nursery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::engine {

namespace {

net::Duration scaled(net::Duration duration, double factor)
{
    return std::chrono::duration_cast<net::Duration>(duration * factor);
}

target::Timing scaled(target::Timing timing, double factor)
{
    timing.response = scaled(timing.response, factor);
    timing.settle = scaled(timing.settle, factor);
    timing.keep_alive_tolerance = scaled(timing.keep_alive_tolerance, factor);
    timing.client_slack = scaled(timing.client_slack, factor);
    return timing;
}

Surroundings make_surroundings(target::TargetSpec const& spec, RunOptions const& options,
                               boost::asio::any_io_executor executor)
{
    Surroundings surroundings;
    surroundings.executor = std::move(executor);
    surroundings.timing = scaled(spec.timing, options.timing_scale);
    surroundings.features = target::features_of(spec);
    surroundings.credentials = spec.credentials;
    surroundings.delivery = options.delivery;
    surroundings.run_id = options.run_id;
    surroundings.topic_prefix = spec.topic_prefix;
    surroundings.client_id_prefix = spec.client_id_prefix;
    surroundings.keeps_wire_logs = options.keeps_wire_logs;
    surroundings.has_exact_clock = options.has_exact_clock;
    surroundings.trace = options.trace;
    return surroundings;
}

/// Whether the cases take long enough for slow probes to lengthen nothing.
bool waits_for_keep_alive(Schedule const& schedule, target::Timing const& timing)
{
    auto const probe_lasts = std::chrono::seconds{timing.keep_alive} * 3 / 2;
    return !schedule.together.empty() && least_duration(*schedule.together.front(), timing) >= probe_lasts;
}

} // namespace

Runner::Runner(target::Target& target, std::vector<scenario::Scenario> const& cases, RunOptions options,
               boost::asio::any_io_executor executor)
    : target_{target}, cases_{cases}, options_{std::move(options)},
      surroundings_{make_surroundings(target.spec(), options_, executor)}, pacer_{target.spec().rate},
      bystander_{surroundings_}, changed_{executor}
{
    surroundings_.pacer = &pacer_;
    surroundings_.clients = dynamic_cast<target::ClientTarget*>(&target);
    circumstances_.today = target::today();
    circumstances_.transport = target_.spec().transport;
    circumstances_.delivery = name_of(options_.delivery);
    if (target_.is_ours())
        surroundings_.restart_target = [this] { return restart(); };
    for (auto const& scenario : cases_) {
        places_[&scenario] = judgements_.size();
        judgements_.push_back({.scenario = &scenario});
    }
}

boost::asio::awaitable<void> Runner::run()
{
    began_ = net::Clock::now();
    auto const started = co_await target_.start();
    if (!started.ok) {
        trouble_ = started.hint.empty() ? started.trouble : started.trouble + "\n" + started.hint;
        if (!target_.spec().variant.empty())
            trouble_ =
                fmt::format("the variant `{}` cannot be started: {}", target_.spec().variant, trouble_);
        co_await target_.stop();
        co_return;
    }
    circumstances_.version = target_.version();
    surroundings_.features = target_.features();
    trouble_ = co_await meet();
    has_begun_ = trouble_.empty();
    if (has_begun_)
        co_await play_all();
    else
        trouble_ = fmt::format("the target does not serve a plain client: {}", trouble_);
    co_await bystander_.leave();
    co_await target_.stop();
}

/// A Server must serve our bystander; what a Client does, its cases show.
boost::asio::awaitable<std::string> Runner::meet()
{
    if (surroundings_.clients != nullptr)
        co_return std::string{};
    surroundings_.connector = &target_.connector();
    auto trouble = co_await bystander_.arrive();
    co_return trouble;
}

boost::asio::awaitable<void> Runner::play_all()
{
    // Who limits connections has none to spare for questions.
    bool const probes = options_.probes && target_.spec().rate == 0 && surroundings_.clients == nullptr;
    if (probes)
        co_await look_at_behaviour();
    sort_out_skipped();
    std::vector<scenario::Scenario const*> playable;
    for (auto const& judgement : judgements_)
        if (judgement.skipped.empty())
            playable.push_back(judgement.scenario);
    auto const schedule = make_schedule(std::move(playable), surroundings_.timing, options_.seed);
    auto const before = net::Clock::now();
    net::Nursery beside{surroundings_.executor};
    if (probes && waits_for_keep_alive(schedule, surroundings_.timing))
        beside.spawn(probe(Pace::slow, surroundings_, live_, behaviour_));
    co_await play_together(schedule.together, jobs());
    co_await beside.join();
    time_together_ = net::Clock::now() - before;
    for (auto const* scenario : schedule.apart)
        if (!must_stop())
            co_await play_alone(*scenario);
    co_await play_voided();
    if (options_.repeats_failures && options_.repeat == 1)
        co_await repeat_failures();
}

/// What the target file does not declare is as it was seen.
boost::asio::awaitable<void> Runner::look_at_behaviour()
{
    co_await probe(Pace::quick, surroundings_, live_, behaviour_);
    surroundings_.features.insert(behaviour_.features.begin(), behaviour_.features.end());
    if (circumstances_.version.empty())
        circumstances_.version = behaviour_.version;
}

std::size_t Runner::jobs() const
{
    auto const* clients = surroundings_.clients;
    return clients == nullptr ? options_.jobs : std::min(options_.jobs, clients->most_at_once());
}

boost::asio::awaitable<void> Runner::play_together(std::vector<scenario::Scenario const*> const& cases,
                                                   std::size_t jobs)
{
    std::deque<scenario::Scenario const*> queue(cases.begin(), cases.end());
    net::Nursery workers{surroundings_.executor};
    for (std::size_t i = 0; i < std::min(jobs, cases.size()); ++i)
        workers.spawn(work(queue));
    co_await workers.join();
}

boost::asio::awaitable<void> Runner::work(std::deque<scenario::Scenario const*>& queue)
{
    while (!queue.empty() && !must_stop()) {
        auto const* scenario = queue.front();
        queue.pop_front();
        co_await play_beside_others(*scenario);
    }
}

boost::asio::awaitable<void> Runner::play_beside_others(scenario::Scenario const& scenario)
{
    for (int i = 0; i < options_.repeat && !must_stop(); ++i) {
        while (is_recovering_)
            co_await changed_.wait_until(net::TimePoint::max());
        if (!trouble_.empty())
            co_return give_up(scenario);
        auto const generation = generation_;
        ++playing_;
        auto run = co_await attempt(scenario);
        auto wrong = co_await diagnose(scenario, run);
        --playing_;
        changed_.wake();
        if (is_interrupted_)
            co_return;
        if (!wrong.empty() || generation != generation_) {
            // Whose fault it is cannot be told while others play: all of them are played again, alone.
            voided_.push_back(&scenario);
            co_await recover();
            co_return;
        }
        judgement_of(scenario).runs.push_back(std::move(run));
    }
}

boost::asio::awaitable<void> Runner::play_alone(scenario::Scenario const& scenario)
{
    if (!trouble_.empty())
        co_return give_up(scenario);
    auto run = co_await attempt(scenario);
    if (is_interrupted_)
        co_return;
    auto const wrong = co_await diagnose(scenario, run);
    if (!wrong.empty()) {
        auto const* what = target_.is_alive() ? "" : "the target crashed: ";
        run.is_crash = true;
        run.outcome.verdict = results::Verdict::fail;
        run.outcome.statements = {scenario.statements.front().full()};
        run.outcome.where = scenario.where;
        run.outcome.step = "the end of the case";
        run.outcome.expected = "the target goes on serving everybody else";
        run.outcome.received = what + wrong;
        run.outcome.reason = what + wrong;
        co_await recover();
        if (!trouble_.empty()) {
            run.outcome.verdict = results::Verdict::error;
            run.outcome.reason = fmt::format("{}; {}", wrong, trouble_);
        }
    }
    judgement_of(scenario).runs.push_back(std::move(run));
}

boost::asio::awaitable<void> Runner::play_voided()
{
    auto const voided = std::exchange(voided_, {});
    for (auto const* scenario : voided)
        if (!must_stop())
            co_await play_alone(*scenario);
}

/// A failure that does not repeat is none. A few are repeated one after the other; a multitude is no sign of
/// chance, and would take many minutes so: it shares the time, few enough at once to disturb nobody. So does
/// what accuses nobody.
boost::asio::awaitable<void> Runner::repeat_failures()
{
    constexpr std::size_t a_few = 20;
    constexpr std::size_t quiet_jobs = 16;
    auto untold = make_schedule(in_doubt(), surroundings_.timing, options_.seed).together;
    std::erase_if(untold, [this](scenario::Scenario const* scenario) {
        return !is_untold_as_declared(judgement_of(*scenario), target_.spec().known_failures, circumstances_);
    });
    co_await play_together(untold, quiet_jobs);
    co_await play_voided();
    auto crowd = make_schedule(in_doubt(), surroundings_.timing, options_.seed).together;
    while (crowd.size() > a_few) {
        co_await play_together(crowd, quiet_jobs);
        co_await play_voided();
        crowd = make_schedule(in_doubt(), surroundings_.timing, options_.seed).together;
    }
    for (auto doubtful = in_doubt(); !doubtful.empty(); doubtful = in_doubt())
        for (auto const* scenario : doubtful)
            if (!must_stop())
                co_await play_alone(*scenario);
}

/// The cases whose verdict needs another attempt.
std::vector<scenario::Scenario const*> Runner::in_doubt() const
{
    std::vector<scenario::Scenario const*> cases;
    if (must_stop() || !trouble_.empty())
        return cases;
    for (auto const& judgement : judgements_) {
        auto const* known = find_known(judgement, target_.spec().known_failures, circumstances_);
        if (judgement.was_played() && needs_another_run(judgement, known != nullptr))
            cases.push_back(judgement.scenario);
    }
    return cases;
}

boost::asio::awaitable<CaseRun> Runner::attempt(scenario::Scenario const& scenario)
{
    if (options_.on_begin)
        options_.on_begin(scenario.id);
    auto run = co_await play_once(scenario, surroundings_, ++attempts_[&scenario], live_);
    if (!is_interrupted_ && target_.is_alive() && surroundings_.clients == nullptr) {
        auto left = co_await clean_up(run.remains, scenario, surroundings_);
        left_behind_.insert(left_behind_.end(), left.begin(), left.end());
    }
    if (options_.on_end)
        options_.on_end(scenario.id, run.outcome.verdict);
    bool const is_failure = run.outcome.verdict == results::Verdict::fail;
    if (is_failure && options_.stops_at_failure) {
        Judgement const single{.scenario = &scenario, .runs = {run}};
        is_stopped_ =
            is_stopped_ || find_known(single, target_.spec().known_failures, circumstances_) == nullptr;
    }
    co_return run;
}

boost::asio::awaitable<std::string> Runner::diagnose(scenario::Scenario const& scenario, CaseRun const& run)
{
    // Each case has a Client to itself.
    if (surroundings_.clients != nullptr)
        co_return std::string{};
    if (!target_.is_alive())
        co_return target_.end();
    if (bystander_.is_lost())
        co_return std::string{"an innocent connection was closed, too"};
    // Where a case that should harm nobody does not pass, the target may just have gone down under it.
    bool const is_suspicious = is_destructive(scenario) || !run.outcome.has_passed();
    if (!is_suspicious || is_interrupted_)
        co_return std::string{};
    auto wrong = co_await bystander_.check();
    co_return wrong;
}

boost::asio::awaitable<void> Runner::recover()
{
    if (is_recovering_) {
        while (is_recovering_)
            co_await changed_.wait_until(net::TimePoint::max());
        co_return;
    }
    is_recovering_ = true;
    ++generation_;
    for (auto* stage : live_)
        stage->abandon();
    while (playing_ > 0)
        co_await changed_.wait_until(net::TimePoint::max());
    trouble_ = co_await bring_back();
    is_recovering_ = false;
    changed_.wake();
}

boost::asio::awaitable<std::string> Runner::bring_back()
{
    if (target_.is_ours()) {
        auto trouble = co_await restart();
        co_return trouble;
    }
    // Somebody else's target: whoever looks after it may bring it back.
    auto const until = net::Clock::now() + surroundings_.timing.start;
    std::string trouble;
    do {
        trouble = co_await bystander_.arrive();
        if (trouble.empty())
            co_return trouble;
        co_await net::sleep_until(net::Clock::now() + surroundings_.timing.settle);
    } while (net::Clock::now() < until && !is_interrupted_);
    co_return fmt::format("the target went away and did not come back: {}", trouble);
}

boost::asio::awaitable<std::string> Runner::restart()
{
    co_await bystander_.leave();
    auto const started = co_await target_.restart();
    if (!started.ok)
        co_return fmt::format("the target could not be started again: {}", started.trouble);
    surroundings_.connector = &target_.connector();
    auto trouble = co_await bystander_.arrive();
    co_return trouble;
}

void Runner::interrupt()
{
    is_interrupted_ = true;
    for (auto* stage : live_)
        stage->abandon();
    changed_.wake();
}

Judgement& Runner::judgement_of(scenario::Scenario const& scenario)
{
    return judgements_[places_.at(&scenario)];
}

void Runner::sort_out_skipped()
{
    auto const& features = surroundings_.features;
    for (auto& judgement : judgements_) {
        judgement.skipped = unmet_need(*judgement.scenario, features);
        judgement.lacks_need = !judgement.skipped.empty();
        if (judgement.skipped.empty() && !options_.is_intrusive)
            judgement.skipped = burden(*judgement.scenario, target_.spec());
    }
}

void Runner::give_up_rest()
{
    for (auto const& judgement : judgements_)
        if (!trouble_.empty() && !is_interrupted_ && !judgement.was_played() && judgement.skipped.empty())
            give_up(*judgement.scenario);
}

/// The target is gone for good: what was not played cannot be told.
void Runner::give_up(scenario::Scenario const& scenario)
{
    CaseRun run;
    run.outcome.verdict = results::Verdict::error;
    run.outcome.where = scenario.where;
    run.outcome.reason = trouble_;
    judgement_of(scenario).runs.push_back(std::move(run));
}

} // namespace mqttspec::engine
