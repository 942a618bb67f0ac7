// SPDX-License-Identifier: Apache-2.0
#include "reference/deviation_tables.hpp"
#include "reference/mannerless.hpp"

#include <vector>

namespace mqttspec::reference {
namespace {

constexpr auto fault = mannerless<Deviation, WebSocketManners>;

} // namespace

std::vector<DeviationInfo> deviations_6()
{
    return {
        fault("sends-text-frames", "MQTT-6.0.0-1.a", "sends its packets in WebSocket text frames",
              [](WebSocketManners& manners) { manners.sends_text = true; }),
        fault("accepts-text-frames", "MQTT-6.0.0-1.b", "takes packets out of WebSocket text frames, too",
              [](WebSocketManners& manners) { manners.accepts_text = true; }),
        fault("aligns-packets-to-frames", "MQTT-6.0.0-2",
              "takes the end of a WebSocket message for the end of a packet",
              [](WebSocketManners& manners) { manners.aligns_packets = true; }),
        fault("one-packet-a-frame", "MQTT-6.0.0-2", "sees only the first packet of a WebSocket message",
              [](WebSocketManners& manners) { manners.takes_one_packet_each = true; }),
        fault("refuses-fragments", "MQTT-6.0.0-2", "closes where a WebSocket message comes in several frames",
              [](WebSocketManners& manners) { manners.refuses_fragments = true; }),
        fault("names-no-subprotocol", "MQTT-6.0.0-4", "names no subprotocol in the WebSocket handshake",
              [](WebSocketManners& manners) { manners.subprotocol.clear(); }),
        fault("names-subprotocol-of-3-1", "MQTT-6.0.0-4", "names the subprotocol mqttv3.1 to who offers mqtt",
              [](WebSocketManners& manners) { manners.subprotocol = "mqttv3.1"; }),
    };
}

} // namespace mqttspec::reference
