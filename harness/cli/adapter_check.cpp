// SPDX-License-Identifier: Apache-2.0
#include "cli/adapter_trial.hpp"
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "cli/within.hpp"
#include "reports/text.hpp"
#include "target/load.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

namespace mqttspec::cli {

namespace {

namespace asio = boost::asio;
using Kind = AdapterFinding::Kind;

struct CheckFlags
{
    std::vector<std::string> command;
    double patience_s = 10;
};

/// What came of all of it.
struct Tally
{
    std::map<Kind, int> counts{};
    std::string cannot_start{}; ///< Why nothing could be tried.
    std::string hint{};
};

void show(AdapterFinding const& finding)
{
    constexpr std::string_view words[]{"ok", "wrong", "unsupported", "untried"};
    auto const line = finding.why.empty() ? finding.what : finding.what + ": " + finding.why;
    fmt::print("{:<12} {}\n", words[static_cast<std::size_t>(finding.kind)], reports::one_line(line));
    std::fflush(stdout);
}

asio::awaitable<void> try_target(asio::any_io_executor executor, target::AdapterTarget& target,
                                 net::Duration patience, Tally& tally)
{
    auto const started = co_await target.start();
    if (!started.ok) {
        tally.cannot_start = started.trouble;
        tally.hint = started.hint;
        co_return;
    }
    auto const told = [&tally](AdapterFinding const& finding) {
        ++tally.counts[finding.kind];
        show(finding);
    };
    AdapterTrial trial(executor, patience, told);
    co_await trial.run(target);
    co_await target.stop();
}

target::TargetSpec spec_of(std::vector<std::string> const& command)
{
    target::TargetSpec spec;
    spec.name = command.front();
    spec.role = "client";
    target::Adapter adapter;
    adapter.program.command = command;
    spec.how = adapter;
    return spec;
}

/// An adapter that stands somewhere as a file, and needs no arguments.
bool is_program(std::string const& path)
{
    std::error_code ec;
    auto const extension = std::filesystem::path(path).extension();
    return path.find('/') != std::string::npos && extension != ".yaml" && extension != ".yml" &&
           std::filesystem::is_regular_file(path, ec);
}

/// A target of that name or file, or the command itself; nothing where that is no adapter, which it has said.
std::optional<target::TargetSpec> find(std::vector<std::string> const& command)
{
    if (command.size() > 1 || is_program(command.front()))
        return spec_of(command);
    yaml::Diagnostics diagnostics;
    auto found = Shelf::find().target(command.front(), diagnostics);
    auto* const spec = std::get_if<target::TargetSpec>(&found);
    if (spec) {
        if (std::holds_alternative<target::Adapter>(spec->how))
            return std::move(*spec);
        say(spec->name + " has no adapter");
        return std::nullopt;
    }
    if (complain(diagnostics))
        return std::nullopt;
    return spec_of(command);
}

int conclude(Tally const& tally)
{
    auto const count = [&](Kind kind) {
        auto const found = tally.counts.find(kind);
        return found == tally.counts.end() ? 0 : found->second;
    };
    fmt::print("{} ok, {} wrong, {} unsupported", count(Kind::ok), count(Kind::wrong),
               count(Kind::unsupported));
    if (count(Kind::untried) > 0)
        fmt::print(", {} untried", count(Kind::untried));
    fmt::print("\n");
    return count(Kind::wrong) + count(Kind::untried) > 0 ? ExitCode::non_conformant : ExitCode::ok;
}

int check(CheckFlags const& flags)
{
    if (flags.command.empty()) {
        say("adapter-check: which one? Give the name of a target, or the adapter's command");
        return ExitCode::usage;
    }
    auto spec = find(flags.command);
    if (!spec)
        return ExitCode::usage;
    asio::io_context context{1};
    target::AdapterTarget target(std::move(*spec), context.get_executor());
    Tally tally;
    net::Nursery nursery{context.get_executor()};
    auto const patience =
        std::chrono::duration_cast<net::Duration>(std::chrono::duration<double>(flags.patience_s));
    nursery.spawn(try_target(context.get_executor(), target, patience, tally));
    bool is_interrupted = false;
    asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](boost::system::error_code ec, int) {
        is_interrupted = !ec;
        if (is_interrupted)
            context.stop();
    });
    while (nursery.children() > 0 && !is_interrupted)
        context.run_one();
    if (is_interrupted)
        return ExitCode::interrupted; // What still runs ends with us: its guardian sees to that.
    if (tally.cannot_start.empty())
        return conclude(tally);
    say(reports::one_line(tally.cannot_start));
    if (!tally.hint.empty())
        say(reports::one_line(tally.hint));
    return ExitCode::could_not_tell;
}

} // namespace

void add_adapter_check(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<CheckFlags>();
    auto* command = app.add_subcommand(
        "adapter-check",
        "Try an adapter for a client library (docs/adapter-protocol.md) and say what is wrong with it: "
        "mqttspec adapter-check [--patience S] TARGET | COMMAND [ARGUMENT...]");
    command->add_option("--patience", flags->patience_s, "seconds that an answer may take (10)")
        ->check(within(0.001, 1e6));
    command->prefix_command();
    command->callback([command, flags, &invocation] {
        flags->command = command->remaining();
        invocation.action = [flags] { return check(*flags); };
    });
}

} // namespace mqttspec::cli
