// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class Validator;
}

namespace mqttspec::cli {

/// For an option that takes a real number of that range. CLI::Range lets `nan` through.
[[nodiscard]] CLI::Validator within(double least, double most);

} // namespace mqttspec::cli
