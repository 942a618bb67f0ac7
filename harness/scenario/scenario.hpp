// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/step.hpp"
#include "wire/version.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::scenario {

/// One of a case's `needs`: a feature that the target must (not) have, or must compare so.
struct Need
{
    enum class Comparison
    {
        is_true,
        is_false,
        equal,
        not_equal,
        less,
        at_most,
        greater,
        at_least
    };
    std::string feature{};
    Comparison comparison = Comparison::is_true;
    Scalar literal{};   ///< For the comparisons with a value.
    std::string text{}; ///< As the case has it: "max_qos >= 2".
};

/// One statement that a case names, resolved to its canonical id.
struct StatementRef
{
    std::string id{};     ///< "MQTT-4.3.3-1"
    std::string clause{}; ///< "d", or empty.

    [[nodiscard]] std::string full() const { return clause.empty() ? id : id + "." + clause; }
    friend bool operator==(StatementRef const&, StatementRef const&) = default;
};

/// One instance of a case: `for` is expanded and its values are filled in, so that everything in it is typed
/// and checked before anything is run.
struct Scenario
{
    std::string id{};                                     ///< "retained-keeps-its-qos@qos=1"; unique.
    std::string case_id{};                                ///< "retained-keeps-its-qos"
    std::vector<std::pair<std::string, Scalar>> values{}; ///< Of `for`.
    wire::Version version = wire::Version::v3_1_1;
    std::string when{};
    std::string then{};
    std::vector<StatementRef> statements{}; ///< The first is blamed where `checks` does not say otherwise.
    std::vector<StatementRef> provokes{};
    std::vector<Need> needs{};
    std::vector<Step> setup{};
    std::vector<Step> steps{};
    std::vector<Allowed> allow{}; ///< What may be left unread at the end.
    bool is_exclusive = false;    ///< Must see the whole topic space: runs alone.
    bool is_load = false;         ///< Heavy: runs apart.
    std::string why{};            ///< The reading of the standard where it is disputed.
    std::string since{};          ///< The suite version that brought it.
    std::string hash{};           ///< Of the case's source text.
    yaml::Location where{};

    /// Every actor that it binds, in order of appearance.
    [[nodiscard]] std::vector<Actor> actors() const;

    /// Whether a Client is under test, and the harness plays the Server; else it is the other way round.
    [[nodiscard]] bool is_about_client() const;
};

/// Visits every step of the list, also those nested in others, parents first.
void for_each_step(std::vector<Step> const& steps, std::function<void(Step const&)> const& visit);

} // namespace mqttspec::scenario
