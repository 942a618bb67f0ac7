// SPDX-License-Identifier: Apache-2.0
#include "scenario/pieces.hpp"

#include <cstddef>
#include <utility>

namespace mqttspec::scenario {

std::optional<std::vector<Piece>> pieces_of(yaml::Cursor const& at, std::string_view raw)
{
    std::vector<Piece> out;
    std::string text;
    auto const flush = [&] {
        if (!text.empty())
            out.push_back({.text = std::exchange(text, {})});
    };
    while (!raw.empty()) {
        auto const dollar = raw.find('$');
        text += raw.substr(0, dollar);
        if (dollar == std::string_view::npos)
            break;
        raw.remove_prefix(dollar);
        if (raw.starts_with("$${")) {
            text += "${";
            raw.remove_prefix(3);
        } else if (raw.starts_with("${")) {
            auto const brace = raw.find('}');
            if (brace == std::string_view::npos) {
                at.error("`${` is not closed", "write `$${` for a literal `${`");
                return std::nullopt;
            }
            flush();
            out.push_back({.text = std::string(raw.substr(2, brace - 2)), .is_variable = true});
            raw.remove_prefix(brace + 1);
        } else {
            text += '$';
            raw.remove_prefix(1);
        }
    }
    flush();
    return out;
}

std::optional<std::string> lone_variable(yaml::Cursor const& at)
{
    if (!at.is_scalar() || !at.tag().empty())
        return std::nullopt;
    auto const raw = at.raw();
    if (!raw.starts_with("${") || raw.find('}') != raw.size() - 1)
        return std::nullopt;
    return raw.substr(2, raw.size() - 3);
}

} // namespace mqttspec::scenario
