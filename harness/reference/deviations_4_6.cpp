// SPDX-License-Identifier: Apache-2.0
// Section 4.6: order.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

/// Lets the next ones overtake such a packet, so many of them; and so on behind those.
template <class P, class Test>
Make swapping(Test test, int overtakers = 1)
{
    return on_the_way_out([test, overtakers, held = std::map<LinkId, std::pair<P, int>>{}](
                              Event const&, std::vector<Action>& actions) mutable {
        std::vector<Action> out;
        for (auto& action : actions) {
            auto* const transmit = std::get_if<Transmit>(&action);
            auto* const packet = transmit == nullptr ? nullptr : std::get_if<wire::Packet>(&transmit->what);
            auto* const wanted = packet == nullptr ? nullptr : std::get_if<P>(packet);
            if (wanted == nullptr || !test(*wanted)) {
                out.push_back(std::move(action));
                continue;
            }
            auto const link = transmit->link;
            auto const [first, is_new] = held.try_emplace(link, *wanted, 0);
            if (is_new) {
                continue;
            }
            out.push_back(std::move(action));
            if (++first->second.second == overtakers) {
                send(out, link, first->second.first);
                held.erase(first);
            }
        }
        actions = std::move(out);
    });
}

/// Brings what a Client is sent when it comes into another order; `sort` is given those packets of that kind
/// of which `test` is true.
template <class P, class Test, class Sort>
Make sorting_on_return(Test test, Sort sort)
{
    return on_the_way_out([test, sort](Event const& original, std::vector<Action>& actions) {
        if (received<wire::Connect>(original) == nullptr) {
            return;
        }
        std::vector<P*> places;
        each_sent<P>(actions, [&](LinkId to, P& packet) {
            if (to == link_of(original) && test(packet)) {
                places.push_back(&packet);
            }
        });
        std::vector<P> packets;
        for (auto const* place : places) {
            packets.push_back(*place);
        }
        sort(packets);
        for (std::size_t i = 0; i < places.size(); ++i) {
            *places[i] = packets[i];
        }
    });
}

bool is_repeated(wire::Publish const& packet)
{
    return packet.dup;
}

bool is_new(wire::Publish const& packet)
{
    return !packet.dup;
}

auto const reverse = [](auto& packets) { std::ranges::reverse(packets); };

auto is_on(std::string part)
{
    return [part = std::move(part)](wire::Publish const& it) {
        return !it.dup && it.topic.find(part) != std::string::npos;
    };
}

auto is_at(std::uint8_t qos)
{
    return [qos](wire::Publish const& it) { return !it.dup && it.qos == qos; };
}

} // namespace

std::vector<DeviationInfo> deviations_4_6()
{
    return {
        {"orders-no-deep-topics", "MQTT-4.6.0-5", "keeps no order on topics of many levels",
         swapping<wire::Publish>(is_on("/a/b/c/d/"))},
        {"orders-no-empty-levels", "MQTT-4.6.0-5", "keeps no order on topics with empty levels",
         swapping<wire::Publish>(is_on("//"))},
        {"orders-no-topics-beyond-ascii", "MQTT-4.6.0-5", "keeps no order on topics that are not ASCII",
         swapping<wire::Publish>(is_on("\xC3"))},
        {"orders-no-topics", "MQTT-4.6.0-5", "keeps no order unless it is told to",
         swapping<wire::Publish>(is_new)},
        {"re-sends-newest-first", "MQTT-4.6.0-6.a", "sends messages again the newest first",
         sorting_on_return<wire::Publish>(is_repeated, reverse)},
        {"re-sends-qos-by-qos", "MQTT-4.6.0-6.a", "sends messages at QoS 1 again before those at QoS 2",
         sorting_on_return<wire::Publish>(
             is_repeated, [](auto& it) { std::ranges::stable_sort(it, {}, &wire::Publish::qos); })},
        {"re-sends-in-the-order-of-identifiers", "MQTT-4.6.0-6.a",
         "sends messages again in the order of their identifiers",
         sorting_on_return<wire::Publish>(
             is_repeated, [](auto& it) { std::ranges::stable_sort(it, {}, &wire::Publish::packet_id); })},
        {"sends-pubrels-out-of-turn", "MQTT-4.6.0-6.a", "sends the second of two PUBRELs first",
         swapping<wire::Pubrel>([](auto const&) { return true; })},
        {"re-sends-pubrels-newest-first", "MQTT-4.6.0-6.a", "sends PUBRELs again the newest first",
         sorting_on_return<wire::Pubrel>([](auto const&) { return true; }, reverse)},
        {"swaps-qos-0-messages", "MQTT-4.6.0-6.b", "sends the second of two messages at QoS 0 first",
         swapping<wire::Publish>(is_at(0))},
        {"swaps-qos-1-messages", "MQTT-4.6.0-6.b", "sends the second of two messages at QoS 1 first",
         swapping<wire::Publish>(is_at(1))},
        {"swaps-qos-2-messages", "MQTT-4.6.0-6.b", "sends the second of two messages at QoS 2 first",
         swapping<wire::Publish>(is_at(2))},
        {"lets-two-messages-overtake", "MQTT-4.6.0-6.b", "sends the second and third of three messages first",
         swapping<wire::Publish>(is_new, 2)},
        {"sends-newest-stored-message-first", "MQTT-4.6.0-6.b",
         "sends what was stored for an absent Client the newest first",
         sorting_on_return<wire::Publish>(is_new, reverse)},
    };
}

} // namespace mqttspec::reference
