// SPDX-License-Identifier: Apache-2.0
#include "cli/choose_variant.hpp"
#include "cli/commands.hpp"
#include "cli/github.hpp"
#include "cli/pcap_folder.hpp"
#include "cli/progress_line.hpp"
#include "cli/report_files.hpp"
#include "cli/run_facts.hpp"
#include "cli/run_flags.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "engine/result_of.hpp"
#include "engine/runner.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "reports/console.hpp"
#include "target/load.hpp"
#include "target/target.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <unistd.h>
#include <utility>

namespace mqttspec::cli {

namespace {

int complain(std::string const& what)
{
    say(what);
    return ExitCode::usage;
}

void print_trace(std::string const& scenario, std::string const& party, trace::Observation const& observation)
{
    auto const line =
        fmt::format("{:10.4f} {} {}: {}\n", std::chrono::duration<double>(observation.at).count(), scenario,
                    party, trace::describe(observation.event, wire::Version::v3_1_1));
    std::fputs(line.c_str(), stderr);
}

int dry_run(std::vector<scenario::Scenario> const& cases, target::TargetSpec const& spec,
            RunFlags const& flags)
{
    auto const features = target::features_of(spec);
    for (auto const& scenario : cases) {
        auto const* variant = engine::variant_for(scenario, spec);
        if (variant != nullptr) {
            fmt::print("{}  (variant: {})\n", scenario.id, variant->name);
            continue;
        }
        auto unmet = engine::unmet_need(scenario, features);
        if (unmet.empty() && !flags.is_intrusive)
            unmet = engine::burden(scenario, spec);
        fmt::print("{}{}\n", scenario.id, unmet.empty() ? std::string{} : "  (skipped: " + unmet + ")");
    }
    fmt::print("{} cases\n", cases.size());
    return ExitCode::ok;
}

/// Ends the waiting for signals once the run is over, whatever the run came to.
boost::asio::awaitable<void> run_to_end(engine::Campaign& campaign, boost::asio::signal_set& signals,
                                        ProgressLine& line, std::exception_ptr& failure)
{
    try {
        co_await campaign.run();
    } catch (...) {
        failure = std::current_exception();
    }
    boost::system::error_code ignored;
    signals.cancel(ignored);
    line.stop();
}

void listen_for_signals(boost::asio::signal_set& signals, engine::Campaign& campaign,
                        reports::Progress& progress)
{
    signals.async_wait([&signals, &campaign, &progress](boost::system::error_code ec, int) {
        if (ec)
            return;
        if (campaign.was_interrupted())
            _exit(ExitCode::interrupted);
        progress.clear();
        say("interrupted; the reports of what was finished are written (again: at once)");
        campaign.interrupt();
        listen_for_signals(signals, campaign, progress);
    });
}

results::Result play(target::TargetSpec const& spec, Narrowed const& narrowed, Suite const& suite,
                     RunFlags const& flags, Invocation const& invocation, PcapFolder& captures)
{
    net::raise_descriptor_limit();
    boost::asio::io_context context{1};
    reports::Progress progress{STDERR_FILENO, reports::language_named(flags.lang)};
    ProgressLine line{context.get_executor(), progress, narrowed.cases.size(), !flags.traces && !flags.quiet};
    engine::RunOptions options;
    options.jobs = flags.jobs;
    options.seed = flags.seed ? *flags.seed : std::random_device{}();
    options.repeat = flags.repeat;
    options.timing_scale = flags.timing_scale;
    options.delivery = target::delivery_named(flags.delivery).value_or(target::Delivery::whole);
    options.stops_at_failure = flags.stops_at_failure;
    options.is_intrusive = flags.is_intrusive;
    options.probes = true;
    options.run_id = new_run_id();
    options.on_begin = [&line, &captures](std::string const& scenario) {
        captures.begin(scenario);
        line.begin(scenario);
    };
    options.on_end = [&line, &captures](std::string const& scenario, results::Verdict verdict) {
        captures.end(scenario);
        line.end(scenario, verdict);
    };
    if (flags.traces || captures.is_wanted())
        options.trace = [&flags, &captures](auto const&... seen) {
            captures.see(seen...);
            if (flags.traces)
                print_trace(seen...);
        };

    engine::RunFacts facts;
    facts.suite_version = suite_version;
    facts.started = now_in_utc();
    for (auto const& argument : invocation.arguments)
        facts.command.push_back(without_secrets(argument));
    facts.selection = narrowed.selection;
    facts.shard = narrowed.shard.index;
    facts.shards = narrowed.shard.total;
    facts.as_of = narrowed.as_of;
    facts.replay = replay_of(flags);
    auto const make_target = [&context](target::TargetSpec described) {
        return target::make_target(std::move(described), context.get_executor());
    };
    engine::Campaign campaign{spec, narrowed.cases, std::move(options), make_target, context.get_executor()};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM, SIGHUP};
    listen_for_signals(signals, campaign, progress);
    std::exception_ptr failure;
    net::Nursery nursery{context.get_executor()};
    nursery.spawn(run_to_end(campaign, signals, line, failure));
    nursery.spawn(line.run());
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    facts.cpu_s = cpu_seconds();
    return engine::result_of(campaign, suite.catalogue, suite.cases, facts);
}

int run(RunFlags const& flags, Invocation const& invocation)
{
    auto const shelf = Shelf::find();
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(shelf, flags.more_cases, diagnostics);
    auto resolved = shelf.target(flags.target, diagnostics);
    auto reports_wanted = flags.reports;
    if (!flags.write_expectations.empty())
        reports_wanted.push_back("expectations=" + flags.write_expectations);
    auto const files = parse_report_files(reports_wanted);
    if (!files)
        return ExitCode::usage;
    if (auto const* trouble = std::get_if<std::string>(&resolved); trouble != nullptr && !trouble->empty())
        return cli::complain(diagnostics) ? int{ExitCode::usage} : complain(*trouble);
    auto spec = std::holds_alternative<std::string>(resolved) ? target::TargetSpec{}
                                                              : std::get<target::TargetSpec>(resolved);
    auto const wrong_flag = apply(spec, flags, diagnostics);
    if (cli::complain(diagnostics))
        return ExitCode::usage;
    if (!wrong_flag.empty())
        return complain(wrong_flag);
    auto const wrong_variant = choose_variant(spec, flags.variant);
    if (!wrong_variant.empty())
        return complain(wrong_variant);

    std::vector<std::string> unknown;
    auto const cases = of_role(suite.cases, spec.role);
    auto const selected = select(cases, flags.selection, suite.catalogue, unknown);
    for (auto const& trouble : unknown)
        say(trouble);
    auto const narrowed = narrow(selected, flags.selection.in_words(), flags.narrow);
    if (!narrowed.trouble.empty())
        return complain(narrowed.trouble);
    bool const is_part = narrowed.shard.total > 0 && !selected.empty(); // Of few cases, a shard may get none.
    if (narrowed.cases.empty() && !is_part) {
        say(fmt::format("no case for a {} is selected; `mqttspec list cases` shows them all", spec.role));
        return ExitCode::nothing_selected;
    }
    if (flags.is_dry)
        return dry_run(narrowed.cases, spec, flags);

    auto const ours = spec.role == "client" ? validator::Role::server : validator::Role::client;
    PcapFolder captures{flags.pcap, ours};
    if (auto const trouble = captures.is_wanted() ? captures.prepare() : std::string{}; !trouble.empty())
        return complain(trouble);

    GithubActions github{!any_on_standard_output(*files)};
    auto const result = play(spec, narrowed, suite, flags, invocation, captures);
    if (!captures.trouble().empty())
        say(captures.trouble());
    auto options = reports::console_options_for(STDOUT_FILENO);
    options.lang = reports::language_named(flags.lang);
    bool const all_written = write_reports(result, *files, options.lang);
    options.verbosity = flags.quiet ? -1 : flags.verbosity;
    auto const text = reports::console(result, options);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    github.annotate(result, options.lang);
    add_to_job_summary(result, options.lang);
    return with_reports(results::exit_code(result), all_written);
}

} // namespace

void add_run(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<RunFlags>();
    auto* command = app.add_subcommand("run", "Play the suite against a target, and score it");
    declare(*command, *flags);
    command->callback([flags, &invocation] {
        invocation.action = [flags, &invocation] { return run(*flags, invocation); };
    });
}

} // namespace mqttspec::cli
