// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace mqttspec::reports {

enum class Language
{
    english,
    chinese
};

/// "zh", or else English.
[[nodiscard]] constexpr Language language_named(std::string_view name)
{
    return name == "zh" ? Language::chinese : Language::english;
}

} // namespace mqttspec::reports
