// SPDX-License-Identifier: Apache-2.0
// What goes wrong only with many packets on one connection, or with large ones.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace mqttspec::reference {
namespace {

constexpr int all_ids = 65'535;

/// Counts the deliveries to each connection, and changes those behind the 65,535th, or takes them back where
/// `change` says so.
template <class Change>
Make behind_the_last_id(Change change)
{
    return on_the_way_out([change, sent = std::map<LinkId, int>{}](Event const&, auto& actions) mutable {
        unsend<wire::Publish>(actions, [&](LinkId link, wire::Publish& packet) {
            return packet.packet_id && ++sent[link] > all_ids && change(packet);
        });
    });
}

/// Begins anew behind the last identifier, with messages of that QoS or above.
Make wrapping_blindly(std::uint8_t qos)
{
    return behind_the_last_id([qos, count = 0](wire::Publish& packet) mutable {
        if (packet.qos >= qos) {
            packet.packet_id = static_cast<std::uint16_t>(count++ % all_ids + 1);
        }
        return false;
    });
}

/// What stands behind the fixed header.
std::size_t remaining_length(wire::Publish const& packet)
{
    return 2 + packet.topic.size() + (packet.packet_id ? 2 : 0) + packet.payload.size();
}

Make losing_lengths(std::size_t from, std::size_t to)
{
    return on_the_way_out([from, to](Event const&, std::vector<Action>& actions) {
        unsend<wire::Publish>(actions, [&](LinkId, wire::Publish const& packet) {
            return remaining_length(packet) >= from && remaining_length(packet) <= to;
        });
    });
}

/// Keeps 500 Subscriptions of a Client that leaves.
Make keeping_500_subscriptions()
{
    return on_the_way_out([roster = Roster{}, kept = std::map<std::string, std::set<std::string>>{},
                           returned = std::set<LinkId>{}](Event const& original, auto& actions) mutable {
        roster.note(original, actions);
        auto const link = link_of(original);
        auto const* client = roster.on(link);
        auto const* subscribe = received<wire::Subscribe>(original);
        if (client != nullptr && received<wire::Connect>(original) != nullptr &&
            kept.contains(client->client_id)) {
            returned.insert(link);
        }
        if (client != nullptr && subscribe != nullptr && kept[client->client_id].size() < 500) {
            kept[client->client_id].insert(subscribe->filters.front().filter);
        }
        unsend<wire::Publish>(actions, [&](LinkId to, wire::Publish const& packet) {
            auto const* receiver = roster.on(to);
            return receiver != nullptr && returned.contains(to) &&
                   !kept[receiver->client_id].contains(packet.topic);
        });
    });
}

} // namespace

std::vector<DeviationInfo> deviations_scale()
{
    return {
        {"wraps-into-ids-in-use", "MQTT-2.3.1-4.a",
         "begins anew with identifier 1 behind 65535, whether or not that is free", wrapping_blindly(1)},
        {"delivers-until-ids-are-used-up", "MQTT-2.3.1-4.a",
         "delivers no more on a connection on which it has used 65,535 identifiers",
         behind_the_last_id([](wire::Publish const&) { return true; })},
        {"answers-until-ids-are-used-up", "MQTT-2.3.1-6.a",
         "answers no publisher any more from which it has had 65,535 messages",
         on_the_way_out([taken = std::map<LinkId, int>{}](Event const& original, auto& actions) mutable {
             auto const* publish = received<wire::Publish>(original);
             bool const is_late =
                 publish != nullptr && publish->qos > 0 && ++taken[link_of(original)] > all_ids;
             unsend<wire::Puback>(actions, [is_late](LinkId, auto const&) { return is_late; });
             unsend<wire::Pubrec>(actions, [is_late](LinkId, auto const&) { return is_late; });
         })},
        {"keeps-500-subscriptions", "MQTT-4.1.0-1.a", "keeps 500 Subscriptions of a Client that leaves",
         keeping_500_subscriptions()},
        {"loses-messages-of-length-127", "MQTT-4.5.0-1", "does not deliver a Remaining Length of 127",
         losing_lengths(127, 127)},
        {"loses-messages-of-length-128", "MQTT-4.5.0-1", "does not deliver a Remaining Length of 128",
         losing_lengths(128, 128)},
        {"loses-messages-of-length-16383", "MQTT-4.5.0-1", "does not deliver a Remaining Length of 16383",
         losing_lengths(16'383, 16'383)},
        {"loses-messages-of-length-16384", "MQTT-4.5.0-1", "does not deliver a Remaining Length of 16384",
         losing_lengths(16'384, 16'384)},
        {"loses-messages-of-length-2097151", "MQTT-4.5.0-1", "does not deliver a Remaining Length of 2097151",
         losing_lengths(2'097'151, 2'097'151)},
        {"knows-lengths-of-three-bytes", "MQTT-4.5.0-1",
         "does not deliver what takes four bytes of Remaining Length",
         losing_lengths(2'097'152, 268'435'455)},
    };
}

} // namespace mqttspec::reference
