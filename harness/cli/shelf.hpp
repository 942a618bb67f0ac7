// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "scenario/load.hpp"
#include "target/load.hpp"
#include "yaml/diagnostic.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::cli {

/// Where catalogue, cases and targets come from: a folder, or the program itself.
class Shelf
{
public:
    /// The folder that MQTTSPEC_HOME names; else what is inside the program; else the source folder that it
    /// was built from.
    [[nodiscard]] static Shelf find();

    [[nodiscard]] normative::Catalogue catalogue(yaml::Diagnostics& diagnostics) const;
    [[nodiscard]] std::vector<scenario::Scenario> cases(scenario::Vocabulary const& vocabulary,
                                                        yaml::Diagnostics& diagnostics) const;

    /// The targets on it, to look at.
    [[nodiscard]] target::KnownTargets targets() const;

    /// A target to use, as target::resolve() finds it: what its programs need is then on disk.
    [[nodiscard]] std::variant<target::TargetSpec, std::string> target(std::string_view argument,
                                                                       yaml::Diagnostics& diagnostics) const;

private:
    explicit Shelf(std::string root) : root_{std::move(root)} {}

    [[nodiscard]] bool is_shipped() const { return root_.empty(); }
    [[nodiscard]] std::string at(std::string const& path) const;

    std::string root_; ///< Empty: the program itself.
};

} // namespace mqttspec::cli
