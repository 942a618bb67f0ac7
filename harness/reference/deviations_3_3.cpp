// SPDX-License-Identifier: Apache-2.0
// Sections 3.3 to 3.14: PUBLISH, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT and their answers.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

bool is_ascii(std::string const& text)
{
    return std::ranges::none_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

/// Gives each acknowledgement of that kind the identifier of the first one on its connection.
template <class P>
Make repeating_first_id()
{
    return on_the_way_out(
        [first = std::map<LinkId, std::uint16_t>{}](Event const&, std::vector<Action>& actions) mutable {
            each_sent<P>(actions, [&](LinkId link, P& packet) {
                packet.packet_id = first.try_emplace(link, packet.packet_id).first->second;
            });
        });
}

/// Gives each acknowledgement of that kind the identifier of the last `Request` on its connection.
template <class P, class Request>
class AnswersWithIdOf final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* request = received<Request>(original);
        auto const id = request == nullptr ? std::nullopt : wire::packet_id_of(*request);
        if (id) {
            last_[link_of(original)] = *id;
        }
        each_sent<P>(actions, [this](LinkId link, P& packet) {
            packet.packet_id = last_.contains(link) ? last_.at(link) : packet.packet_id;
        });
    }

    std::map<LinkId, std::uint16_t> last_;
};

/// Takes a DISCONNECT for what it is, whatever its flags, and leaves it to the Client to close.
class ObeysMalformedDisconnect final : public Deviation
{
    void incoming(Event& event) override
    {
        if (received<wire::Disconnect>(event) != nullptr) {
            forgive(event, about(reserved_flags));
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (received<wire::Disconnect>(original) != nullptr) {
            undrop(actions, link_of(original));
        }
    }
};

} // namespace

std::vector<DeviationInfo> deviations_3_3()
{
    return {
        {"does-not-acknowledge-topics-beyond-ascii", "MQTT-3.3.4-1.b",
         "sends no PUBACK for a topic that is not ASCII",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const* publish = received<wire::Publish>(original);
             unsend<wire::Puback>(actions, [publish](LinkId, auto const&) {
                 return publish != nullptr && !is_ascii(publish->topic);
             });
         })},
        {"ignores-pubrel-with-wrong-flags", "MQTT-3.6.1-1.b", "passes a PUBREL with wrong flags over",
         ignoring<wire::Pubrel>(about(reserved_flags))},
        {"ignores-subscribe-with-wrong-flags", "MQTT-3.8.1-1.b", "passes a SUBSCRIBE with wrong flags over",
         ignoring<wire::Subscribe>(about(reserved_flags))},
        {"does-not-answer-filters-beyond-ascii", "MQTT-3.8.4-1",
         "sends no SUBACK for a filter that is not ASCII",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const* subscribe = received<wire::Subscribe>(original);
             unsend<wire::Suback>(actions, [subscribe](LinkId, auto const&) {
                 return subscribe != nullptr &&
                        !std::ranges::all_of(subscribe->filters, is_ascii, &wire::Subscription::filter);
             });
         })},
        {"repeats-the-first-suback-id", "MQTT-3.8.4-2",
         "gives every SUBACK the identifier of the first on its connection",
         repeating_first_id<wire::Suback>()},
        {"gives-suback-the-id-of-publish", "MQTT-3.8.4-2",
         "gives SUBACK the identifier of the PUBLISH before it, if there was one",
         make<AnswersWithIdOf<wire::Suback, wire::Publish>>()},
        {"ignores-unsubscribe-with-wrong-flags", "MQTT-3.10.1-1.b",
         "passes an UNSUBSCRIBE with wrong flags over", ignoring<wire::Unsubscribe>(about(reserved_flags))},
        {"gives-unsuback-the-id-of-subscribe", "MQTT-3.10.4-4.b",
         "gives UNSUBACK the identifier of the SUBSCRIBE before",
         make<AnswersWithIdOf<wire::Unsuback, wire::Subscribe>>()},
        {"obeys-malformed-disconnect", "MQTT-3.14.1-1",
         "takes a DISCONNECT with wrong flags for a good one, and does not close",
         make<ObeysMalformedDisconnect>()},
    };
}

} // namespace mqttspec::reference
