// SPDX-License-Identifier: Apache-2.0
// Section 3.1: CONNECT, Sessions, Keep Alive.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"
#include "wire/connect_flags.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace mqttspec::reference {
namespace {

/// The client hears another command than the Server gets to see.
class ConnectsOtherwise final : public ClientDeviation
{
public:
    using Lie = std::function<void(ConnectCommand&)>;
    explicit ConnectsOtherwise(Lie lie) : lie_(std::move(lie)) {}

    void incoming(ClientEvent& event) override
    {
        if (auto* command = ordered<ConnectCommand>(event)) {
            truth_ = *command;
            lie_(*command);
        }
    }

    void outgoing(ClientEvent const&, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (auto* connect = sent_packet<wire::Connect>(action)) {
                connect->clean_session = truth_.clean_session;
                connect->keep_alive = truth_.keep_alive;
                connect->client_id = truth_.client_id;
            }
        }
    }

private:
    Lie lie_;
    ConnectCommand truth_;
};

MakeClient connecting_otherwise(ConnectsOtherwise::Lie lie)
{
    return make_client<ConnectsOtherwise>(std::move(lie));
}

MakeClient keeping_keep_alive(ConnectsOtherwise::Lie lie)
{
    return connecting_otherwise([lie](ConnectCommand& command) {
        if (command.keep_alive != 0) {
            lie(command);
        }
    });
}

/// Makes a clean connect go on with the Session where the test says so, from whether the connect before was
/// clean; absent for the first.
MakeClient going_on_if(std::function<bool(std::optional<bool>)> test)
{
    return [test] {
        auto before = std::make_shared<std::optional<bool>>();
        return std::make_unique<ConnectsOtherwise>([test, before](ConnectCommand& command) {
            bool const is_clean = command.clean_session;
            if (is_clean && !command.client_id.empty() && test(*before)) {
                command.clean_session = false;
            }
            *before = is_clean;
        });
    };
}

class ConnectsTwice final : public ClientDeviation
{
public:
    void outgoing(ClientEvent const& original, ClientActions& actions) override
    {
        for (auto& action : actions) {
            if (sent_packet<wire::Connect>(action) != nullptr) {
                connect_ = std::get<Transmit>(action);
            }
        }
        if (received<wire::Connack>(original) != nullptr && connect_) {
            actions.emplace_back(*connect_);
        }
    }

private:
    std::optional<Transmit> connect_;
};

/// Other Connect Flags than the fields call for.
template <class Change>
MakeClient with_flags(Change change)
{
    return client_sends<wire::Connect>([change](wire::Connect& packet) {
        auto const flags = change(packet, unsigned{wire::connect_flags_for(packet)});
        packet.connect_flags = static_cast<std::uint8_t>(flags);
    });
}

/// U+0080 to U+00FF as one byte each.
std::string as_latin1(std::string const& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<std::uint8_t>(text[i]);
        bool const is_latin = (byte == 0xC2 || byte == 0xC3) && i + 1 < text.size();
        out += is_latin
                   ? static_cast<char>((byte & 3U) << 6U | (static_cast<std::uint8_t>(text[i + 1]) & 0x3FU))
                   : text[i];
        i += is_latin ? 1 : 0;
    }
    return out;
}

/// User name and password before the Will.
void put_credentials_first(wire::Connect& packet)
{
    if (!packet.will || !packet.user_name || !packet.password) {
        return;
    }
    packet.connect_flags = wire::connect_flags_for(packet);
    auto const will = *packet.will;
    packet.will->topic = *packet.user_name;
    packet.will->message = *packet.password;
    packet.user_name = will.topic;
    packet.password = will.message;
}

void put_client_id_last(wire::Connect& packet)
{
    if (packet.user_name) {
        std::swap(packet.client_id, *packet.user_name);
    }
}

std::vector<ClientDeviationInfo> sessions();
std::vector<ClientDeviationInfo> flags_and_fields();
std::vector<ClientDeviationInfo> payload();

} // namespace

std::vector<ClientDeviationInfo> client_deviations_3_1()
{
    auto all = sessions();
    for (auto&& table : {flags_and_fields(), payload()}) {
        all.insert(all.end(), table.begin(), table.end());
    }
    return all;
}

namespace {

std::vector<ClientDeviationInfo> sessions()
{
    return {
        {"pings-before-connect", "MQTT-3.1.0-1", "sends a PINGREQ before its CONNECT",
         client_does([](ClientEvent const&, ClientActions& actions) {
             auto const connect = std::ranges::find_if(
                 actions, [](auto& it) { return sent_packet<wire::Connect>(it) != nullptr; });
             if (connect != actions.end()) {
                 auto const link = std::get<Transmit>(*connect).link;
                 actions.insert(connect, to_send(link, wire::Pingreq{}));
             }
         })},
        {"connects-twice", "MQTT-3.1.0-2", "sends its CONNECT again behind CONNACK",
         make_client<ConnectsTwice>()},
        {"forgets-session-with-connection", "MQTT-3.1.2-4.c", "keeps no Session after its connection",
         connecting_otherwise([](ConnectCommand& command) { command.clean_session = true; })},
        {"goes-on-with-session-when-clean", "MQTT-3.1.2-6.a",
         "goes on with the old Session in spite of Clean Session 1",
         going_on_if([](std::optional<bool> before) { return before == false; })},
        {"keeps-clean-session", "MQTT-3.1.2-6.b", "keeps a clean Session when its connection ends",
         going_on_if([](std::optional<bool> before) { return before != false; })},
        {"goes-on-with-clean-session-later", "MQTT-3.1.2-6.c",
         "goes on with the state of a clean Session at a connect with Clean Session 0",
         going_on_if([](std::optional<bool> before) { return !before; })},
        {"pings-too-late", "MQTT-3.1.2-23.a", "lets twice the Keep Alive pass before it pings",
         keeping_keep_alive([](ConnectCommand& command) {
             command.keep_alive =
                 static_cast<std::uint16_t>(std::min(command.keep_alive * 8 / 3 + 1, 65'535));
         })},
        {"never-pings", "MQTT-3.1.2-23.b", "sends no PINGREQ",
         keeping_keep_alive([](ConnectCommand& command) { command.keep_alive = 0; })},
        {"shares-one-session", "MQTT-3.1.3-2", "has one Session for all Client Identifiers",
         connecting_otherwise([](ConnectCommand& command) { command.client_id = "all"; })},
    };
}

std::vector<ClientDeviationInfo> flags_and_fields()
{
    return {
        {"names-another-protocol", "MQTT-3.1.2-1", "writes the protocol name in lower case",
         client_sends<wire::Connect>([](wire::Connect& packet) { packet.protocol_name = "mqtt"; })},
        {"sets-reserved-connect-flag", "MQTT-3.1.2-3", "sets the reserved Connect Flag",
         with_flags([](wire::Connect&, unsigned flags) { return flags | 0x01U; })},
        {"leaves-out-will-fields", "MQTT-3.1.2-9.b", "sets the Will Flag and sends neither topic nor message",
         with_flags([](wire::Connect& packet, unsigned flags) {
             packet.will.reset();
             return flags | 0x04U;
         })},
        {"sets-will-qos-2-without-will", "MQTT-3.1.2-11.a", "sets Will QoS 2 without the Will Flag",
         with_flags(
             [](wire::Connect& packet, unsigned flags) { return packet.will ? flags : flags | 0x10U; })},
        {"sends-will-fields-without-flag", "MQTT-3.1.2-11.b", "sends topic and message without the Will Flag",
         with_flags([](wire::Connect& packet, unsigned flags) {
             packet.will = wire::Will{.topic = "will", .message = {1}};
             return flags & ~0x3CU;
         })},
        {"sets-will-qos-1-without-will", "MQTT-3.1.2-13", "sets Will QoS 1 without the Will Flag",
         with_flags(
             [](wire::Connect& packet, unsigned flags) { return packet.will ? flags : flags | 0x08U; })},
        {"sends-will-qos-3", "MQTT-3.1.2-14", "sends Will QoS 3 where 2 is asked for",
         client_sends<wire::Connect>([](wire::Connect& packet) {
             if (packet.will && packet.will->qos == 2) {
                 packet.will->qos = 3;
             }
         })},
        {"sets-will-retain-without-will", "MQTT-3.1.2-15", "sets Will Retain without the Will Flag",
         with_flags(
             [](wire::Connect& packet, unsigned flags) { return packet.will ? flags : flags | 0x20U; })},
        {"sends-user-name-without-flag", "MQTT-3.1.2-18", "sends a User Name and clears its flag",
         with_flags([](wire::Connect& packet, unsigned flags) {
             packet.user_name = packet.user_name.value_or("user");
             return flags & ~0x80U;
         })},
        {"leaves-out-user-name", "MQTT-3.1.2-19", "sets the User Name Flag without a User Name",
         with_flags([](wire::Connect& packet, unsigned flags) {
             packet.user_name.reset();
             return flags | 0x80U;
         })},
        {"sends-password-without-flag", "MQTT-3.1.2-20", "sends a Password and clears its flag",
         with_flags([](wire::Connect& packet, unsigned flags) {
             packet.password = packet.password.value_or(wire::Bytes{1});
             return flags & ~0x40U;
         })},
        {"leaves-out-password", "MQTT-3.1.2-21", "sets the Password Flag without a Password",
         with_flags([](wire::Connect& packet, unsigned flags) {
             packet.password.reset();
             return packet.user_name ? flags | 0x40U : flags;
         })},
        {"sends-password-alone", "MQTT-3.1.2-22", "sends a Password without a User Name",
         client_sends<wire::Connect>([](wire::Connect& packet) {
             if (packet.password) {
                 packet.user_name.reset();
             }
         })},
        {"allows-password-alone", "MQTT-3.1.2-22", "does not mind a Password without a User Name",
         client_without_scruple("MQTT-3.1.2-22")},
    };
}

std::vector<ClientDeviationInfo> payload()
{
    return {
        {"puts-credentials-before-will", "MQTT-3.1.3-1", "sends User Name and Password before the Will",
         client_sends<wire::Connect>(put_credentials_first)},
        {"leaves-out-empty-client-id", "MQTT-3.1.3-3.a", "sends no Client Identifier where it is empty",
         client_mangles<wire::Connect>([](wire::Connect const& packet, wire::Bytes& bytes) {
             constexpr std::ptrdiff_t client_id = 12; // Behind a Remaining Length of one byte.
             if (packet.client_id.empty() && bytes[1] >= 12 && bytes[1] < 0x80) {
                 bytes.erase(bytes.begin() + client_id, bytes.begin() + client_id + 2);
                 bytes[1] = static_cast<std::uint8_t>(bytes[1] - 2);
             }
         })},
        {"puts-client-id-last", "MQTT-3.1.3-3.b", "sends the Client Identifier in the place of the User Name",
         client_sends<wire::Connect>(put_client_id_last)},
        {"sends-client-id-in-latin-1", "MQTT-3.1.3-4", "sends Client Identifiers in Latin-1",
         client_sends<wire::Connect>(
             [](wire::Connect& packet) { packet.client_id = as_latin1(packet.client_id); })},
        {"keeps-session-without-client-id", "MQTT-3.1.3-7", "asks for a Session without a Client Identifier",
         client_without_scruple("MQTT-3.1.3-7")},
        {"sends-will-topic-in-latin-1", "MQTT-3.1.3-10", "sends Will Topics in Latin-1",
         client_sends<wire::Connect>([](wire::Connect& packet) {
             if (packet.will) {
                 packet.will->topic = as_latin1(packet.will->topic);
             }
         })},
        {"sends-user-name-in-latin-1", "MQTT-3.1.3-11", "sends User Names in Latin-1",
         client_sends<wire::Connect>([](wire::Connect& packet) {
             if (packet.user_name) {
                 packet.user_name = as_latin1(*packet.user_name);
             }
         })},
    };
}

} // namespace
} // namespace mqttspec::reference
