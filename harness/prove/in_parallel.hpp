// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace mqttspec::prove {

/// Calls `work(i)` once for each i below `count`, on as many threads as there are processors, and returns
/// when all of it is done. Throws the first that was thrown.
void in_parallel(std::size_t count, std::function<void(std::size_t)> const& work);

} // namespace mqttspec::prove
