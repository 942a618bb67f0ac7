// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client_event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// Why a Client may not do what it is asked to.
struct Objection
{
    std::string_view statement{}; ///< That it would break: "MQTT-3.1.2-22".
    std::string why{};
};

/// All that speaks against the command, whatever the state of the client; empty if nothing does.
[[nodiscard]] std::vector<Objection> objections_to(Command const& command);

} // namespace mqttspec::reference
