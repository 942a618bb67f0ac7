// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// Text from outside between the tags of a page, or in an attribute's double quotes: sanitised, and nothing
/// in it is markup.
[[nodiscard]] std::string as_markup(std::string_view text);

} // namespace mqttspec::reports
