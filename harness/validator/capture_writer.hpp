// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/journal.hpp"
#include "validator/judge.hpp"
#include "wire/packet.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace mqttspec::validator {

/// What a capture says besides its packets.
struct CaptureFacts
{
    std::string title{};                           ///< Stands in its comment, and in that of each connection.
    std::string written_by{};                      ///< "mqttspec 0.1.0".
    Role ours = Role::client;                      ///< The role that the parties of the journal play.
    std::chrono::system_clock::time_point began{}; ///< When the journal's time was zero.
    /// What becomes of bytes that we sent, at equal length; may be empty.
    std::function<wire::Bytes(wire::Bytes const&)> masked{};
};

/// The journal as a pcapng file, with TCP and IP made up around what was said: for each connection a
/// handshake, segments with their numbers and acknowledgements, and its end as it was observed. The server is
/// 127.0.0.1, port 1883; each other party has an address of its own, which the file names. What went through
/// TLS or a WebSocket stands there in the clear.
[[nodiscard]] std::string to_pcapng(trace::Journal const& journal, CaptureFacts const& facts);

} // namespace mqttspec::validator
