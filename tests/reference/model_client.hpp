// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reference {

/// A well-behaved Client with a persistent Session, reduced to the delivery protocol of 4.3 and 4.4. It has
/// no connection: what it sends is collected in `outgoing`.
class ModelClient
{
public:
    /// One message as an application sees it.
    struct Note
    {
        std::string topic{};
        std::string payload{};
        friend auto operator<=>(Note const&, Note const&) = default;
    };

    explicit ModelClient(std::string id) : id_(std::move(id)) {}

    /// Begins anew on another connection, and re-sends what is due.
    void connect();
    void subscribe(std::string const& filter, std::uint8_t qos);
    void publish(std::string const& topic, std::string const& payload, std::uint8_t qos);
    void receive(wire::Packet const& packet);

    [[nodiscard]] bool has_nothing_under_way() const { return unacknowledged_.empty() && releasing_.empty(); }

    std::deque<wire::Packet> outgoing{};
    std::map<std::uint8_t, std::vector<Note>> heard{};   ///< By the QoS at which they came, in order.
    std::map<std::uint8_t, std::vector<Note>> written{}; ///< By the QoS at which they were published.
    int session_losses = 0; ///< CONNACKs without Session Present, after the first.

private:
    void on(wire::Connack const& packet);
    void on(wire::Publish const& packet);
    void on(wire::Puback const& packet);
    void on(wire::Pubrec const& packet);
    void on(wire::Pubrel const& packet);
    void on(wire::Pubcomp const& packet);
    template <class Packet>
    void on(Packet const&)
    {}

    std::string id_;
    bool was_connected_ = false;
    std::uint16_t last_packet_id_ = 0;
    std::vector<wire::Publish> unacknowledged_;
    std::vector<std::uint16_t> releasing_;
    std::set<std::uint16_t> unreleased_;
};

} // namespace mqttspec::reference
