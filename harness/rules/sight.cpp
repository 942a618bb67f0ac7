// SPDX-License-Identifier: Apache-2.0
#include "rules/sight.hpp"

#include <algorithm>

namespace mqttspec::rules {

wire::Malformation const* Sight::find_any(wire::Defect defect, std::string_view field) const
{
    auto const found = std::ranges::find_if(decoded.malformations, [&](wire::Malformation const& it) {
        return it.defect == defect && it.field.path.view().starts_with(field);
    });
    return found == decoded.malformations.end() ? nullptr : &*found;
}

std::uint64_t content_of(std::string_view topic, wire::Bytes const& payload)
{
    std::string_view const text{reinterpret_cast<char const*>(payload.data()), payload.size()};
    return digest_of(text, digest_of(topic));
}

std::uint64_t digest_of_request(wire::Packet const& packet)
{
    std::uint64_t digest = 1;
    if (auto const* it = std::get_if<wire::Subscribe>(&packet))
        for (auto const& subscription : it->filters)
            digest = digest_of(subscription.filter, digest + subscription.qos);
    if (auto const* it = std::get_if<wire::Unsubscribe>(&packet))
        for (auto const& filter : it->filters)
            digest = digest_of(filter, digest);
    return digest;
}

bool is_readable(wire::Decoded const& decoded)
{
    return std::ranges::none_of(decoded.malformations, [](wire::Malformation const& it) {
        return it.defect == wire::Defect::truncated || it.defect == wire::Defect::remaining_length;
    });
}

} // namespace mqttspec::rules
