// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.hpp"
#include "cli/report_files.hpp"
#include "normative/catalogue.hpp"
#include "results/result.hpp"
#include "rules/watch.hpp"
#include "validator/traffic.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// What broken statements are named by, and where the reports go.
class Ground
{
public:
    /// Nothing if a report cannot be made for certain; standard error then says why.
    [[nodiscard]] static std::optional<Ground> prepare(TellingFlags const& flags);

    /// Read when it is first asked for: most traffic breaks nothing, and to judge a million packets takes
    /// hardly longer. If it is wrong, standard error says how, and it is empty.
    [[nodiscard]] normative::Catalogue const& catalogue();

    [[nodiscard]] std::vector<ReportFile> const& files() const { return files_; }
    [[nodiscard]] bool has_standard_output() const { return any_on_standard_output(files_); }

private:
    explicit Ground(std::vector<ReportFile> files) : files_{std::move(files)} {}
    bool read();

    std::vector<ReportFile> files_;
    std::optional<normative::Catalogue> catalogue_;
};

/// What a judge may take for granted. `is_whole`: the traffic shows all that these Clients ever did.
[[nodiscard]] rules::Knowledge knowledge_of(bool is_whole);

/// Writes the reports that were asked for, about the role that was asked for. `complete` adds to the result
/// what only the command knows. False if one could not be written; standard error then says why.
[[nodiscard]] bool write_judgement(validator::Traffic const& traffic, Ground& ground,
                                   TellingFlags const& flags, Invocation const& invocation,
                                   std::function<void(results::Result&)> const& complete);

/// "  3  packets too large to be judged", with a line feed; nothing if there are none.
[[nodiscard]] std::string count_line(std::uint64_t count, std::string_view what);

/// Such lines about what the judges could not judge.
[[nodiscard]] std::string unjudged_lines(validator::Counts const& counts);

/// "3 MQTT packets on 1 connections".
[[nodiscard]] std::string packets_in_words(validator::Counts const& counts);

/// "14 of 125 rules could judge".
[[nodiscard]] std::string rules_in_words(validator::Traffic const& traffic);

/// The tables of what was broken and of what was not judged, and the line below them.
void print_judgement(validator::Traffic const& traffic, Ground& ground, std::string const& unjudged,
                     std::string const& last_line);

} // namespace mqttspec::cli
