// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prove/play.hpp"
#include "scenario/scenario.hpp"
#include "validator/judge.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::prove {

/// What came of cases that were played through the proxy, and what its judge found.
struct Watched
{
    Performance performance{};
    std::vector<validator::Finding> on_server{};
    std::vector<validator::Finding> on_client{};

    [[nodiscard]] std::vector<validator::Finding> const& on(normative::Role role) const
    {
        return role == normative::Role::server ? on_server : on_client;
    }
};

/// What was found on that role, with the rules' names.
[[nodiscard]] std::vector<std::string> in_words(Watched const& watched, normative::Role role);

/// `is_whole`: the judge knows that it sees all that Clients do.
[[nodiscard]] Watched watch(std::vector<scenario::Scenario> const& cases, Fault const* fault, bool is_whole);

/// The cases about Servers, or Clients, that are part of the project; but those that are heavy.
[[nodiscard]] std::vector<scenario::Scenario> const& shipped_cases_about(normative::Role role);

/// A fault of the reference, the case in whose traffic it shows, and the rule that sees it.
struct Row
{
    std::string_view deviation;
    std::string_view instance;
    std::string_view rule;
};

/// Those of the rows whose rule does not name the clause that the deviation breaks: "deviation: rule".
[[nodiscard]] std::vector<std::string> silent_ones(std::span<Row const> rows, normative::Role role);

/// Numbered rules for that role that are in none of the rows.
[[nodiscard]] std::vector<std::string_view> untried_rules(std::span<Row const> rows, normative::Role role);

/// Rules that spoke about what the harness sent in the cases about that role, but not behind the proxy.
[[nodiscard]] std::vector<std::string> unseen_provocations(normative::Role role);

/// How many of the cases failed.
[[nodiscard]] std::ptrdiff_t count_failed(Watched const& watched);

} // namespace mqttspec::prove
