// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace mqttspec::net {

/// Raises the soft limit of open files to the hard one, and returns the limit that is in force then.
std::size_t raise_descriptor_limit();

} // namespace mqttspec::net
