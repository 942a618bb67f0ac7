// SPDX-License-Identifier: Apache-2.0
#include "reports/markup.hpp"

#include "reports/text.hpp"

namespace mqttspec::reports {

std::string as_markup(std::string_view text)
{
    std::string markup;
    for (char const c : sanitised(text)) {
        switch (c) {
        case '<': markup += "&lt;"; break;
        case '>': markup += "&gt;"; break;
        case '&': markup += "&amp;"; break;
        case '"': markup += "&quot;"; break;
        case '\'': markup += "&#39;"; break;
        default: markup += c;
        }
    }
    return markup;
}

} // namespace mqttspec::reports
