// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace mqttspec::support {

/// Compares a text with the approved one, a path below tests/. With MQTTSPEC_APPROVE=1 in the environment the
/// text is approved instead: read the difference that version control shows before you commit it.
[[nodiscard]] testing::AssertionResult is_approved(std::string const& path, std::string_view text);

} // namespace mqttspec::support
