// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/matrix.hpp"

#include <string>

namespace mqttspec::cli {

/// Writes a static web site into a folder, which is made if need be: `index.html` with the matrix, and a
/// folder for each target with its report, to which the matrix leads, its result and its badge. What else
/// stands there stays. What cannot be written is said; false if there was any.
[[nodiscard]] bool write_site(std::string const& folder, reports::Matrix const& matrix,
                              reports::Language lang);

} // namespace mqttspec::cli
