// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/sight.hpp"

namespace mqttspec::rules {

/// Keeps count of what the packet changes between Client and Server: messages under way, requests,
/// subscriptions. CONNECT and CONNACK, which choose the Session, are not its business. On a connection that
/// was displaced it takes only what ends something, because new messages show again on the one that followed.
void follow(Connection& connection, Role sender, wire::Packet const& packet);

} // namespace mqttspec::rules
