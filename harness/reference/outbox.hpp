// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/message.hpp"
#include "wire/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

namespace mqttspec::reference {

/// One message on its way to one Client.
struct Delivery
{
    MessagePtr message{};
    std::uint8_t qos = 0; ///< At which it goes out.
    bool retain = false;
};

struct OutboxLimits
{
    std::size_t in_flight = 0;
    std::size_t queued = 0;
    std::size_t queued_bytes = 0;
};

/// What a Session has yet to bring to its other end, the Client or the Server: the sender's side of 4.3, in
/// strict order of arrival. A
/// message is in one of three states:
///   queued          not sent yet
///   unacknowledged  PUBLISH sent; waits for PUBACK (QoS 1) or PUBREC (QoS 2)
///   releasing       PUBREL sent; waits for PUBCOMP (QoS 2)
class Outbox
{
public:
    explicit Outbox(OutboxLimits const& limits) : limits_(limits) {}

    /// Queues a message. At the limit a QoS 0 message is left out, the newest first. Returns false if a
    /// message of QoS 1 or 2 finds no room, which a Session cannot survive: it must not lose one (4.1).
    [[nodiscard]] bool add(Delivery delivery);

    /// The next message to be sent for the first time, if the window allows it.
    [[nodiscard]] std::optional<wire::Publish> next();

    enum class Answer
    {
        fits,
        unknown_id,  ///< To nothing that is under way. The standard does not say what that means.
        out_of_turn, ///< To a message in another state or of another QoS.
    };
    [[nodiscard]] Answer puback(std::uint16_t packet_id);
    [[nodiscard]] Answer pubrec(std::uint16_t packet_id); ///< Where it fits, PUBREL is due.
    [[nodiscard]] Answer pubcomp(std::uint16_t packet_id);

    /// What has to be sent again on a new Network Connection [MQTT-4.4.0-1].
    [[nodiscard]] std::vector<wire::Packet> unacknowledged() const;

    /// An unused identifier for an exchange other than a message's, which draws on the same pool
    /// [MQTT-2.3.1-2]. It is in use until it is given back. Some identifier must be unused.
    [[nodiscard]] std::uint16_t lend_packet_id();
    void give_back_packet_id(std::uint16_t packet_id);

    /// Messages in any of the three states.
    [[nodiscard]] std::size_t size() const;

private:
    struct Sent
    {
        std::uint16_t packet_id = 0;
        Delivery delivery{};
    };

    [[nodiscard]] bool has_room_for(Delivery const& delivery) const;
    [[nodiscard]] bool drop_newest_qos0();
    [[nodiscard]] std::uint16_t unused_packet_id();
    [[nodiscard]] bool is_in_use(std::uint16_t packet_id) const;
    [[nodiscard]] std::deque<Sent>::iterator find_unacknowledged(std::uint16_t packet_id);
    [[nodiscard]] bool is_releasing(std::uint16_t packet_id) const;

    OutboxLimits limits_;
    std::deque<Delivery> queued_;
    std::size_t queued_bytes_ = 0;
    std::size_t queued_qos0_ = 0;
    std::deque<Sent> unacknowledged_;     ///< In the order in which they were sent first.
    std::deque<std::uint16_t> releasing_; ///< In the order in which their PUBRECs came.
    std::set<std::uint16_t> lent_;        ///< Identifiers.
    std::uint16_t last_packet_id_ = 0;
};

} // namespace mqttspec::reference
