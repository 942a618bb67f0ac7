// SPDX-License-Identifier: Apache-2.0
// Section 4.3, the sender: what a message is sent with the first time.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace mqttspec::reference {
namespace {

bool is_first(wire::Publish const& packet, std::uint8_t qos)
{
    return packet.qos == qos && !packet.dup;
}

/// Sets DUP in first deliveries where `test(event, packet)` says so.
template <class Test>
Make setting_dup(std::uint8_t qos, Test test)
{
    return on_the_way_out([qos, test](Event const& original, std::vector<Action>& actions) {
        each_sent<wire::Publish>(actions, [&](LinkId, wire::Publish& packet) {
            packet.dup = packet.dup || (packet.qos == qos && test(original, packet));
        });
    });
}

Make setting_dup_at_once(std::uint8_t qos)
{
    return setting_dup(qos, [](Event const& event, wire::Publish const& packet) {
        return received<wire::Publish>(event) != nullptr && !packet.retain;
    });
}

Make setting_dup_of_stored(std::uint8_t qos)
{
    return setting_dup(
        qos, [](Event const& event, auto const&) { return received<wire::Connect>(event) != nullptr; });
}

Make setting_dup_of_retained(std::uint8_t qos)
{
    return setting_dup(qos, [](Event const&, wire::Publish const& packet) { return packet.retain; });
}

/// Delivers at QoS 0 what should go out at that QoS.
Make delivering_at_qos_0(std::uint8_t qos)
{
    return sending<wire::Publish>([qos](wire::Publish& packet) {
        if (packet.qos == qos) {
            packet.qos = 0;
            packet.packet_id.reset();
        }
    });
}

/// Every new message bears the identifier 1.
Make numbering_always_1(std::uint8_t qos)
{
    return sending<wire::Publish>([qos](wire::Publish& packet) {
        if (is_first(packet, qos)) {
            packet.packet_id = std::uint16_t{1};
        }
    });
}

/// Counts from 1 on every connection, whatever is still under way.
class NumbersAnewAfterReturn final : public Deviation
{
public:
    explicit NumbersAnewAfterReturn(std::uint8_t qos) : qos_(qos) {}

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Connack>(actions, [this](LinkId link, wire::Connack const& connack) {
            if (connack.session_present()) {
                last_[link] = 0;
            }
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            if (is_first(packet, qos_) && last_.contains(link)) {
                packet.packet_id = ++last_[link];
            }
        });
    }

private:
    std::uint8_t qos_;
    std::map<LinkId, std::uint16_t> last_;
};

/// Takes what a Client leaves unanswered for answered when it leaves.

} // namespace

std::vector<DeviationInfo> first_deliveries_4_3()
{
    return {
        {"raises-qos-0", "MQTT-4.3.1-1.a", "delivers at QoS 1 what should go out at QoS 0",
         sending<wire::Publish>([](auto& it) {
             if (it.qos == 0) {
                 it.qos = 1;
                 it.packet_id = std::uint16_t{1};
             }
         })},
        {"sends-qos-0-with-dup", "MQTT-4.3.1-1.b", "sends everything at QoS 0 with DUP 1",
         sending<wire::Publish>([](auto& it) { it.dup = it.dup || it.qos == 0; })},

        {"numbers-qos-1-always-1", "MQTT-4.3.2-1.a", "sends each new QoS 1 message with identifier 1",
         numbering_always_1(1)},
        {"numbers-qos-1-anew-after-return", "MQTT-4.3.2-1.a",
         "counts the identifiers of QoS 1 messages from 1 again when a Client comes back",
         make<NumbersAnewAfterReturn>(std::uint8_t{1})},
        {"sends-qos-1-with-dup", "MQTT-4.3.2-1.b", "sends QoS 1 messages with DUP 1 the first time",
         setting_dup_at_once(1)},
        {"sends-stored-qos-1-with-dup", "MQTT-4.3.2-1.b",
         "sends QoS 1 messages that were stored with DUP 1 the first time", setting_dup_of_stored(1)},
        {"sends-retained-qos-1-with-dup", "MQTT-4.3.2-1.b",
         "sends retained QoS 1 messages with DUP 1 the first time", setting_dup_of_retained(1)},
        {"delivers-qos-1-at-0", "MQTT-4.3.2-1.b", "delivers at QoS 0 what should go out at QoS 1",
         delivering_at_qos_0(1)},

        {"numbers-qos-2-always-1", "MQTT-4.3.3-1.a", "sends each new QoS 2 message with identifier 1",
         numbering_always_1(2)},
        {"numbers-qos-2-anew-after-return", "MQTT-4.3.3-1.a",
         "counts the identifiers of QoS 2 messages from 1 again when a Client comes back",
         make<NumbersAnewAfterReturn>(std::uint8_t{2})},
        {"sends-qos-2-with-dup", "MQTT-4.3.3-1.b", "sends QoS 2 messages with DUP 1 the first time",
         setting_dup_at_once(2)},
        {"sends-stored-qos-2-with-dup", "MQTT-4.3.3-1.b",
         "sends QoS 2 messages that were stored with DUP 1 the first time", setting_dup_of_stored(2)},
        {"sends-retained-qos-2-with-dup", "MQTT-4.3.3-1.b",
         "sends retained QoS 2 messages with DUP 1 the first time", setting_dup_of_retained(2)},
        {"delivers-qos-2-at-0", "MQTT-4.3.3-1.b", "delivers at QoS 0 what should go out at QoS 2",
         delivering_at_qos_0(2)},
    };
}

} // namespace mqttspec::reference
