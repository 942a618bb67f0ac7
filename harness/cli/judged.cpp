// SPDX-License-Identifier: Apache-2.0
#include "cli/judged.hpp"

#include "cli/run_facts.hpp"
#include "cli/suite.hpp"
#include "cli/within.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace mqttspec::cli {

void declare(CLI::App& app, TellingFlags& flags)
{
    app.add_option("--max-findings", flags.most_findings,
                   "tell so many (1000), and of each rule 16 at most; the rest is counted");
    app.add_flag("--fail-fast", flags.stops_at_finding, "end with the first finding");
    app.add_option("--role", flags.role, "whose statements the reports are about (server)")
        ->check(CLI::IsMember({"server", "client"}));
    app.add_option("--report", flags.reports,
                   "KIND=FILE: json=FILE, junit=FILE, markdown=FILE; FILE - is standard output");
    app.add_flag("-q,--quiet", flags.is_quiet, "the summary only");
}

void declare_for(CLI::App& app, std::optional<double>& seconds, std::string const& help)
{
    constexpr double three_years = 1e8; // More would be more than a clock can hold.
    app.add_option("--for", seconds, help)
        ->check(within(0.001, three_years))
        ->transform(CLI::AsNumberWithUnit(
            std::map<std::string, double>{{"ms", 0.001}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}}));
}

std::optional<Ground> Ground::prepare(TellingFlags const& flags)
{
    auto files = parse_report_files(flags.reports);
    if (!files)
        return std::nullopt;
    Ground ground{std::move(*files)};
    if (!ground.files_.empty() && !ground.read())
        return std::nullopt;
    return ground;
}

normative::Catalogue const& Ground::catalogue()
{
    if (!catalogue_)
        (void)read();
    return *catalogue_;
}

bool Ground::read()
{
    yaml::Diagnostics diagnostics;
    catalogue_ = Shelf::find().catalogue(diagnostics);
    if (!complain(diagnostics))
        return true;
    catalogue_.emplace();
    return false;
}

rules::Knowledge knowledge_of(bool is_whole)
{
    rules::Knowledge knowledge;
    knowledge.is_whole = is_whole;
    if (is_whole)
        knowledge.is_new_client = [](std::string_view) { return true; }; // When it is first seen.
    return knowledge;
}

bool write_judgement(validator::Traffic const& traffic, Ground& ground, TellingFlags const& flags,
                     Invocation const& invocation, std::function<void(results::Result&)> const& complete)
{
    if (ground.files().empty())
        return true;
    auto const role = flags.role == "client" ? validator::Role::client : validator::Role::server;
    auto result = result_of(traffic, ground.catalogue(), role);
    result.suite_version = suite_version;
    result.started = now_in_utc();
    result.command = invocation.arguments;
    complete(result);
    results::summarise(result);
    return write_reports(result, ground.files(), reports::Language::english);
}

std::string count_line(std::uint64_t count, std::string_view what)
{
    return count > 0 ? fmt::format("  {:>6}  {}\n", count, what) : std::string{};
}

std::string unjudged_lines(validator::Counts const& counts)
{
    return count_line(counts.of_another_version, "connections of another version of MQTT") +
           count_line(counts.gaps, "gaps: what depends on the missing bytes is not judged") +
           count_line(counts.garbled,
                      "connections whose bytes are no MQTT packets (a Remaining Length without end)") +
           count_line(counts.oversized, "packets too large to be judged");
}

std::string packets_in_words(validator::Counts const& counts)
{
    return fmt::format("{} MQTT packets on {} connections", counts.packets,
                       counts.connections - counts.of_another_version);
}

std::string rules_in_words(validator::Traffic const& traffic)
{
    auto const watching = std::ranges::count_if(
        traffic.tallies, [](rules::Tally const& it) { return it.kept + it.broken > 0; });
    return fmt::format("{} of {} rules could judge", watching, rules::all_rules().size());
}

void print_judgement(validator::Traffic const& traffic, Ground& ground, std::string const& unjudged,
                     std::string const& last_line)
{
    bool const has_broken =
        std::ranges::any_of(traffic.tallies, [](auto const& it) { return it.broken > 0; });
    auto const broken = has_broken ? broken_statements(traffic, ground.catalogue()) : std::string{};
    if (!broken.empty())
        fmt::print("\nBroken:\n{}", broken);
    if (!unjudged.empty())
        fmt::print("\nNot judged:\n{}", unjudged);
    fmt::print("{}{}\n", broken.empty() && unjudged.empty() ? "" : "\n", last_line);
}

} // namespace mqttspec::cli
