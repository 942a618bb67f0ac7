// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker_options.hpp"
#include "target/spec.hpp"

namespace mqttspec::target {

/// What a broker with these options offers, as a target without variants.
[[nodiscard]] TargetSpec spec_of(reference::BrokerOptions const& options);

/// The options of a broker that offers what the spec says: the inverse of spec_of(). What no option can
/// bring about is left as it is.
[[nodiscard]] reference::BrokerOptions options_of(TargetSpec const& spec);

} // namespace mqttspec::target
