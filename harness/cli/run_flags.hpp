// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/narrow.hpp"
#include "cli/suite.hpp"
#include "cli/transport_flags.hpp"
#include "target/spec.hpp"
#include "yaml/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace mqttspec::cli {

/// What the command line of `mqttspec run` says.
struct RunFlags
{
    std::string target;
    Selection selection;
    NarrowFlags narrow;
    TransportFlags transport;
    std::vector<std::string> more_cases;
    std::vector<std::string> reports;
    std::string pcap; ///< A folder for captures; empty: none.
    std::string expect;
    std::string write_expectations;
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

/// Declares all of them.
void declare(CLI::App& app, RunFlags& flags);

/// What the flags say about the target, on top of its file; returns what is wrong with them.
[[nodiscard]] std::string apply(target::TargetSpec& spec, RunFlags const& flags,
                                yaml::Diagnostics& diagnostics);

/// An argument as reports may show it: a URL without its user information.
[[nodiscard]] std::string without_secrets(std::string const& argument);

/// The command that plays a single case again, without the flags that choose and report.
[[nodiscard]] std::string replay_of(RunFlags const& flags);

} // namespace mqttspec::cli
