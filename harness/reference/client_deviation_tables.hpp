// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client_deviation.hpp"

#include <vector>

namespace mqttspec::reference {

// The deviations of the client by what they break, each table in a source of its name.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_1();     ///< Strings.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_2();     ///< Flags, Packet Identifiers.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_3_1();   ///< CONNECT, Keep Alive.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_3();     ///< Sections 3.2 to 3.14.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_4();     ///< Sessions, QoS, order.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_4_3();   ///< What comes twice.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_4_7();   ///< Topics, protocol violations.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_6();     ///< WebSocket.
[[nodiscard]] std::vector<ClientDeviationInfo> client_deviations_rules(); ///< What only rules see.

} // namespace mqttspec::reference
