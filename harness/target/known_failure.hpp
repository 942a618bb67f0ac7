// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/version.hpp"
#include "yaml/diagnostic.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::target {

/// A failure that the target's file, or the one of `--expect`, declares with its reason.
struct KnownFailure
{
    std::string case_pattern; ///< Glob on instance ids; without an `@` on case ids, too. Empty: every case.
    std::string statement;    ///< "MQTT-3.1.2-24" or a pattern "MQTT-3.1.2-*". Empty: every statement.
    std::string reason;
    std::string link;
    bool is_sporadic = false; ///< It fails at times only (`sometimes`): that it passes says nothing.
    std::optional<std::chrono::year_month_day> until; ///< The last day on which it holds.
    std::optional<VersionRange> versions;
    std::vector<std::string> transports; ///< Over which alone it fails: "tcp"; empty: over all.
    std::vector<std::string> deliveries; ///< Under which alone it fails: "trickle"; empty: under all.
    yaml::Location where;

    [[nodiscard]] std::string pattern() const; ///< For people: "second-connect@* MQTT-3.1.0-2".
};

/// What is under test, when and how.
struct Circumstances
{
    std::string version; ///< Of the target; empty if not known.
    std::chrono::year_month_day today{};
    std::string transport = "tcp";
    std::string delivery = "whole";
};

[[nodiscard]] std::chrono::year_month_day today();

/// Whether the entry counts today, for this version of the target, and for this way to reach it.
[[nodiscard]] bool applies(KnownFailure const& entry, Circumstances const& circumstances);

/// Whether the entry applies and is about this case instance or one of its statements; where it names both,
/// it must be about both. Statements may carry a clause letter.
[[nodiscard]] bool matches(KnownFailure const& entry, std::string_view instance,
                           std::vector<std::string> const& statements, Circumstances const& circumstances);

/// Whether the entry is about rules alone: its case pattern begins with "rule:".
[[nodiscard]] bool names_rule(KnownFailure const& entry);

/// A case instance as far as known failures go.
struct CaseName
{
    std::string instance;                ///< "retained-keeps-its-qos@qos=1"
    std::vector<std::string> statements; ///< Canonical, with clause letters if any.
};

/// Each stale entry in words, with file and line: one that matches nothing, or whose `until` has passed. Give
/// all cases and statements that there are, whatever was selected. An entry for another version of the target
/// does not become stale by its date.
[[nodiscard]] std::vector<std::string> stale(std::vector<KnownFailure> const& entries,
                                             std::vector<CaseName> const& cases,
                                             std::vector<std::string> const& statements,
                                             Circumstances const& circumstances);

/// `*` stands for any characters, `?` for one; everything else for itself.
[[nodiscard]] bool matches_glob(std::string_view pattern, std::string_view text);

} // namespace mqttspec::target
