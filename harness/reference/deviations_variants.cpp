// SPDX-License-Identifier: Apache-2.0
// Faults of what a broker does only where it is set up so: credentials, denied topics and ids, wildcards that
// are not served, a highest QoS below 2.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

constexpr std::uint8_t failure = 0x80;

/// Sends CONNACK with another code where an identifier is refused.
Make refusing_ids_with(std::uint8_t code)
{
    return sending<wire::Connack>([code](wire::Connack& packet) {
        if (packet.return_code == 2) {
            packet.return_code = code;
        }
    });
}

/// Does not close behind CONNACK with one of these codes.
Make staying_behind(int least, int most)
{
    return on_the_way_out([=](Event const& original, std::vector<Action>& actions) {
        auto const link = link_of(original);
        auto const code = return_code(actions, link);
        if (code >= least && code <= most) {
            undrop(actions, link);
        }
    });
}

/// Does that to its answers to a message that may not be published.
template <class Change>
class WithUnauthorisedPublish final : public Deviation
{
public:
    explicit WithUnauthorisedPublish(Change change) : change_(std::move(change)) {}

    void configure(BrokerOptions& options) override { denied_ = options.denied_to_publish; }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        auto const* packet = received<wire::Publish>(original);
        bool const is_denied = packet != nullptr && std::ranges::any_of(denied_, [&](auto const& denied) {
                                   return matches(denied, packet->topic);
                               });
        if (is_denied) {
            change_(link_of(original), packet->packet_id.value_or(0), actions);
        }
    }

private:
    Change change_;
    std::vector<std::string> denied_;
};

template <class Change>
Make upon_unauthorised_publish(Change change)
{
    return make<WithUnauthorisedPublish<Change>>(change);
}

void stay_silent(LinkId, std::uint16_t, std::vector<Action>& actions)
{
    unsend<wire::Puback>(actions, [](LinkId, wire::Puback const&) { return true; });
    unsend<wire::Pubrec>(actions, [](LinkId, wire::Pubrec const&) { return true; });
}

void answer_with_puback(LinkId link, std::uint16_t id, std::vector<Action>& actions)
{
    stay_silent(link, id, actions);
    send(actions, link, wire::Puback{.packet_id = id});
}

/// Takes a PUBREL for an unknown one, which it passes over.
Make forgetting_unauthorised()
{
    return on_the_way_out([](Event const& original, std::vector<Action>& actions) {
        if (received<wire::Pubrel>(original) != nullptr) {
            unsend<wire::Pubcomp>(actions, [](LinkId, wire::Pubcomp const&) { return true; });
        }
    });
}

/// Tells what it refuses as granted.
Make granting_what_it_refuses()
{
    return sending<wire::Suback>(
        [](wire::Suback& packet) { std::ranges::replace(packet.return_codes, failure, std::uint8_t{0}); });
}

/// Tells the failures at the end, or at the beginning.
Make sorting_failures(bool is_last)
{
    return sending<wire::Suback>([is_last](wire::Suback& packet) {
        // That of std::ranges returns a subrange, which clang 14 cannot make.
        std::stable_partition(packet.return_codes.begin(), packet.return_codes.end(),
                              [is_last](auto code) { return (code != failure) == is_last; });
    });
}

Make leaving_failures_out()
{
    return sending<wire::Suback>([](wire::Suback& packet) { std::erase(packet.return_codes, failure); });
}

/// Grants more than it tells.
class GrantsMoreThanItTells final : public Deviation
{
    void configure(BrokerOptions& options) override { most_ = std::exchange(options.max_qos, 2); }

    void outgoing(Event const&, std::vector<Action>& actions) override
    {
        each_sent<wire::Suback>(actions, [this](LinkId, wire::Suback& packet) {
            for (auto& code : packet.return_codes) {
                code = code == failure ? code : std::min(code, most_);
            }
        });
    }

    std::uint8_t most_ = 2;
};

/// Where it grants QoS 1 at most, it delivers at QoS 0.
class DeliversBelowItsHighestQos final : public Deviation
{
    void configure(BrokerOptions& options) override { is_limited_ = std::exchange(options.max_qos, 0) == 1; }

    void outgoing(Event const&, std::vector<Action>& actions) override
    {
        each_sent<wire::Suback>(actions, [this](LinkId, wire::Suback& packet) {
            for (auto& code : packet.return_codes) {
                code = code == 0 && is_limited_ ? std::uint8_t{1} : code;
            }
        });
    }

    bool is_limited_ = false;
};

} // namespace

std::vector<DeviationInfo> deviations_variants()
{
    return {
        {"refuses-denied-client-id-as-unauthorised", "MQTT-3.1.3-9.a",
         "answers an identifier that it refuses with return code 0x05", refusing_ids_with(5)},
        {"stays-connected-to-denied-client-id", "MQTT-3.1.3-9.b", "does not close behind return code 0x02",
         staying_behind(2, 2)},
        {"stays-connected-behind-wrong-credentials", "MQTT-3.2.2-5",
         "does not close behind return code 0x04 or 0x05", staying_behind(4, 5)},
        {"leaves-unauthorised-publish-unanswered", "MQTT-3.3.5-2",
         "neither acknowledges a message that may not be published nor closes",
         upon_unauthorised_publish(stay_silent)},
        {"answers-unauthorised-publish-with-puback", "MQTT-3.3.5-2",
         "acknowledges a message that may not be published with PUBACK, whatever its QoS",
         upon_unauthorised_publish(answer_with_puback)},
        {"leaves-unauthorised-publish-incomplete", "MQTT-3.3.5-2",
         "does not answer the PUBREL of a message that may not be published", forgetting_unauthorised()},
        {"grants-wildcards-that-it-does-not-serve", "MQTT-3.8.3-2",
         "tells as granted what it refuses for its wildcards", granting_what_it_refuses()},
        {"tells-denied-filters-as-granted", "MQTT-3.8.4-5.b", "tells as granted what it refuses",
         granting_what_it_refuses()},
        {"leaves-failures-out-of-suback", "MQTT-3.8.4-5.a",
         "sends no return code for a filter that it refuses", leaving_failures_out()},
        {"tells-failures-last", "MQTT-3.9.3-1", "sends the return codes of failures behind the others",
         sorting_failures(true)},
        {"tells-failures-first", "MQTT-3.9.3-1", "sends the return codes of failures before the others",
         sorting_failures(false)},
        {"delivers-above-the-granted-qos", "MQTT-3.8.4-6",
         "tells the highest QoS that it is set up for, and delivers at any", make<GrantsMoreThanItTells>()},
        {"delivers-below-its-highest-qos", "MQTT-3.8.4-6", "where it grants QoS 1 at most, delivers at QoS 0",
         make<DeliversBelowItsHighestQos>()},
    };
}

} // namespace mqttspec::reference
