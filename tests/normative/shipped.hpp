// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"

#include <mqttspec/source_dir.hpp>

#include <stdexcept>
#include <string>

namespace mqttspec::tests {

/// The catalogue that is part of the project.
inline normative::Catalogue const& shipped_catalogue()
{
    static auto const catalogue = [] {
        yaml::Diagnostics diagnostics;
        auto loaded =
            normative::load(std::string(MQTTSPEC_SOURCE_DIR) + "/normative/mqtt-3.1.1.yaml", diagnostics);
        if (!diagnostics.empty())
            throw std::runtime_error(diagnostics.render());
        return loaded;
    }();
    return catalogue;
}

} // namespace mqttspec::tests
