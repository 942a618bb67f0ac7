// SPDX-License-Identifier: Apache-2.0
#include "cli/choose_variant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace mqttspec::cli {

std::string choose_variant(target::TargetSpec& spec, std::string const& name)
{
    if (name.empty())
        return {};
    std::vector<std::string> names{"plain"};
    for (auto const& variant : spec.variants)
        names.push_back(variant.name);
    if (std::ranges::find(names, name) == names.end())
        return fmt::format("--variant: {} has no variant `{}`; there are: {}", spec.name, name,
                           fmt::join(names, ", "));
    auto const chosen = std::ranges::find(spec.variants, name, &target::Variant::name);
    if (chosen != spec.variants.end())
        spec = spec.with(*chosen);
    spec.variants.clear();
    return {};
}

} // namespace mqttspec::cli
