// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

namespace mqttspec::cli {

struct Unpacked
{
    std::string folder; ///< Has targets/ in it, as the sources have.
};

/// Puts the shipped targets where programs can read them: scripts and adapters are run, compilers read what
/// stands beside them. They stay in the user's cache, under a name that no other version takes. Returns what
/// is wrong instead, in one line.
[[nodiscard]] std::variant<Unpacked, std::string> unpack_targets();

} // namespace mqttspec::cli
