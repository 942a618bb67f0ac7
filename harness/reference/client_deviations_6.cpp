// SPDX-License-Identifier: Apache-2.0
#include "reference/client_deviation_tables.hpp"
#include "reference/mannerless.hpp"

#include <vector>

namespace mqttspec::reference {
namespace {

constexpr auto fault = mannerless<ClientDeviation, ClientManners>;

} // namespace

std::vector<ClientDeviationInfo> client_deviations_6()
{
    return {
        fault("sends-text-frames", "MQTT-6.0.0-1.a", "sends its packets in WebSocket text frames",
              [](ClientManners& manners) { manners.sends_text = true; }),
        fault("accepts-text-frames", "MQTT-6.0.0-1.b", "takes packets out of WebSocket text frames, too",
              [](ClientManners& manners) { manners.accepts_text = true; }),
        fault("aligns-packets-to-frames", "MQTT-6.0.0-2",
              "takes the end of a WebSocket message for the end of a packet",
              [](ClientManners& manners) { manners.aligns_packets = true; }),
        fault("one-packet-a-frame", "MQTT-6.0.0-2", "sees only the first packet of a WebSocket message",
              [](ClientManners& manners) { manners.takes_one_packet_each = true; }),
        fault("offers-no-subprotocol", "MQTT-6.0.0-3", "offers no subprotocol",
              [](ClientManners& manners) { manners.subprotocols.clear(); }),
        fault("offers-subprotocol-of-3-1", "MQTT-6.0.0-3", "offers the subprotocol mqttv3.1 only",
              [](ClientManners& manners) { manners.subprotocols = {"mqttv3.1"}; }),
    };
}

} // namespace mqttspec::reference
