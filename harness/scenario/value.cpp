// SPDX-License-Identifier: Apache-2.0
#include "scenario/value.hpp"

#include <charconv>
#include <system_error>

namespace mqttspec::scenario {

std::optional<std::size_t> size_of_fill(std::string_view variable)
{
    constexpr std::string_view prefix = "fill.";
    constexpr std::size_t most = 4'000'000;
    if (!variable.starts_with(prefix))
        return std::nullopt;
    auto const digits = variable.substr(prefix.size());
    std::size_t size = 0;
    auto const [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    bool const is_size = ec == std::errc() && end == digits.data() + digits.size() && size <= most;
    return is_size ? std::optional(size) : std::nullopt;
}

} // namespace mqttspec::scenario
