// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker.hpp"
#include "wire/packet.hpp"
#include "wire/value.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace mqttspec::wire {

/// Lets GoogleTest print packets as people read them.
template <class P>
    requires std::is_same_v<std::remove_const_t<decltype(P::type)>, PacketType>
void PrintTo(P const& packet, std::ostream* out)
{
    *out << describe(Packet{packet});
}

} // namespace mqttspec::wire

namespace mqttspec::reference {

using Packets = std::vector<wire::Packet>;

// Packets, in as few words as possible.

/// A CONNECT: clean, without Keep Alive, unless told otherwise.
class ConnectPacket
{
public:
    explicit ConnectPacket(std::string client_id) { packet_.client_id = std::move(client_id); }

    ConnectPacket& persistent();
    ConnectPacket& keep_alive(std::uint16_t seconds);
    ConnectPacket& will(std::string topic, std::string_view message, std::uint8_t qos = 0);
    ConnectPacket& retained_will(std::string topic, std::string_view message, std::uint8_t qos = 0);
    ConnectPacket& user(std::string name);
    ConnectPacket& user(std::string name, std::string_view password);
    ConnectPacket& level(std::uint8_t protocol_level);
    ConnectPacket& protocol(std::string name);

    operator wire::Packet() const { return packet_; }

private:
    wire::Connect packet_;
};

[[nodiscard]] ConnectPacket connect(std::string client_id);
[[nodiscard]] wire::Connack connack(std::uint8_t return_code, bool session_present = false);
[[nodiscard]] wire::Publish publish(std::string topic, std::string_view payload);
[[nodiscard]] wire::Publish publish(std::string topic, std::string_view payload, std::uint8_t qos,
                                    std::uint16_t packet_id);
[[nodiscard]] wire::Publish retained(wire::Publish packet);
[[nodiscard]] wire::Publish dup(wire::Publish packet);
[[nodiscard]] wire::Puback puback(std::uint16_t packet_id);
[[nodiscard]] wire::Pubrec pubrec(std::uint16_t packet_id);
[[nodiscard]] wire::Pubrel pubrel(std::uint16_t packet_id);
[[nodiscard]] wire::Pubcomp pubcomp(std::uint16_t packet_id);
[[nodiscard]] wire::Subscribe subscribe(std::uint16_t packet_id, std::vector<wire::Subscription> filters);
[[nodiscard]] wire::Suback suback(std::uint16_t packet_id, std::vector<std::uint8_t> return_codes);
[[nodiscard]] wire::Unsubscribe unsubscribe(std::uint16_t packet_id, std::vector<std::string> filters);
[[nodiscard]] wire::Unsuback unsuback(std::uint16_t packet_id);

class Script;

/// The far end of one Network Connection.
class Peer
{
public:
    Peer(Script& script, LinkId link) : script_(&script), link_(link) {}

    Peer& send(wire::Packet const& packet);
    Peer& send_bytes(std::string_view hex);
    Peer& send_garbage();
    void lose(Loss how = Loss::fin);

    /// Subscribes to one filter, and takes the SUBACK, which must grant just that.
    Peer& subscribed(std::string filter, std::uint8_t qos);

    /// The same, and returns what came behind the SUBACK.
    [[nodiscard]] Packets subscribed_with(std::string filter, std::uint8_t qos);

    /// What came since the last call.
    [[nodiscard]] Packets received();
    [[nodiscard]] bool is_dropped() const;
    [[nodiscard]] LinkId link() const { return link_; }

private:
    Script* script_;
    LinkId link_;
};

/// A broker, its clock, and the bookkeeping of what it does to whom. All that it transmits must be well
/// formed, begin with CONNACK, and stop at the Drop.
class Script
{
public:
    explicit Script(BrokerOptions options = BrokerOptions{}) : broker_(std::move(options)) {}

    /// A connection on which nothing was sent yet.
    [[nodiscard]] Peer open();

    /// A connection that was accepted; its CONNACK is taken, and must say that.
    [[nodiscard]] Peer connected(wire::Packet const& connect_packet, bool session_present = false);
    [[nodiscard]] Peer connected(std::string client_id) { return connected(connect(std::move(client_id))); }

    /// Lets time pass. The broker gets its ticks exactly when it asked for them.
    void wait(Time duration);

    [[nodiscard]] Broker const& broker() const { return broker_; }
    [[nodiscard]] Time now() const { return now_; }

private:
    friend class Peer;
    struct Inbox
    {
        Packets unread{};
        bool has_connack = false;
        bool is_dropped = false;
    };

    void handle(std::variant<LinkOpened, Received, Garbled, LinkLost, Ticked> what);
    void perform(Transmit const& transmit);
    void perform(Drop const& drop);
    void perform(SetTimer const& set_timer);

    Broker broker_;
    Time now_{};
    std::optional<Time> timer_;
    std::map<LinkId, Inbox> inboxes_;
};

} // namespace mqttspec::reference
