// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/sight.hpp"

namespace mqttspec::rules {

/// A packet, and what all that take note of it want to know.
struct Event
{
    wire::Packet const& packet;
    Role sender = Role::server;
    std::uint64_t content = 0; ///< As `Sight::content`.
    Instant now{};
};

/// Keeps count of what the packet changes between Client and Server: messages under way, requests,
/// subscriptions. CONNECT and CONNACK, which choose the Session, are not its business. On a connection that
/// was displaced it takes only what ends something, because new messages show again on the one that followed.
void follow(Connection& connection, Event const& event);

/// Takes note of which messages Clients publish, and where Servers deliver them. To be called before
/// `follow`.
void follow_messages(Messages& messages, Connection& connection, Event const& event);

/// Of the messages that must be delivered in order with that one: those of one publisher, topic and QoS.
[[nodiscard]] std::uint64_t order_key(Message const& message, wire::Publish const& delivery);

/// Takes note of what is to be answered, and of the answers. To be called before `follow`.
void follow_debts(Connection& connection, Event const& event, Knowledge const& knowledge);

} // namespace mqttspec::rules
