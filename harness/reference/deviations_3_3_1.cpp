// SPDX-License-Identifier: Apache-2.0
// Section 3.3.1: DUP, QoS 3, RETAIN in what is sent on.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// What tells one message from another.
bool is_connect(Event const& event)
{
    return received<wire::Connect>(event) != nullptr;
}

bool is_subscribe(Event const& event)
{
    return received<wire::Subscribe>(event) != nullptr;
}

bool is_publish(Event const& event)
{
    return received<wire::Publish>(event) != nullptr;
}

/// Sends what has DUP without it, where `test(packet)` says so.
template <class Test>
Make forgetting_dup(Test test)
{
    return sending<wire::Publish>(
        [test](wire::Publish& it) mutable { it.dup = it.dup && !test(std::as_const(it)); });
}

/// Gives a flag that a publisher has set to what is sent of its message on events of some kind.
class PassesOn final : public Deviation
{
public:
    using Flag = bool wire::Publish::*;
    using When = bool (*)(Event const&);
    PassesOn(Flag flag, When when) : flag_(flag), when_(when) {}

    void incoming(Event& event) override
    {
        // The broker refuses DUP at QoS 0.
        auto* publish = received<wire::Publish>(event);
        if (publish != nullptr && publish->qos == 0) {
            publish->dup = false;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* publish = received<wire::Publish>(original);
        if (publish != nullptr && publish->*flag_) {
            flagged_.insert(content_of(*publish));
        }
        each_sent<wire::Publish>(actions, [&](LinkId, wire::Publish& packet) {
            packet.*flag_ = packet.*flag_ || (when_(original) && flagged_.contains(content_of(packet)));
        });
    }

private:
    Flag flag_;
    When when_;
    std::set<Content> flagged_;
};

/// Takes a QoS 3 for a 2, and hands it on.
class PassesQos3On final : public Deviation
{
    void incoming(Event& event) override
    {
        auto* publish = received<wire::Publish>(event);
        if (publish != nullptr && publish->qos == 3) {
            forgive(event, about(invalid_qos));
            publish->qos = 2;
            with_qos_3_.insert(content_of(*publish));
        }
    }

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [this](LinkId, wire::Publish& packet) {
            packet.qos = with_qos_3_.contains(content_of(packet)) ? std::uint8_t{3} : packet.qos;
        });
    }

    std::set<Content> with_qos_3_;
};

} // namespace

std::vector<DeviationInfo> deviations_3_3_1()
{
    return {
        {"re-sends-without-dup", "MQTT-3.3.1-1", "sends a message again with DUP 0",
         forgetting_dup([](auto const&) { return true; })},
        {"re-sends-qos-2-without-dup", "MQTT-3.3.1-1", "sends a message at QoS 2 again with DUP 0",
         forgetting_dup([](auto const& it) { return it.qos == 2; })},
        {"re-sends-retained-without-dup", "MQTT-3.3.1-1", "sends a retained message again with DUP 0",
         forgetting_dup([](auto const& it) { return it.retain; })},
        {"sets-dup-once", "MQTT-3.3.1-1", "sets DUP the second time that it sends a message, not the third",
         forgetting_dup([seen = std::set<Content>{}](auto const& it) mutable {
             return it.dup && !seen.insert(content_of(it)).second;
         })},
        {"sets-dup-at-qos-0", "MQTT-3.3.1-2", "sends everything at QoS 0 with DUP 1",
         sending<wire::Publish>([](auto& it) { it.dup = it.dup || it.qos == 0; })},
        {"passes-dup-on-at-qos-0", "MQTT-3.3.1-2", "passes a publisher's DUP on, even at QoS 0",
         make<PassesOn>(&wire::Publish::dup, &is_publish)},
        {"passes-dup-on", "MQTT-3.3.1-3", "passes a publisher's DUP on to the subscribers",
         make<PassesOn>(&wire::Publish::dup, &is_publish)},
        {"retains-dup", "MQTT-3.3.1-3", "sends a retained message with the DUP of its publisher",
         make<PassesOn>(&wire::Publish::dup, &is_subscribe)},
        {"queues-dup", "MQTT-3.3.1-3", "stores a message for absent Clients with the DUP of its publisher",
         make<PassesOn>(&wire::Publish::dup, &is_connect)},
        {"accepts-dup-at-qos-0", "MQTT-4.8.0-1", "accepts a PUBLISH at QoS 0 with DUP 1",
         taking<wire::Publish>([](auto& it) { it.dup = it.dup && it.qos > 0; })},

        {"passes-qos-3-on", "MQTT-3.3.1-4.a", "passes a message with QoS 3 on to subscribers as it is",
         make<PassesQos3On>()},
        {"takes-qos-3-for-2", "MQTT-3.3.1-4.b", "takes a PUBLISH with QoS 3 for one with QoS 2",
         on_the_way_in([](Event& event) {
             auto* publish = received<wire::Publish>(event);
             if (publish != nullptr && publish->qos == 3) {
                 forgive(event, about(invalid_qos));
                 publish->qos = 2;
             }
         })},
        {"ignores-qos-3", "MQTT-3.3.1-4.b", "passes a PUBLISH with QoS 3 over",
         ignoring<wire::Publish>(about(invalid_qos))},

        {"passes-retain-on", "MQTT-3.3.1-9", "passes RETAIN on to the subscribers",
         make<PassesOn>(&wire::Publish::retain, &is_publish)},
        {"queues-retain", "MQTT-3.3.1-9",
         "stores a message for absent Clients with the RETAIN of its publisher",
         make<PassesOn>(&wire::Publish::retain, &is_connect)},
    };
}

} // namespace mqttspec::reference
