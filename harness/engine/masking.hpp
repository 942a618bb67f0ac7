// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"
#include "wire/version.hpp"

#include <string>

namespace mqttspec::engine {

/// The packet with an asterisk in the place of every byte of its password. In a CONNECT that a case has
/// broken the password may stand anywhere: there `secret`, the one of the run, is looked for (empty: there is
/// none).
[[nodiscard]] wire::Bytes masked(wire::Bytes bytes, wire::Version version, std::string const& secret);

} // namespace mqttspec::engine
