// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace mqttspec::wire {

using Bytes = std::vector<std::uint8_t>;

/// The control packet types of table 2.1, and the two values that it reserves.
enum class PacketType : std::uint8_t
{
    reserved_0 = 0,
    connect,
    connack,
    publish,
    puback,
    pubrec,
    pubrel,
    pubcomp,
    subscribe,
    suback,
    unsubscribe,
    unsuback,
    pingreq,
    pingresp,
    disconnect,
    reserved_15
};

// One struct for each control packet. They hold what stands on the wire, legal or not: `flags` is the lower
// half of the first byte with the value that [MQTT-2.2.2-1] demands as its default, and a string holds
// whatever bytes were there. A value that the standard forbids can be held, sent and received.

/// The Will of a CONNECT packet (3.1.2.5 to 3.1.2.7, 3.1.3.2, 3.1.3.3).
struct Will
{
    std::string topic{};
    Bytes message{};
    std::uint8_t qos = 0; ///< 0 to 3; 3 breaks [MQTT-3.1.2-14].
    bool retain = false;

    friend bool operator==(Will const&, Will const&) = default;
};

/// 3.1
struct Connect
{
    static constexpr auto type = PacketType::connect;
    std::uint8_t flags = 0;
    std::string protocol_name = "MQTT";
    std::uint8_t protocol_level = 4;
    /// The connect flags byte where it is not the one that the other members call for; absent otherwise.
    std::optional<std::uint8_t> connect_flags{};
    bool clean_session = true;
    std::uint16_t keep_alive = 0; ///< In seconds; 0 turns the mechanism off.
    std::string client_id{};
    std::optional<Will> will{};
    std::optional<std::string> user_name{};
    std::optional<Bytes> password{};

    friend bool operator==(Connect const&, Connect const&) = default;
};

/// 3.2
struct Connack
{
    static constexpr auto type = PacketType::connack;
    std::uint8_t flags = 0;
    std::uint8_t acknowledge_flags = 0; ///< Bit 0 is Session Present; bits 7 to 1 are reserved (3.2.2.1).
    std::uint8_t return_code = 0;

    [[nodiscard]] bool session_present() const { return (acknowledge_flags & 1U) != 0; }
    friend bool operator==(Connack const&, Connack const&) = default;
};

/// 3.3
struct Publish
{
    static constexpr auto type = PacketType::publish;
    bool dup = false;
    std::uint8_t qos = 0; ///< 0 to 3; 3 breaks [MQTT-3.3.1-4].
    bool retain = false;
    std::string topic{};
    std::optional<std::uint16_t> packet_id{}; ///< Stands on the wire if and only if qos is above 0.
    Bytes payload{};

    friend bool operator==(Publish const&, Publish const&) = default;
};

/// 3.4
struct Puback
{
    static constexpr auto type = PacketType::puback;
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    friend bool operator==(Puback const&, Puback const&) = default;
};

/// 3.5
struct Pubrec
{
    static constexpr auto type = PacketType::pubrec;
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    friend bool operator==(Pubrec const&, Pubrec const&) = default;
};

/// 3.6
struct Pubrel
{
    static constexpr auto type = PacketType::pubrel;
    std::uint8_t flags = 2;
    std::uint16_t packet_id = 0;
    friend bool operator==(Pubrel const&, Pubrel const&) = default;
};

/// 3.7
struct Pubcomp
{
    static constexpr auto type = PacketType::pubcomp;
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    friend bool operator==(Pubcomp const&, Pubcomp const&) = default;
};

/// One Topic Filter of a SUBSCRIBE with its options byte.
struct Subscription
{
    std::string filter{};
    std::uint8_t qos = 0; ///< The whole Requested QoS byte, reserved bits included [MQTT-3.8.3-4].

    friend bool operator==(Subscription const&, Subscription const&) = default;
};

/// 3.8
struct Subscribe
{
    static constexpr auto type = PacketType::subscribe;
    std::uint8_t flags = 2;
    std::uint16_t packet_id = 0;
    std::vector<Subscription> filters{};
    friend bool operator==(Subscribe const&, Subscribe const&) = default;
};

/// 3.9
struct Suback
{
    static constexpr auto type = PacketType::suback;
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    std::vector<std::uint8_t> return_codes{}; ///< 0, 1, 2, 0x80; all others are reserved [MQTT-3.9.3-2].
    friend bool operator==(Suback const&, Suback const&) = default;
};

/// 3.10
struct Unsubscribe
{
    static constexpr auto type = PacketType::unsubscribe;
    std::uint8_t flags = 2;
    std::uint16_t packet_id = 0;
    std::vector<std::string> filters{};
    friend bool operator==(Unsubscribe const&, Unsubscribe const&) = default;
};

/// 3.11
struct Unsuback
{
    static constexpr auto type = PacketType::unsuback;
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    friend bool operator==(Unsuback const&, Unsuback const&) = default;
};

/// 3.12
struct Pingreq
{
    static constexpr auto type = PacketType::pingreq;
    std::uint8_t flags = 0;
    friend bool operator==(Pingreq const&, Pingreq const&) = default;
};

/// 3.13
struct Pingresp
{
    static constexpr auto type = PacketType::pingresp;
    std::uint8_t flags = 0;
    friend bool operator==(Pingresp const&, Pingresp const&) = default;
};

/// 3.14
struct Disconnect
{
    static constexpr auto type = PacketType::disconnect;
    std::uint8_t flags = 0;
    friend bool operator==(Disconnect const&, Disconnect const&) = default;
};

/// A packet of the types 0 or 15, which table 2.1 reserves.
struct Unrecognised
{
    PacketType type = PacketType::reserved_0;
    std::uint8_t flags = 0;
    Bytes body{};
    friend bool operator==(Unrecognised const&, Unrecognised const&) = default;
};

using Packet = std::variant<Connect, Connack, Publish, Puback, Pubrec, Pubrel, Pubcomp, Subscribe, Suback,
                            Unsubscribe, Unsuback, Pingreq, Pingresp, Disconnect, Unrecognised>;

/// P is T or T const: what reads and what writes a packet share their templates.
template <class P, class T>
concept MaybeConst = std::same_as<std::remove_const_t<P>, T>;

/// A packet of that type with the default members.
[[nodiscard]] Packet default_packet(PacketType type);

[[nodiscard]] PacketType type_of(Packet const& packet);

/// The standard's name, "CONNECT"; "type 0" and "type 15" for the reserved ones.
[[nodiscard]] std::string_view name_of(PacketType type);

/// The type with that name (upper case, as the standard writes it), or nothing.
[[nodiscard]] std::optional<PacketType> packet_type_named(std::string_view name);

/// The Packet Identifier that stands in the packet, if its kind carries one (table 2.3).
[[nodiscard]] std::optional<std::uint16_t> packet_id_of(Packet const& packet);

} // namespace mqttspec::wire
