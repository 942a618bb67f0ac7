// SPDX-License-Identifier: Apache-2.0
#include "prove/fault.hpp"

namespace mqttspec::prove {

Fault::Fault(reference::DeviationInfo const* of_broker)
    : role{normative::Role::server}, name{of_broker->name}, clause{of_broker->clause},
      about{of_broker->about}, which{of_broker}
{}

Fault::Fault(reference::ClientDeviationInfo const* of_client)
    : role{normative::Role::client}, name{of_client->name}, clause{of_client->clause},
      about{of_client->about}, which{of_client}
{}

std::vector<Fault> all_faults()
{
    std::vector<Fault> all;
    for (auto const& deviation : reference::deviations())
        all.emplace_back(&deviation);
    for (auto const& deviation : reference::client_deviations())
        all.emplace_back(&deviation);
    return all;
}

} // namespace mqttspec::prove
