// SPDX-License-Identifier: Apache-2.0
#include "cli/run_flags.hpp"

#include "cli/report_files.hpp"
#include "cli/shipped.hpp"
#include "cli/within.hpp"
#include "engine/result_of.hpp"
#include "net/endpoint.hpp"
#include "target/delivery.hpp"
#include "target/load.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <variant>

namespace mqttspec::cli {

namespace {

/// For a shell: in single quotes where it needs them.
std::string quoted(std::string const& text)
{
    constexpr std::string_view plain =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_./:@%+=,[]";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    return engine::in_single_quotes(text);
}

} // namespace

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
    app.add_option(
        "--report", flags.reports,
        fmt::format("KIND=FILE, FILE - is standard output; kinds: {}", fmt::join(report_kinds(), ", ")));
    app.add_option("--rerun", flags.narrow.rerun,
                   "only what failed in this JSON result, or could not be told");
    app.add_option("--as-of", flags.narrow.as_of, "only cases that this version of mqttspec had");
    app.add_option("--shard", flags.narrow.shard,
                   "I/N: only the I-th part of N; auto, auto/N: as the environment says");
    app.add_option("--write-expectations", flags.write_expectations,
                   "a file for a list of what fails and is not declared, for --expect");
    app.add_option("--pcap", flags.pcap, "a folder: what each case sees goes there, as pcapng for Wireshark");
    app.add_option("--expect", flags.expect, "a file with known failures, besides those of the target file");
    app.add_option("--jobs", flags.jobs, "how many cases are played at the same time (128)")
        ->check(CLI::Range(1, 4096));
    app.add_option("--repeat", flags.repeat, "play every case so often; differing verdicts are inconclusive")
        ->check(CLI::Range(1, 1000));
    app.add_option("--seed", flags.seed, "of the order of the cases; a run prints its own");
    app.add_option("--timing-scale", flags.timing_scale,
                   "stretches all waiting but the standard's own durations")
        ->check(within(0.1, 100));
    declare(app, flags.transport);
    app.add_option("--username", flags.user_name, "for every CONNECT that is not about credentials");
    app.add_option("--password-env", flags.password_env, "the environment variable that holds the password");
    app.add_option("--topic-prefix", flags.topic_prefix, "stands before every topic");
    app.add_option("--client-id-prefix", flags.client_id_prefix, "stands before every client id");
    app.add_option("--rate", flags.rate, "connections per second at most")->check(within(0.1, 1e6));
    app.add_option("--delivery", flags.delivery,
                   "how packets go out: whole; trickle, every byte by itself; coalesce, several in one write")
        ->check(CLI::IsMember(target::delivery_names()));
    app.add_option("--variant", flags.variant,
                   "only this configuration of the target: the name of a variant, or `plain` for none");
    app.add_option("--lang", flags.lang, "of the console, Markdown and badge reports")
        ->check(CLI::IsMember({"en", "zh"}));
    app.add_flag("--trace", flags.traces, "print every packet as it is sent and received");
    app.add_flag("--fail-fast", flags.stops_at_failure,
                 "begin nothing more after the first failure that is not a known one");
    app.add_flag("--dry-run", flags.is_dry, "print what would be played, and play nothing");
    app.add_flag("--intrusive", flags.is_intrusive,
                 "allow load and exclusive cases against a target beyond this machine");
    app.add_flag("-v,--verbose", flags.verbosity, "each statement; twice: each packet");
    app.add_flag("-q,--quiet", flags.quiet, "failures and the score only");
}

std::string apply(target::TargetSpec& spec, RunFlags const& flags, yaml::Diagnostics& diagnostics)
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
    if (!flags.expect.empty() && flags.expect == flags.write_expectations)
        return "--write-expectations: what stands in that file is declared already, and would be lost";
    if (!flags.expect.empty()) {
        auto more = target::load_known_failures(flags.expect, diagnostics);
        spec.known_failures.insert(spec.known_failures.end(), more.begin(), more.end());
    }
    return {};
}

std::string without_secrets(std::string const& argument)
{
    auto const parsed = net::parse_endpoint(argument);
    auto const* endpoint = std::get_if<net::Endpoint>(&parsed);
    return endpoint != nullptr && endpoint->user_name ? net::without_secrets(*endpoint) : argument;
}

std::string replay_of(RunFlags const& flags)
{
    auto const* const call = shipped_files().empty() ? "./certify" : "mqttspec run";
    auto replay = fmt::format("{} {}", call, quoted(without_secrets(flags.target)));
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

} // namespace mqttspec::cli
