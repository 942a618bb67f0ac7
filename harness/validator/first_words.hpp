// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mqttspec::validator {

/// What a stream is, by its first bytes.
enum class Kind : std::uint8_t
{
    undecided, ///< Too few bytes for it.
    mqtt,
    websocket, ///< A handshake of HTTP, at least so far.
    tls,
    other
};

/// What a Client's first bytes look like. `mqtt` only for a CONNECT of any version.
[[nodiscard]] Kind kind_of(std::span<std::uint8_t const> first_bytes);

/// Whether these bytes, from the middle of a stream, begin a TLS record.
[[nodiscard]] bool looks_like_tls(std::span<std::uint8_t const> bytes);

/// The value of a header of an HTTP request or response, in lower case; empty if it is not there. Of several
/// of that name, all of them, with commas between.
[[nodiscard]] std::string header_of(std::string_view head, std::string_view name);

} // namespace mqttspec::validator
