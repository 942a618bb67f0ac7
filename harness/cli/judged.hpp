// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.hpp"
#include "cli/report_files.hpp"
#include "normative/catalogue.hpp"
#include "results/result.hpp"
#include "rules/watch.hpp"
#include "validator/traffic.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace mqttspec::cli {

// What the commands share that judge the traffic of others.

/// What to tell of it.
struct TellingFlags
{
    std::vector<std::string> reports;
    std::optional<double> for_s;
    std::uint64_t most_findings = 1000;
    std::string role = "server";
    bool stops_at_finding = false;
    bool is_quiet = false;
};

/// All but `--for`, which does not mean the same to all.
void declare(CLI::App& app, TellingFlags& flags);

/// A duration: a number of seconds, or one with ms, s, m, min or h.
void declare_for(CLI::App& app, std::optional<double>& seconds, std::string const& help);

/// What it is judged by, and where the reports go.
struct Ground
{
    normative::Catalogue catalogue;
    std::vector<ReportFile> files;
};

/// Nothing if either is wrong; standard error then says how.
[[nodiscard]] std::optional<Ground> prepare(TellingFlags const& flags);

/// What a judge may take for granted. `is_whole`: the traffic shows all that these Clients ever did.
[[nodiscard]] rules::Knowledge knowledge_of(bool is_whole);

/// A result about the role that was asked for, with what is known of this call; not summarised yet.
[[nodiscard]] results::Result judged_result(validator::Traffic const& traffic,
                                            normative::Catalogue const& catalogue, TellingFlags const& flags,
                                            Invocation const& invocation);

/// "  3  packets too large to be judged", with a line feed; nothing if there are none.
[[nodiscard]] std::string count_line(std::uint64_t count, std::string_view what);

/// Such lines about what the judges could not judge.
[[nodiscard]] std::string unjudged_lines(validator::Counts const& counts);

/// "3 MQTT packets on 1 connections".
[[nodiscard]] std::string packets_in_words(validator::Counts const& counts);

/// "14 of 125 rules could judge".
[[nodiscard]] std::string rules_in_words(validator::Traffic const& traffic);

/// The tables of what was broken and of what was not judged, and the line below them.
void print_judgement(validator::Traffic const& traffic, normative::Catalogue const& catalogue,
                     std::string const& unjudged, std::string const& last_line);

} // namespace mqttspec::cli
