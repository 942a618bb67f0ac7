// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mqttspec::lint {

/// What a lint has against a line.
struct Objection
{
    int line = 0;
    std::string message;
};

} // namespace mqttspec::lint
