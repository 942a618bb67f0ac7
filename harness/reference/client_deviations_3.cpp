// SPDX-License-Identifier: Apache-2.0
// Sections 3.2 to 3.14.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

std::string without_trail(std::string text)
{
    for (auto& c : text) {
        c = static_cast<std::uint8_t>(c) == 0xC3 ? '\xE4' : c; // Half a character.
    }
    return text;
}

bool opens_link(ClientActions const& actions)
{
    return std::ranges::any_of(actions, [](auto const& it) { return std::holds_alternative<OpenLink>(it); });
}

class WaitsForConnackOnly final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        has_connack_ |= received<wire::Connack>(event) != nullptr;
        if (!has_connack_ && std::holds_alternative<Received>(event.what)) {
            ignore(event);
        }
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        if (opens_link(actions)) {
            has_connack_ = false;
        }
    }

private:
    bool has_connack_ = false;
};

/// Hears as many return codes as it sent filters.
class CountsNoReturnCodes final : public ClientDeviation
{
public:
    void incoming(ClientEvent& event) override
    {
        auto* suback = received<wire::Suback>(event);
        if (suback != nullptr && filters_.contains(suback->packet_id)) {
            suback->return_codes.resize(filters_[suback->packet_id], 0);
        }
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto const* subscribe = sent_packet<wire::Subscribe>(action)) {
                filters_[subscribe->packet_id] = subscribe->filters.size();
            }
        }
    }

private:
    std::map<std::uint16_t, std::size_t> filters_;
};

/// The identifier in front of the Topic Name.
void put_id_first(wire::Publish const& packet, wire::Bytes& bytes)
{
    if (packet.qos == 0) {
        return;
    }
    auto topic = bytes.begin() + 1;
    while ((*topic++ & 0x80U) != 0) {
    }
    auto const id = topic + 2 + static_cast<std::ptrdiff_t>(packet.topic.size());
    std::rotate(topic, id, id + 2);
}

void append_byte(wire::Unsubscribe const&, wire::Bytes& bytes)
{
    if (bytes[1] < 0x7F) {
        bytes.push_back(0);
        ++bytes[1];
    }
}

bool has_wildcard_in(std::string const& topic)
{
    return topic.find_first_of("+#") != std::string::npos;
}

/// Stays behind DISCONNECT, and acknowledges what comes then.
class AcknowledgesBehindDisconnect final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        auto const* command = std::get_if<Command>(&original.what);
        if (command != nullptr && std::holds_alternative<DisconnectCommand>(command->what)) {
            std::erase_if(actions, [](auto const& it) { return std::holds_alternative<Drop>(it); });
        }
        auto const* publish = received<wire::Publish>(original);
        if (publish == nullptr || publish->qos == 0 || !actions.empty()) {
            return;
        }
        auto const link = std::get<Received>(original.what).link;
        auto const id = publish->packet_id.value_or(0);
        actions.emplace_back(publish->qos == 1 ? to_send(link, wire::Puback{.packet_id = id})
                                               : to_send(link, wire::Pubrec{.packet_id = id}));
        actions.emplace_back(Drop{.link = link});
    }
};

std::vector<ClientDeviationInfo> publishing();
std::vector<ClientDeviationInfo> the_rest();

} // namespace

std::vector<ClientDeviationInfo> client_deviations_3()
{
    auto all = publishing();
    auto const rest = the_rest();
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

namespace {

std::vector<ClientDeviationInfo> publishing()
{
    return {
        {"sends-again-without-dup", "MQTT-3.3.1-1", "sends messages again without DUP",
         client_sends<wire::Publish>([](wire::Publish& packet) { packet.dup = false; })},
        {"sets-dup-at-qos-0", "MQTT-3.3.1-2", "sets DUP at QoS 0",
         client_sends<wire::Publish>([](wire::Publish& packet) { packet.dup |= packet.qos == 0; })},
        {"takes-dup-at-qos-0", "MQTT-4.8.0-1", "takes messages of QoS 0 with DUP",
         client_takes<wire::Publish>([](wire::Publish& packet) { packet.dup &= packet.qos != 0; })},
        {"publishes-at-qos-3", "MQTT-3.3.1-4.a", "sends QoS 3 where 2 is asked for",
         client_sends<wire::Publish>([](wire::Publish& packet) {
             if (packet.qos == 2) {
                 packet.qos = 3;
             }
         })},
        {"does-not-mind-qos-3", "MQTT-3.3.1-4.a", "publishes at QoS 3 where that is asked for",
         client_without_scruple("MQTT-3.3.1-4")},
        {"takes-qos-3", "MQTT-3.3.1-4.b", "takes messages of QoS 3", client_forgives(about(invalid_qos))},
        {"passes-over-qos-3", "MQTT-3.3.1-4.b", "passes messages of QoS 3 over",
         client_passes_over(about(invalid_qos))},
        {"puts-id-before-topic", "MQTT-3.3.2-1.a", "sends the identifier before the Topic Name",
         client_mangles<wire::Publish>(put_id_first)},
        {"publishes-to-cut-characters", "MQTT-3.3.2-1.b", "cuts characters of Topic Names in two",
         client_sends<wire::Publish>(
             [](wire::Publish& packet) { packet.topic = without_trail(packet.topic); })},
        {"takes-cut-publish", "MQTT-4.8.0-1", "passes a PUBLISH over whose topic does not fit into it",
         client_passes_over(about(truncated))},
        {"publishes-to-wildcards", "MQTT-3.3.2-2", "publishes to topics with wildcards",
         client_without_scruple("MQTT-3.3.2-2", "the Topic Name")},
        {"takes-wildcards-in-topics", "MQTT-4.8.0-1", "takes messages whose topics have wildcards",
         client_takes<wire::Publish>([](wire::Publish& packet) {
             std::ranges::replace(packet.topic, '#', '_');
             std::ranges::replace(packet.topic, '+', '_');
         })},
        {"passes-over-wildcards-in-topics", "MQTT-4.8.0-1",
         "passes messages over whose topics have wildcards", client_hears([](ClientEvent& event) {
             auto const* publish = received<wire::Publish>(event);
             if (publish != nullptr && has_wildcard_in(publish->topic)) {
                 ignore(event);
             }
         })},
        {"acknowledges-qos-0", "MQTT-3.3.4-1.a", "sends PUBACK for messages of QoS 0",
         client_does([](ClientEvent const& original, ClientActions& actions) {
             auto const* publish = received<wire::Publish>(original);
             if (publish != nullptr && publish->qos == 0 && !publish->dup) {
                 auto const link = std::get<Received>(original.what).link;
                 actions.emplace_back(to_send(link, wire::Puback{.packet_id = 1}));
             }
         })},
        {"acknowledges-no-qos-1", "MQTT-3.3.4-1.b", "sends no PUBACK",
         client_withholds<wire::Puback>([](auto const&) { return true; })},
        {"acknowledges-qos-2-as-1", "MQTT-3.3.4-1.c", "sends PUBACK where PUBREC is due",
         client_does([](ClientEvent const&, ClientActions& actions) {
             for (auto& action : actions) {
                 if (auto const* pubrec = sent_packet<wire::Pubrec>(action)) {
                     auto const id = pubrec->packet_id;
                     action = to_send(std::get<Transmit>(action).link, wire::Puback{.packet_id = id});
                 }
             }
         })},
        {"sends-pubrel-without-flags", "MQTT-3.6.1-1.a", "sends PUBREL with the flags 0000",
         client_sends<wire::Pubrel>([](wire::Pubrel& packet) { packet.flags = 0; })},
    };
}

std::vector<ClientDeviationInfo> the_rest()
{
    return {
        {"waits-for-connack-only", "MQTT-4.8.0-1", "passes over what comes before CONNACK",
         make_client<WaitsForConnackOnly>()},
        {"subscribes-without-flags", "MQTT-3.8.1-1.a", "sends SUBSCRIBE with the flags 0000",
         client_sends<wire::Subscribe>([](wire::Subscribe& packet) { packet.flags = 0; })},
        {"subscribes-to-cut-characters", "MQTT-3.8.3-1", "cuts characters of the filters of SUBSCRIBE in two",
         client_sends<wire::Subscribe>([](wire::Subscribe& packet) {
             for (auto& subscription : packet.filters) {
                 subscription.filter = without_trail(subscription.filter);
             }
         })},
        {"subscribes-to-nothing", "MQTT-3.8.3-3", "sends a SUBSCRIBE without filters",
         client_without_scruple("MQTT-3.8.3-3")},
        {"sets-reserved-bits-of-requested-qos", "MQTT-3.8.3-4",
         "sets a reserved bit beside the Requested QoS",
         client_sends<wire::Subscribe>([](wire::Subscribe& packet) {
             for (auto& subscription : packet.filters) {
                 subscription.qos |= 4U;
             }
         })},
        {"counts-no-return-codes", "MQTT-4.8.0-1", "does not mind how many return codes a SUBACK has",
         make_client<CountsNoReturnCodes>()},
        {"takes-reserved-return-codes", "MQTT-4.8.0-1", "takes reserved return codes in SUBACK",
         client_forgives(about(reserved_return_code))},
        {"passes-over-reserved-return-codes", "MQTT-4.8.0-1",
         "passes a SUBACK with reserved return codes over", client_passes_over(about(reserved_return_code))},
        {"unsubscribes-without-flags", "MQTT-3.10.1-1.a", "sends UNSUBSCRIBE with the flags 0000",
         client_sends<wire::Unsubscribe>([](wire::Unsubscribe& packet) { packet.flags = 0; })},
        {"unsubscribes-from-cut-characters", "MQTT-3.10.3-1.a",
         "cuts characters of the filters of UNSUBSCRIBE in two",
         client_sends<wire::Unsubscribe>([](wire::Unsubscribe& packet) {
             std::ranges::transform(packet.filters, packet.filters.begin(), without_trail);
         })},
        {"leaves-a-byte-behind-filters", "MQTT-3.10.3-1.b", "sends a byte behind the filters of UNSUBSCRIBE",
         client_mangles<wire::Unsubscribe>(append_byte)},
        {"unsubscribes-from-nothing", "MQTT-3.10.3-2", "sends an UNSUBSCRIBE without filters",
         client_without_scruple("MQTT-3.10.3-2")},
        {"sets-flags-of-disconnect", "MQTT-3.14.1-1", "sends DISCONNECT with a reserved flag set",
         client_sends<wire::Disconnect>([](wire::Disconnect& packet) { packet.flags = 1; })},
        {"waits-for-server-to-close", "MQTT-3.14.4-1", "does not close behind DISCONNECT",
         client_does([](ClientEvent const& original, ClientActions& actions) {
             auto const* command = std::get_if<Command>(&original.what);
             if (command != nullptr && std::holds_alternative<DisconnectCommand>(command->what)) {
                 std::erase_if(actions, [](auto const& it) { return std::holds_alternative<Drop>(it); });
             }
         })},
        {"acknowledges-behind-disconnect", "MQTT-3.14.4-2", "acknowledges messages behind its DISCONNECT",
         make_client<AcknowledgesBehindDisconnect>()},
        {"pings-behind-disconnect", "MQTT-3.14.4-2", "sends a PINGREQ behind DISCONNECT",
         client_does([](ClientEvent const&, ClientActions& actions) {
             auto const last = std::ranges::find_if(
                 actions, [](auto& it) { return sent_packet<wire::Disconnect>(it) != nullptr; });
             if (last != actions.end()) {
                 auto const link = std::get<Transmit>(*last).link;
                 actions.insert(last + 1, to_send(link, wire::Pingreq{}));
             }
         })},
    };
}

} // namespace
} // namespace mqttspec::reference
