// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lint/objection.hpp"

#include <string_view>
#include <vector>

namespace mqttspec::lint {

/// Every place of a C++ file that has, or comes near to, a shape that g++ 12 miscompiles (docs/toolchain.md).
///
/// `co_await` may begin a statement, follow a `=` or follow `co_return`, and nothing else; its operand holds
/// no braces, no lambda, no `?:` and no operator that would join it to something else. A coroutine's
/// parameter has no aggregate as default.
[[nodiscard]] std::vector<Objection> coroutine_objections(std::string_view text);

} // namespace mqttspec::lint
