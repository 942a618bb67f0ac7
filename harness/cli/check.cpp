// SPDX-License-Identifier: Apache-2.0
#include "cli/check.hpp"

#include "cli/commands.hpp"
#include "cli/judged.hpp"
#include "cli/say.hpp"
#include "validator/capture_file.hpp"
#include "validator/judge.hpp"
#include "validator/key_log.hpp"
#include "validator/tap.hpp"
#include "validator/traffic.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <unistd.h>
#include <utility>

namespace mqttspec::cli {

namespace {

using validator::Traffic;

struct CheckFlags
{
    std::vector<std::string> files;
    std::vector<std::uint16_t> ports;
    std::string key_log;
    TellingFlags telling;
    bool follows = false;
    bool is_joined = false;
    bool is_whole = false;
};

std::atomic<int> signals_seen = 0;

void note_signal(int)
{
    constexpr int patience = 1; // The first one ends the reading, the next one us.
    if (++signals_seen > patience)
        _exit(ExitCode::interrupted);
}

/// What is the same for all files of a call.
class Checker
{
public:
    /// `keys`: of TLS, or nullptr.
    Checker(CheckFlags const& flags, Ground& ground, validator::KeyLog* keys)
        : flags_{flags}, ground_{ground}, keys_{keys}
    {}

    /// False if nothing more is to be read.
    bool check(std::string const& path);
    void finish();
    int tell(Invocation const& invocation);

    [[nodiscard]] bool could_read_none() const { return captures_ == 0; }

private:
    /// A judge and what it is shown; one for each file, or one for all of them.
    struct Bench
    {
        explicit Bench(validator::JudgeOptions options, validator::TapOptions tap_options)
            : judge{std::move(options)}, tap{judge, std::move(tap_options)}
        {}
        validator::Judge judge;
        validator::Tap tap;
        std::optional<trace::Time> began{};
    };

    Bench& bench();
    void read(validator::CaptureFile& capture, std::string const& path);
    [[nodiscard]] bool is_enough() const;
    void print_findings(std::string const& path);
    void end_bench(std::string const& path);
    void complete(results::Result& result) const;
    [[nodiscard]] std::string tally() const;
    [[nodiscard]] std::string limits() const;
    [[nodiscard]] int exit_code() const;

    CheckFlags const& flags_;
    Ground& ground_;
    validator::KeyLog* keys_;
    std::unique_ptr<Bench> bench_;
    std::size_t printed_ = 0; ///< Of the judge.
    std::uint64_t told_ = 0;
    Traffic traffic_;
    validator::TapCounts seen_{};
    int captures_ = 0;
    bool was_interrupted_ = false; ///< Which is no way to end the reading of a whole file.
    std::vector<std::string> troubles_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

Checker::Bench& Checker::bench()
{
    if (bench_ != nullptr)
        return *bench_;
    validator::JudgeOptions options;
    options.knowledge = knowledge_of(flags_.is_whole);
    validator::TapOptions tap_options;
    tap_options.ports = flags_.ports;
    tap_options.keys = keys_;
    bench_ = std::make_unique<Bench>(std::move(options), std::move(tap_options));
    printed_ = 0;
    return *bench_;
}

bool Checker::check(std::string const& path)
{
    validator::Reading reading{
        .follows = flags_.follows, .until = {}, .must_stop = [] { return signals_seen > 0; }};
    if (flags_.telling.for_s)
        reading.until = began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                     std::chrono::duration<double>(*flags_.telling.for_s));
    auto opened = validator::CaptureFile::open(path, std::move(reading));
    if (auto const* trouble = std::get_if<std::string>(&opened)) {
        troubles_.push_back(fmt::format("{}: {}", path, *trouble));
        say(troubles_.back());
        return true;
    }
    auto& capture = std::get<validator::CaptureFile>(opened);
    ++captures_;
    read(capture, path);
    if (!capture.trouble().empty()) {
        troubles_.push_back(fmt::format("{}: {}; what stands before it was judged", path, capture.trouble()));
        say(troubles_.back());
    }
    if (!flags_.is_joined)
        end_bench(path);
    was_interrupted_ = signals_seen > 0 && !flags_.follows && path != "-";
    return !is_enough() && signals_seen == 0;
}

void Checker::read(validator::CaptureFile& capture, std::string const& path)
{
    auto& bench = this->bench();
    while (auto const packet = capture.next()) {
        if (!bench.began)
            bench.began = packet->moment.at;
        bench.tap.packet(capture.link_type(), packet->bytes, packet->moment);
        if (bench.judge.findings().size() != printed_)
            print_findings(path);
        if (is_enough())
            return;
    }
}

bool Checker::is_enough() const
{
    bool const has_found = !traffic_.findings.empty() || printed_ > 0;
    return flags_.telling.stops_at_finding && has_found;
}

/// As they are found: whoever watches live traffic reads along.
void Checker::print_findings(std::string const& path)
{
    auto const& findings = bench_->judge.findings();
    for (; printed_ < findings.size(); ++printed_) {
        if (flags_.telling.is_quiet || ground_.has_standard_output() ||
            ++told_ > flags_.telling.most_findings)
            continue;
        auto const text =
            validator::in_words({findings[printed_], path, bench_->began.value_or(trace::Time{})});
        std::fwrite(text.data(), 1, text.size(), stdout);
    }
    std::fflush(stdout);
}

void Checker::end_bench(std::string const& path)
{
    if (bench_ == nullptr)
        return;
    bench_->tap.finish();
    print_findings(path);
    add(traffic_, bench_->judge, path, bench_->began.value_or(trace::Time{}));
    auto const& counts = bench_->tap.counts();
    seen_.packets += counts.packets;
    seen_.of_tcp += counts.of_tcp;
    seen_.fragments += counts.fragments;
    seen_.cut_short += counts.cut_short;
    seen_.connections += counts.connections;
    seen_.over_websocket += counts.over_websocket;
    seen_.unreadable_websockets += counts.unreadable_websockets;
    seen_.closed_tls += counts.closed_tls;
    seen_.dropped += counts.dropped;
    bench_.reset();
}

void Checker::finish()
{
    end_bench(flags_.files.back());
}

std::string Checker::tally() const
{
    std::chrono::duration<double> const wall = std::chrono::steady_clock::now() - began_;
    return fmt::format("{}, in {} captured packets ({:.2f} s); {}", packets_in_words(traffic_.counts),
                       seen_.packets, wall.count(), rules_in_words(traffic_));
}

/// What was not judged, and why; empty if all was.
std::string Checker::limits() const
{
    return count_line(seen_.closed_tls, keys_ != nullptr
                                            ? "connections over TLS that the key log does not open (to the "
                                              "end): no key, a gap, or an old cipher"
                                            : "connections over TLS, which nobody can read: give --keylog, "
                                              "or capture behind what ends it") +
           count_line(seen_.unreadable_websockets, "WebSockets that are compressed, or are none") +
           unjudged_lines(traffic_.counts) +
           count_line(seen_.fragments, "fragments of IP, which are not put together") +
           count_line(seen_.cut_short, "packets of which the capture holds too little") +
           count_line(seen_.dropped, "connections forgotten, since there were too many at once");
}

int Checker::exit_code() const
{
    if (could_read_none())
        return ExitCode::usage;
    if (was_interrupted_)
        return ExitCode::interrupted;
    if (validator::count_broken(traffic_) > 0)
        return ExitCode::non_conformant;
    if (seen_.closed_tls > 0)
        return ExitCode::could_not_tell;
    if (traffic_.counts.packets == 0)
        return ExitCode::nothing_selected;
    return troubles_.empty() ? ExitCode::ok : ExitCode::could_not_tell;
}

void Checker::complete(results::Result& result) const
{
    result.target.name = fmt::format("{}", fmt::join(flags_.files, " "));
    result.target.transport = "capture";
    result.interrupted = was_interrupted_;
    result.trouble = fmt::format("{}", fmt::join(troubles_, "; "));
    result.summary.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
}

int Checker::tell(Invocation const& invocation)
{
    if (could_read_none())
        return exit_code();
    bool const all_written = write_judgement(traffic_, ground_, flags_.telling, invocation,
                                             [this](results::Result& result) { complete(result); });
    if (ground_.has_standard_output())
        return with_reports(exit_code(), all_written);
    print_judgement(traffic_, ground_, limits(), tally());
    if (traffic_.counts.packets == 0)
        say("there is no MQTT in it that could be read; is it on another port? (--port)");
    return with_reports(exit_code(), all_written);
}

int check(CheckFlags const& flags, Invocation const& invocation)
{
    auto ground = Ground::prepare(flags.telling);
    if (!ground)
        return ExitCode::usage;
    std::optional<validator::KeyLog> keys;
    if (!flags.key_log.empty()) {
        auto opened = validator::KeyLog::open(flags.key_log);
        if (auto const* trouble = std::get_if<std::string>(&opened)) {
            say(*trouble);
            return ExitCode::usage;
        }
        keys = std::get<validator::KeyLog>(std::move(opened));
    }
    std::signal(SIGINT, note_signal);
    std::signal(SIGTERM, note_signal);
    Checker checker{flags, *ground, keys ? &*keys : nullptr};
    for (auto const& path : flags.files)
        if (!checker.check(path))
            break;
    checker.finish();
    return checker.tell(invocation);
}

} // namespace

void add_check(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<CheckFlags>();
    auto* command = app.add_subcommand("check", "Judge the MQTT traffic in captures by the rules");
    command->add_option("FILE", flags->files, "captures (pcap, pcapng); - is standard input")->required();
    command->add_option(
        "--port", flags->ports,
        "only connections to this port, and all of them (without: to 1883, and what speaks MQTT)");
    command->add_option(
        "--keylog", flags->key_log,
        "read TLS, too, with the secrets in this file (as programs write it for SSLKEYLOGFILE)");
    command->add_flag("--follow", flags->follows,
                      "wait for more at the end of the file, until Ctrl-C or --for");
    declare_for(*command, flags->telling.for_s, "read for so many seconds at most");
    command->add_flag("--join", flags->is_joined,
                      "the files are one capture in several parts, in this order");
    command->add_flag("--whole", flags->is_whole,
                      "the capture shows all that these clients ever did: judge what a Server kept of them");
    declare(*command, flags->telling);
    command->footer(
        "Exit codes: 0 nothing found; 1 findings; 2 a file that is no capture; 3 cut off or unreadable; "
        "4 no MQTT in it.\nLive: tcpdump -i any -U -w - tcp port 1883 | mqttspec check -");
    command->callback([flags, &invocation] {
        invocation.action = [flags, &invocation] { return check(*flags, invocation); };
    });
}

} // namespace mqttspec::cli
