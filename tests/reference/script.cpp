// SPDX-License-Identifier: Apache-2.0
#include "reference/script.hpp"

#include "wire/decode.hpp"
#include "wire/encode.hpp"

#include <utility>

namespace mqttspec::reference {
namespace {

wire::Bytes bytes_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

wire::Bytes from_hex(std::string_view hex)
{
    wire::Bytes bytes;
    std::string digits;
    for (char const c : hex) {
        if (c != ' ') {
            digits.push_back(c);
        }
        if (digits.size() == 2) {
            bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits, nullptr, 16)));
            digits.clear();
        }
    }
    return bytes;
}

} // namespace

ConnectPacket& ConnectPacket::persistent()
{
    packet_.clean_session = false;
    return *this;
}

ConnectPacket& ConnectPacket::keep_alive(std::uint16_t seconds)
{
    packet_.keep_alive = seconds;
    return *this;
}

ConnectPacket& ConnectPacket::will(std::string topic, std::string_view message, std::uint8_t qos)
{
    packet_.will =
        wire::Will{.topic = std::move(topic), .message = bytes_of(message), .qos = qos, .retain = false};
    return *this;
}

ConnectPacket& ConnectPacket::retained_will(std::string topic, std::string_view message, std::uint8_t qos)
{
    will(std::move(topic), message, qos);
    packet_.will->retain = true;
    return *this;
}

ConnectPacket& ConnectPacket::user(std::string name)
{
    packet_.user_name = std::move(name);
    return *this;
}

ConnectPacket& ConnectPacket::user(std::string name, std::string_view password)
{
    packet_.password = bytes_of(password);
    return user(std::move(name));
}

ConnectPacket& ConnectPacket::level(std::uint8_t protocol_level)
{
    packet_.protocol_level = protocol_level;
    return *this;
}

ConnectPacket& ConnectPacket::protocol(std::string name)
{
    packet_.protocol_name = std::move(name);
    return *this;
}

ConnectPacket connect(std::string client_id)
{
    return ConnectPacket{std::move(client_id)};
}

wire::Connack connack(std::uint8_t return_code, bool session_present)
{
    return wire::Connack{.acknowledge_flags = session_present ? std::uint8_t{1} : std::uint8_t{0},
                         .return_code = return_code};
}

wire::Publish publish(std::string topic, std::string_view payload)
{
    wire::Publish packet;
    packet.topic = std::move(topic);
    packet.payload = bytes_of(payload);
    return packet;
}

wire::Publish publish(std::string topic, std::string_view payload, std::uint8_t qos, std::uint16_t packet_id)
{
    auto packet = publish(std::move(topic), payload);
    packet.qos = qos;
    packet.packet_id = packet_id;
    return packet;
}

wire::Publish retained(wire::Publish packet)
{
    packet.retain = true;
    return packet;
}

wire::Publish dup(wire::Publish packet)
{
    packet.dup = true;
    return packet;
}

wire::Puback puback(std::uint16_t packet_id)
{
    return wire::Puback{.packet_id = packet_id};
}

wire::Pubrec pubrec(std::uint16_t packet_id)
{
    return wire::Pubrec{.packet_id = packet_id};
}

wire::Pubrel pubrel(std::uint16_t packet_id)
{
    return wire::Pubrel{.packet_id = packet_id};
}

wire::Pubcomp pubcomp(std::uint16_t packet_id)
{
    return wire::Pubcomp{.packet_id = packet_id};
}

wire::Subscribe subscribe(std::uint16_t packet_id, std::vector<wire::Subscription> filters)
{
    return wire::Subscribe{.packet_id = packet_id, .filters = std::move(filters)};
}

wire::Suback suback(std::uint16_t packet_id, std::vector<std::uint8_t> return_codes)
{
    return wire::Suback{.packet_id = packet_id, .return_codes = std::move(return_codes)};
}

wire::Unsubscribe unsubscribe(std::uint16_t packet_id, std::vector<std::string> filters)
{
    return wire::Unsubscribe{.packet_id = packet_id, .filters = std::move(filters)};
}

wire::Unsuback unsuback(std::uint16_t packet_id)
{
    return wire::Unsuback{.packet_id = packet_id};
}

Peer& Peer::send(wire::Packet const& packet)
{
    auto const bytes = wire::encode(packet, wire::Version::v3_1_1).bytes;
    script_->handle(
        Received{.link = link_, .packet = wire::decode(bytes, wire::Version::v3_1_1), .bytes = bytes});
    return *this;
}

Peer& Peer::send_bytes(std::string_view hex)
{
    auto const bytes = from_hex(hex);
    script_->handle(
        Received{.link = link_, .packet = wire::decode(bytes, wire::Version::v3_1_1), .bytes = bytes});
    return *this;
}

Peer& Peer::send_garbage()
{
    script_->handle(Garbled{.link = link_});
    return *this;
}

void Peer::lose(Loss how)
{
    script_->handle(LinkLost{.link = link_, .how = how});
}

Peer& Peer::subscribed(std::string filter, std::uint8_t qos)
{
    EXPECT_EQ(subscribed_with(std::move(filter), qos), Packets{});
    return *this;
}

Packets Peer::subscribed_with(std::string filter, std::uint8_t qos)
{
    std::uint16_t const packet_id = 999;
    EXPECT_EQ(received(), Packets{});
    send(subscribe(packet_id, {{.filter = std::move(filter), .qos = qos}}));
    auto packets = received();
    EXPECT_FALSE(packets.empty());
    if (!packets.empty()) {
        EXPECT_EQ(packets.front(), wire::Packet{suback(packet_id, {qos})});
        packets.erase(packets.begin());
    }
    return packets;
}

Packets Peer::received()
{
    return std::exchange(script_->inboxes_.at(link_).unread, {});
}

bool Peer::is_dropped() const
{
    return script_->inboxes_.at(link_).is_dropped;
}

Peer Script::open()
{
    LinkId const link = inboxes_.size() + 1;
    inboxes_[link] = Inbox{};
    handle(LinkOpened{.link = link});
    return Peer{*this, link};
}

Peer Script::connected(wire::Packet const& connect_packet, bool session_present)
{
    auto peer = open();
    peer.send(connect_packet);
    auto& unread = inboxes_.at(peer.link()).unread;
    EXPECT_FALSE(unread.empty());
    if (!unread.empty()) {
        EXPECT_EQ(unread.front(), wire::Packet{connack(0, session_present)});
        unread.erase(unread.begin());
    }
    return peer;
}

void Script::wait(Time duration)
{
    auto const end = now_ + duration;
    while (timer_ && *timer_ <= end) {
        now_ = *std::exchange(timer_, std::nullopt);
        handle(Ticked{});
    }
    now_ = end;
}

void Script::handle(std::variant<LinkOpened, Received, Garbled, LinkLost, Ticked> what)
{
    Event event;
    event.now = now_;
    event.what = std::move(what);
    for (auto const& action : broker_.handle(event)) {
        std::visit([this](auto const& it) { perform(it); }, action);
    }
}

void Script::perform(Transmit const& transmit)
{
    auto& inbox = inboxes_.at(transmit.link);
    auto const& packet = std::get<wire::Packet>(transmit.what);
    auto const decoded =
        wire::decode(wire::encode(packet, wire::Version::v3_1_1).bytes, wire::Version::v3_1_1);

    EXPECT_FALSE(inbox.is_dropped) << wire::describe(packet) << " after the end of the connection";
    EXPECT_TRUE(decoded.malformations.empty()) << wire::describe(packet); // [MQTT-2.2.2-1] and others.
    bool const is_connack = wire::type_of(packet) == wire::PacketType::connack;
    EXPECT_EQ(is_connack, !inbox.has_connack) << wire::describe(packet); // [MQTT-3.2.0-1]

    inbox.has_connack = true;
    inbox.unread.push_back(decoded.packet);
}

void Script::perform(Drop const& drop)
{
    auto& inbox = inboxes_.at(drop.link);
    EXPECT_FALSE(inbox.is_dropped);
    inbox.is_dropped = true;
}

void Script::perform(SetTimer const& set_timer)
{
    EXPECT_GE(set_timer.at, now_);
    timer_ = set_timer.at;
}

} // namespace mqttspec::reference
