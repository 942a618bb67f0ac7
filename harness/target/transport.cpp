// SPDX-License-Identifier: Apache-2.0
#include "target/transport.hpp"

#include <array>
#include <utility>

namespace mqttspec::target {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> table{
    {{"tcp", "mqtt"}, {"tls", "mqtts"}, {"ws", "ws"}, {"wss", "wss"}}};

} // namespace

std::vector<std::string> transports()
{
    std::vector<std::string> names;
    for (auto const& [transport, scheme] : table)
        names.emplace_back(transport);
    return names;
}

std::string_view scheme_of(std::string_view transport)
{
    for (auto const& [name, scheme] : table)
        if (name == transport)
            return scheme;
    return {};
}

std::string_view transport_of(std::string_view scheme)
{
    for (auto const& [name, its_scheme] : table)
        if (its_scheme == scheme)
            return name;
    return {};
}

} // namespace mqttspec::target
