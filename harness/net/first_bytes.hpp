// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace mqttspec::net {

/// What the first bytes of a peer show that it speaks.
enum class Language
{
    unknown,
    tls,  ///< A handshake or alert record.
    http, ///< A response.
};

/// A single byte can be enough for `tls`.
[[nodiscard]] Language language_of(std::span<std::uint8_t const> first_bytes);

/// "20 02 00 00", and "..." behind the eighth.
[[nodiscard]] std::string in_hex(std::span<std::uint8_t const> bytes);

} // namespace mqttspec::net
