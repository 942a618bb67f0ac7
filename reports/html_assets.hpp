// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace mqttspec::reports {

/// A file below reports/html that the build has put into the program, or several behind one another.
struct Asset
{
    std::string_view text{};
    std::string_view sha256{}; ///< In hex.
};

extern Asset const html_page;
extern Asset const html_style;
extern Asset const html_script;

} // namespace mqttspec::reports
