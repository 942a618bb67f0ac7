// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/spec.hpp"

#include <string>
#include <string_view>

namespace mqttspec::target {

/// How to install what the target comes from: "apt-get install mosquitto (or ./certify mosquitto)"; empty
/// where the target file does not say.
[[nodiscard]] std::string install_advice(std::string_view target, Spawn const& program);

/// "mosquitto is not installed: apt-get install mosquitto (or ./certify mosquitto)".
[[nodiscard]] std::string not_installed(std::string_view target, Spawn const& program);

} // namespace mqttspec::target
