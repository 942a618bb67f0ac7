// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prove/proof.hpp"

#include <string>

namespace mqttspec::cli {

/// What does not hold, for people; with the matrix, every deviation with those who caught it.
[[nodiscard]] std::string in_words(prove::Proof const& proof, bool with_matrix);

[[nodiscard]] std::string in_markdown(prove::Proof const& proof);
[[nodiscard]] std::string in_json(prove::Proof const& proof);

} // namespace mqttspec::cli
