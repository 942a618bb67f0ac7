// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace mqttspec::cli {

/// A file that is inside the program.
struct ShippedFile
{
    std::string_view path{}; ///< "cases/mqtt-3.1.1/broker/3.12-ping.yaml"
    std::string_view text{};
};

/// Catalogue, cases and targets of an installed program, in order of their paths. The program in a build tree
/// has none inside: it reads the folders of the sources, so that who edits them compiles nothing.
[[nodiscard]] std::span<ShippedFile const> shipped_files();

/// SHA-256 over all of them, in hex; empty where there are none.
[[nodiscard]] std::string_view shipped_digest();

} // namespace mqttspec::cli
