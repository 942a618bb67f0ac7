// SPDX-License-Identifier: Apache-2.0
#include "cli/choose_variant.hpp"
#include "cli/commands.hpp"
#include "cli/progress_line.hpp"
#include "cli/report_files.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "cli/transport_flags.hpp"
#include "engine/result_of.hpp"
#include "engine/runner.hpp"
#include "net/endpoint.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "reports/console.hpp"
#include "target/load.hpp"
#include "target/target.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace mqttspec::cli {

namespace {

struct RunFlags
{
    std::string target;
    Selection selection;
    TransportFlags transport;
    std::vector<std::string> more_cases;
    std::vector<std::string> reports;
    std::string expect;
    std::string user_name;
    std::string password_env;
    std::string topic_prefix;
    std::string client_id_prefix;
    std::string delivery = "whole";
    std::string variant;
    std::string lang = "en";
    std::optional<double> rate;
    std::optional<std::uint64_t> seed;
    std::size_t jobs = 128;
    int repeat = 1;
    double timing_scale = 1;
    int verbosity = 0;
    bool quiet = false;
    bool traces = false;
    bool stops_at_failure = false;
    bool is_dry = false;
    bool is_intrusive = false;
};

void declare(CLI::App& app, RunFlags& flags)
{
    app.add_option("TARGET", flags.target, "a URL, a target file, a name under targets/, or `reference`")
        ->required();
    app.add_option("--statement", flags.selection.statements,
                   "only cases of this statement (MQTT-3.1.0-2, 3.1.0-*)");
    app.add_option("--section", flags.selection.sections,
                   "only cases of this section and those below it (3.1)");
    app.add_option("--case", flags.selection.cases, "only cases whose id matches this pattern");
    app.add_option("--cases", flags.more_cases,
                   "a file or folder with more cases; replaces shipped ones of the same id");
    app.add_option("--report", flags.reports, "KIND=FILE: json=FILE, junit=FILE; FILE - is standard output");
    app.add_option("--expect", flags.expect, "a file with known failures, besides those of the target file");
    app.add_option("--jobs", flags.jobs, "how many cases are played at the same time (128)")
        ->check(CLI::Range(1, 4096));
    app.add_option("--repeat", flags.repeat, "play every case so often; differing verdicts are inconclusive")
        ->check(CLI::Range(1, 1000));
    app.add_option("--seed", flags.seed, "of the order of the cases; a run prints its own");
    app.add_option("--timing-scale", flags.timing_scale,
                   "stretches all waiting but the standard's own durations")
        ->check(CLI::Range(0.1, 100.0));
    declare(app, flags.transport);
    app.add_option("--username", flags.user_name, "for every CONNECT that is not about credentials");
    app.add_option("--password-env", flags.password_env, "the environment variable that holds the password");
    app.add_option("--topic-prefix", flags.topic_prefix, "stands before every topic");
    app.add_option("--client-id-prefix", flags.client_id_prefix, "stands before every client id");
    app.add_option("--rate", flags.rate, "connections per second at most")->check(CLI::Range(0.1, 1e6));
    app.add_option("--delivery", flags.delivery,
                   "how packets go out: whole; trickle, every byte by itself; coalesce, several in one write")
        ->check(CLI::IsMember(target::delivery_names()));
    app.add_option("--variant", flags.variant,
                   "only this configuration of the target: the name of a variant, or `plain` for none");
    app.add_option("--lang", flags.lang, "of the console report")->check(CLI::IsMember({"en", "zh"}));
    app.add_flag("--trace", flags.traces, "print every packet as it is sent and received");
    app.add_flag("--fail-fast", flags.stops_at_failure,
                 "begin nothing more after the first failure that is not a known one");
    app.add_flag("--dry-run", flags.is_dry, "print what would be played, and play nothing");
    app.add_flag("--intrusive", flags.is_intrusive,
                 "allow load and exclusive cases against a target beyond this machine");
    app.add_flag("-v,--verbose", flags.verbosity, "each statement; twice: each packet");
    app.add_flag("-q,--quiet", flags.quiet, "failures and the score only");
}

int complain(std::string const& what)
{
    say(what);
    return ExitCode::usage;
}

/// What the flags say about the target, on top of its file; returns what is wrong with them.
std::string apply_flags(target::TargetSpec& spec, RunFlags const& flags, yaml::Diagnostics& diagnostics)
{
    if (!flags.topic_prefix.empty())
        spec.topic_prefix = flags.topic_prefix;
    if (!flags.client_id_prefix.empty())
        spec.client_id_prefix = flags.client_id_prefix;
    if (flags.client_id_prefix.size() > 15)
        return "--client-id-prefix: at most 15 characters, or client ids would not be unique";
    if (flags.topic_prefix.find_first_of("+#") != std::string::npos)
        return "--topic-prefix: a topic has no + and no #";
    if (flags.rate)
        spec.rate = *flags.rate;
    if (!flags.password_env.empty() && flags.user_name.empty())
        return "--password-env needs --username [MQTT-3.1.2-22]";
    if (!flags.user_name.empty()) {
        spec.credentials = target::Credentials{.user_name = flags.user_name, .password = std::nullopt};
        auto const* password = std::getenv(flags.password_env.c_str()); // NOLINT(concurrency-mt-unsafe)
        if (!flags.password_env.empty() && password == nullptr)
            return fmt::format("--password-env: there is no environment variable {}", flags.password_env);
        if (password != nullptr)
            spec.credentials->password = password;
    }
    if (auto trouble = apply(spec, flags.transport); !trouble.empty())
        return trouble;
    if (!flags.expect.empty()) {
        auto more = target::load_known_failures(flags.expect, diagnostics);
        spec.known_failures.insert(spec.known_failures.end(), more.begin(), more.end());
    }
    return {};
}

std::string now_in_utc()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

/// Six characters that tell this run from others on the same target.
std::string new_run_id()
{
    constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::random_device random;
    std::string id;
    while (id.size() < 6)
        id += alphabet[random() % alphabet.size()];
    return id;
}

double cpu_seconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void print_trace(std::string const& scenario, std::string const& party, trace::Observation const& observation)
{
    auto const line =
        fmt::format("{:10.4f} {} {}: {}\n", std::chrono::duration<double>(observation.at).count(), scenario,
                    party, trace::describe(observation.event, wire::Version::v3_1_1));
    std::fputs(line.c_str(), stderr);
}

/// An argument as reports may show it: a URL without its user information.
std::string without_secrets(std::string const& argument)
{
    auto const parsed = net::parse_endpoint(argument);
    auto const* endpoint = std::get_if<net::Endpoint>(&parsed);
    return endpoint != nullptr && endpoint->user_name ? net::without_secrets(*endpoint) : argument;
}

/// For a shell: in single quotes where it needs them.
std::string quoted(std::string const& text)
{
    constexpr std::string_view plain =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_./:@%+=,[]";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    return engine::in_single_quotes(text);
}

/// The command that plays a single case again, without the flags that choose and report.
std::string replay_of(RunFlags const& flags)
{
    auto replay = fmt::format("./certify {}", quoted(without_secrets(flags.target)));
    auto const add = [&](std::string_view flag, std::string const& value) {
        if (!value.empty())
            replay += fmt::format(" {} {}", flag, quoted(value));
    };
    for (auto const& path : flags.more_cases)
        add("--cases", path);
    add("--expect", flags.expect);
    for (auto const& [flag, value] : given(flags.transport))
        add(flag, value);
    if (flags.transport.is_insecure)
        replay += " --insecure";
    add("--username", flags.user_name);
    add("--password-env", flags.password_env);
    add("--topic-prefix", flags.topic_prefix);
    add("--client-id-prefix", flags.client_id_prefix);
    add("--variant", flags.variant);
    if (flags.delivery != "whole")
        add("--delivery", flags.delivery);
    if (flags.timing_scale != 1)
        add("--timing-scale", fmt::format("{:g}", flags.timing_scale));
    return replay;
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

void listen_for_signals(boost::asio::signal_set& signals, engine::Campaign& campaign)
{
    signals.async_wait([&signals, &campaign](boost::system::error_code ec, int) {
        if (ec)
            return;
        if (campaign.was_interrupted())
            _exit(ExitCode::interrupted);
        if (isatty(STDERR_FILENO) != 0)
            std::fputs("\n", stderr); // Off the live line.
        say("interrupted; the reports of what was finished are written (again: at once)");
        campaign.interrupt();
        listen_for_signals(signals, campaign);
    });
}

results::Result play(target::TargetSpec const& spec, std::vector<scenario::Scenario> const& selected,
                     Suite const& suite, RunFlags const& flags, Invocation const& invocation)
{
    net::raise_descriptor_limit();
    boost::asio::io_context context{1};
    ProgressLine line{context.get_executor(), STDERR_FILENO, selected.size(), !flags.traces && !flags.quiet};
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
    options.on_begin = [&line](std::string const& scenario) { line.begin(scenario); };
    options.on_end = [&line](std::string const& scenario, results::Verdict verdict) {
        line.end(scenario, verdict);
    };
    if (flags.traces)
        options.trace = print_trace;

    engine::RunFacts facts;
    facts.suite_version = suite_version;
    facts.started = now_in_utc();
    for (auto const& argument : invocation.arguments)
        facts.command.push_back(without_secrets(argument));
    facts.selection = flags.selection.in_words();
    facts.replay = replay_of(flags);
    auto const make_target = [&context](target::TargetSpec described) {
        return target::make_target(std::move(described), context.get_executor());
    };
    engine::Campaign campaign{spec, selected, std::move(options), make_target, context.get_executor()};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM, SIGHUP};
    listen_for_signals(signals, campaign);
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
    auto const folders = data_folders();
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(folders, flags.more_cases, diagnostics);
    auto resolved = target::resolve(flags.target, folders.targets(), diagnostics);
    std::vector<ReportFile> files;
    for (auto const& text : flags.reports) {
        auto file = parse_report_file(text);
        if (auto const* trouble = std::get_if<std::string>(&file))
            return complain(*trouble);
        files.push_back(std::get<ReportFile>(std::move(file)));
    }
    if (auto const* trouble = std::get_if<std::string>(&resolved); trouble != nullptr && !trouble->empty())
        return complain(*trouble);
    auto spec = std::holds_alternative<std::string>(resolved) ? target::TargetSpec{}
                                                              : std::get<target::TargetSpec>(resolved);
    auto const wrong_flag = apply_flags(spec, flags, diagnostics);
    if (cli::complain(diagnostics))
        return ExitCode::usage;
    if (!wrong_flag.empty())
        return complain(wrong_flag);
    auto const wrong_variant = choose_variant(spec, flags.variant);
    if (!wrong_variant.empty())
        return complain(wrong_variant);

    std::vector<std::string> unknown;
    auto const selected = select(suite.cases, flags.selection, suite.catalogue, unknown);
    for (auto const& trouble : unknown)
        say(trouble);
    if (selected.empty()) {
        say("no case is selected; `mqttspec list cases` shows them all");
        return ExitCode::nothing_selected;
    }
    if (flags.is_dry)
        return dry_run(selected, spec, flags);

    auto const result = play(spec, selected, suite, flags, invocation);
    bool const all_written = write_reports(result, files);
    auto options = reports::console_options_for(STDOUT_FILENO);
    options.lang = flags.lang == "zh" ? reports::Language::chinese : reports::Language::english;
    options.verbosity = flags.quiet ? -1 : flags.verbosity;
    auto const text = reports::console(result, options);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    auto const code = results::exit_code(result);
    return code == ExitCode::ok && !all_written ? int{ExitCode::could_not_tell} : code;
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
