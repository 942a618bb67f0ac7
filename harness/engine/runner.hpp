// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/bystander.hpp"
#include "engine/case_run.hpp"
#include "engine/judge.hpp"
#include "engine/probe.hpp"
#include "engine/schedule.hpp"
#include "engine/surroundings.hpp"
#include "net/clock.hpp"
#include "target/target.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mqttspec::engine {

struct RunOptions
{
    std::size_t jobs = 128; ///< How many cases are played at the same time.
    std::uint64_t seed = 0; ///< Of the order.
    int repeat = 1;         ///< How often each case is played; differing verdicts are inconclusive.
    Delivery delivery = Delivery::whole;
    double timing_scale = 1;      ///< Of response, settle and tolerances; never of the standard's durations.
    bool repeats_failures = true; ///< Alone, twice, before they are believed.
    bool stops_at_failure =
        false;                    ///< After the first failure that is not a known one, nothing more is begun.
    bool is_intrusive = false;    ///< Burdens targets beyond this machine, too.
    bool keeps_wire_logs = true;  ///< Of each attempt, for reports.
    bool has_exact_clock = false; ///< Virtual time.
    bool probes = false;  ///< Looks first how the target behaves where the standard leaves it the choice.
    std::string run_id{}; ///< Unique enough that two runs against one target do not meet.
    std::function<void(std::string const& scenario)> on_begin{};
    std::function<void(std::string const& scenario, results::Verdict verdict)> on_end{}; ///< Of an attempt.
    std::function<void(std::string const& scenario, std::string const& party, trace::Observation const&)>
        trace{};
};

/// Plays a suite against a target: side by side what can be, apart what must be, and failures again alone.
class Runner
{
public:
    Runner(target::Target& target, std::vector<scenario::Scenario> const& cases, RunOptions options,
           boost::asio::any_io_executor executor);

    /// Everything, from the start of the target to its end. What went wrong with the target as a whole is
    /// in trouble().
    [[nodiscard]] boost::asio::awaitable<void> run();

    /// Breaks off: what was finished stays, what was under way is forgotten.
    void interrupt();

    /// In the order of the cases. Those that were not finished are not there.
    [[nodiscard]] std::vector<Judgement> const& judgements() const { return judgements_; }
    [[nodiscard]] std::string const& trouble() const { return trouble_; }
    [[nodiscard]] Behaviour const& behaviour() const { return behaviour_; }

    /// The declared features, and for others those that were seen.
    [[nodiscard]] target::Features const& features() const { return surroundings_.features; }
    [[nodiscard]] std::vector<std::string> const& left_behind() const { return left_behind_; }
    [[nodiscard]] RunOptions const& options() const { return options_; }
    [[nodiscard]] bool was_interrupted() const { return is_interrupted_; }

    /// Whether a failure was to end the run, and there was one.
    [[nodiscard]] bool has_stopped() const { return is_stopped_; }

    /// Whether the target was there at all.
    [[nodiscard]] bool has_begun() const { return has_begun_; }

    /// Cases that were to be played, and were not because of trouble with the target: an error each.
    void give_up_rest();
    [[nodiscard]] target::Circumstances const& circumstances() const { return circumstances_; }
    [[nodiscard]] net::TimePoint began() const { return began_; }

    /// Time spent on cases side by side, without those apart and the re-runs.
    [[nodiscard]] net::Duration time_together() const { return time_together_; }

private:
    using Void = boost::asio::awaitable<void>;

    [[nodiscard]] boost::asio::awaitable<std::string> meet();
    [[nodiscard]] Void play_all();
    [[nodiscard]] Void look_at_behaviour();
    [[nodiscard]] std::size_t jobs() const;
    [[nodiscard]] Void play_together(std::vector<scenario::Scenario const*> const& cases, std::size_t jobs);
    [[nodiscard]] Void work(std::deque<scenario::Scenario const*>& queue);
    [[nodiscard]] Void play_beside_others(scenario::Scenario const& scenario);
    [[nodiscard]] Void play_alone(scenario::Scenario const& scenario);
    [[nodiscard]] Void play_voided();
    [[nodiscard]] Void repeat_failures();
    [[nodiscard]] std::vector<scenario::Scenario const*> in_doubt() const;
    [[nodiscard]] boost::asio::awaitable<CaseRun> attempt(scenario::Scenario const& scenario);

    /// What is wrong with the target beyond the case, in words; empty if nothing is.
    [[nodiscard]] boost::asio::awaitable<std::string> diagnose(scenario::Scenario const& scenario,
                                                               CaseRun const& run);

    /// Brings the target and the bystander back. Those who come second wait for the first.
    [[nodiscard]] Void recover();
    [[nodiscard]] boost::asio::awaitable<std::string> bring_back();
    [[nodiscard]] boost::asio::awaitable<std::string> restart();

    [[nodiscard]] Judgement& judgement_of(scenario::Scenario const& scenario);
    void sort_out_skipped();
    void give_up(scenario::Scenario const& scenario);
    [[nodiscard]] bool must_stop() const { return is_interrupted_ || is_stopped_; }

    target::Target& target_;
    std::vector<scenario::Scenario> const& cases_;
    RunOptions options_;
    Surroundings surroundings_;
    target::Pacer pacer_;
    target::Circumstances circumstances_;
    Behaviour behaviour_;
    Bystander bystander_;
    std::vector<Judgement> judgements_;
    std::map<scenario::Scenario const*, std::size_t> places_;
    std::map<scenario::Scenario const*, int> attempts_;
    std::vector<scenario::Scenario const*> voided_; ///< Under way when the target went down.
    std::vector<Stage*> live_;
    std::vector<std::string> left_behind_;
    std::string trouble_;
    net::Timer changed_;
    net::TimePoint began_{};
    net::Duration time_together_{};
    std::size_t playing_ = 0;
    int generation_ = 0; ///< Of the target: counts its recoveries.
    bool has_begun_ = false;
    bool is_recovering_ = false;
    bool is_interrupted_ = false;
    bool is_stopped_ = false;
};

} // namespace mqttspec::engine
