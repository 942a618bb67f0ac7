// SPDX-License-Identifier: Apache-2.0
#include "reference/machine.hpp"

#include "reference/topic.hpp"

#include <algorithm>

namespace mqttspec::reference {
namespace {

/// Table in 3.9.3; the other return codes are the granted QoS.
constexpr std::uint8_t failure = 0x80;

} // namespace

void Broker::Machine::on(Link& link, wire::Subscribe const& packet)
{
    // [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.3-1] An ill-formed filter is a protocol violation
    // [MQTT-4.8.0-1]: nothing of the packet takes effect.
    if (!std::ranges::all_of(packet.filters, is_topic_filter, &wire::Subscription::filter)) {
        return break_off(link);
    }

    // [MQTT-3.8.4-4] One filter after the other, [MQTT-3.8.4-5] a return code for each, [MQTT-3.9.3-1] in
    // their order; [MQTT-3.8.4-1] [MQTT-3.8.4-2] [MQTT-2.3.1-7] one SUBACK with the same identifier.
    std::vector<std::uint8_t> return_codes;
    for (auto const& request : packet.filters) {
        return_codes.push_back(subscribe(*link.session, request));
    }
    transmit(link.id, wire::Suback{.packet_id = packet.packet_id, .return_codes = return_codes});
    send_retained(*link.session, packet, return_codes);
}

/// Returns the return code [MQTT-3.9.3-2].
std::uint8_t Broker::Machine::subscribe(Session& session, wire::Subscription const& request)
{
    if (!may_subscribe(request.filter, options_) || !has_room_for(session, request.filter)) {
        return failure;
    }
    auto const granted = std::min(request.qos, options_.max_qos);
    subscriptions_->subscribe(session.id, request.filter, granted); // [MQTT-3.8.4-3]
    session.filters.insert(request.filter);
    return granted;
}

bool Broker::Machine::has_room_for(Session const& session, std::string_view filter) const
{
    return session.filters.contains(filter) || (session.filters.size() < options_.max_subscriptions &&
                                                subscriptions_->level_count() < options_.max_levels);
}

/// [MQTT-3.3.1-6] [MQTT-3.8.4-3] What is retained goes to each new Subscription, and again to one that
/// replaces another. It has RETAIN 1 [MQTT-3.3.1-8] and the QoS of any delivery [MQTT-3.8.4-6].
void Broker::Machine::send_retained(Session& session, wire::Subscribe const& packet,
                                    std::vector<std::uint8_t> const& return_codes)
{
    for (std::size_t i = 0; i < packet.filters.size(); ++i) {
        if (return_codes[i] == failure) {
            continue;
        }
        for (auto const& message : retained_->matching(packet.filters[i].filter)) {
            deliver(session, message, return_codes[i], true);
        }
    }
}

void Broker::Machine::on(Link& link, wire::Unsubscribe const& packet)
{
    if (!std::ranges::all_of(packet.filters, is_topic_filter)) { // As in SUBSCRIBE.
        return break_off(link);
    }

    // [MQTT-3.10.4-1] [MQTT-3.10.4-6] Each filter is compared as it stands, wildcards included. Once it is
    // out of the tree nothing new is added for it [MQTT-3.10.4-2]; what is in the Outbox stays there
    // [MQTT-3.10.4-3].
    auto& session = *link.session;
    for (auto const& filter : packet.filters) {
        subscriptions_->unsubscribe(session.id, filter);
        session.filters.erase(filter);
    }
    // [MQTT-3.10.4-4] [MQTT-3.10.4-5] [MQTT-2.3.1-7] Whether or not there was something to delete.
    transmit(link.id, wire::Unsuback{.packet_id = packet.packet_id});
}

} // namespace mqttspec::reference
