// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/deviation.hpp"

#include <vector>

namespace mqttspec::reference {

// The deviations by what they break, each table in a source of its name.
[[nodiscard]] std::vector<DeviationInfo> deviations_1();     ///< Strings.
[[nodiscard]] std::vector<DeviationInfo> deviations_2();     ///< Flags, Packet Identifiers.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_1_0(); ///< First and second CONNECTs.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_1_2(); ///< Protocol name, level, reserved flag.
[[nodiscard]] std::vector<DeviationInfo> sessions_3_1_2();   ///< Clean Session, what is stored and retained.
[[nodiscard]] std::vector<DeviationInfo> wills_3_1_2();
[[nodiscard]] std::vector<DeviationInfo> keep_alive_3_1_2();
[[nodiscard]] std::vector<DeviationInfo> deviations_3_1_3(); ///< Client Identifiers.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_1_4(); ///< The response to CONNECT.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_2();   ///< CONNACK.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_3_1(); ///< DUP, QoS 3, RETAIN in what is sent on.
[[nodiscard]] std::vector<DeviationInfo> retained_3_3_1();   ///< Retained messages.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_3_2(); ///< Topic names, answers, overlapping filters.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_3();   ///< Sections 3.3 to 3.14.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_8();   ///< SUBSCRIBE, SUBACK, QoS of deliveries.
[[nodiscard]] std::vector<DeviationInfo> deviations_3_10();  ///< UNSUBSCRIBE, PINGREQ, DISCONNECT.
[[nodiscard]] std::vector<DeviationInfo> deviations_4_7();   ///< Topic names and filters, and who gets what.
[[nodiscard]] std::vector<DeviationInfo> deviations_4_1();   ///< What is stored of a Session.
[[nodiscard]] std::vector<DeviationInfo> deviations_4_4();   ///< What is sent again.
[[nodiscard]] std::vector<DeviationInfo> deviations_4_6();   ///< Order.
[[nodiscard]] std::vector<DeviationInfo> first_deliveries_4_3(); ///< At QoS 0, 1 and 2.
[[nodiscard]] std::vector<DeviationInfo> deviations_4_3();       ///< The sender at QoS 1 and 2.
[[nodiscard]] std::vector<DeviationInfo> receiving_4_3();        ///< The receiver at QoS 1 and 2.
[[nodiscard]] std::vector<DeviationInfo> deviations_4();         ///< Protocol violations, topics.
[[nodiscard]] std::vector<DeviationInfo> deviations_6();         ///< WebSocket.
[[nodiscard]] std::vector<DeviationInfo> deviations_variants();  ///< Of brokers that are set up otherwise.
[[nodiscard]] std::vector<DeviationInfo> deviations_rules();     ///< What only rules examine.
[[nodiscard]] std::vector<DeviationInfo> deviations_scale();     ///< Many packets, large packets.

} // namespace mqttspec::reference
