// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::cli {

/// The deviations of those names, or what is wrong with a name; `shown_by` is the command that shows all.
template <class Info>
std::variant<std::vector<Info const*>, std::string> find_deviations(std::vector<std::string> const& names,
                                                                    std::vector<Info> const& all,
                                                                    std::string_view shown_by)
{
    std::vector<Info const*> found;
    for (auto const& name : names) {
        auto const one = std::ranges::find(all, name, &Info::name);
        if (one != all.end()) {
            found.push_back(&*one);
            continue;
        }
        std::vector<std::string> known;
        for (auto const& deviation : all)
            known.emplace_back(deviation.name);
        auto const near = yaml::nearest(name, known);
        return fmt::format("--deviate {}: there is no such deviation{}; `{}` shows all", name,
                           near.empty() ? std::string{} : fmt::format(" (did you mean {}?)", near), shown_by);
    }
    return found;
}

} // namespace mqttspec::cli
