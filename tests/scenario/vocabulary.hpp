// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "scenario/load.hpp"

#include <mqttspec/source_dir.hpp>

#include <stdexcept>
#include <string>

namespace mqttspec::tests {

/// The catalogue of the project.
inline normative::Catalogue const& catalogue()
{
    static auto const loaded = [] {
        yaml::Diagnostics diagnostics;
        auto out = normative::load(MQTTSPEC_SOURCE_DIR "/normative/mqtt-3.1.1.yaml", diagnostics);
        if (!diagnostics.empty())
            throw std::runtime_error(diagnostics.render());
        return out;
    }();
    return loaded;
}

/// The catalogue of the project, and five features, of which one is a number and one a text.
inline scenario::Vocabulary vocabulary()
{
    return {.catalogue = &catalogue(),
            .features = {"denied_topic", "max_qos", "retain", "wildcards", "websocket"},
            .variables = {{"denied_topic", scenario::Type::text}, {"max_qos", scenario::Type::number}}};
}

} // namespace mqttspec::tests
