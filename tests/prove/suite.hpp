// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/shipped.hpp"
#include "scenario/load.hpp"
#include "target/feature.hpp"

#include <mqttspec/source_dir.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace mqttspec::tests {

inline scenario::Vocabulary shipped_vocabulary()
{
    return {.catalogue = &shipped_catalogue(),
            .features = target::feature_names(),
            .variables = target::feature_variables()};
}

inline std::vector<scenario::Scenario> checked(std::vector<scenario::Scenario> cases,
                                               yaml::Diagnostics const& diagnostics)
{
    if (!diagnostics.empty())
        throw std::runtime_error(diagnostics.render());
    return cases;
}

/// The cases in that text.
inline std::vector<scenario::Scenario> cases_in(std::string const& text)
{
    yaml::Diagnostics diagnostics;
    auto cases = scenario::load_text("test.yaml", text, shipped_vocabulary(), diagnostics);
    return checked(std::move(cases), diagnostics);
}

/// The cases that are part of the project.
inline std::vector<scenario::Scenario> shipped_cases()
{
    yaml::Diagnostics diagnostics;
    auto cases = scenario::load({std::string(MQTTSPEC_SOURCE_DIR) + "/cases/mqtt-3.1.1"},
                                shipped_vocabulary(), diagnostics);
    return checked(std::move(cases), diagnostics);
}

} // namespace mqttspec::tests
