// SPDX-License-Identifier: Apache-2.0
// The program in a build tree; cmake/ship.cmake makes the other one.
#include "cli/shipped.hpp"

namespace mqttspec::cli {

std::span<ShippedFile const> shipped_files()
{
    return {};
}

std::string_view shipped_digest()
{
    return {};
}

} // namespace mqttspec::cli
