// SPDX-License-Identifier: Apache-2.0
#include "reference/client_deviation.hpp"

#include "reference/client_deviation_tables.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

namespace mqttspec::reference {
namespace {

std::vector<ClientDeviationInfo> all_tables();

} // namespace

std::vector<ClientDeviationInfo> const& client_deviations()
{
    static auto const all = all_tables();
    return all;
}

ClientDeviationInfo const* find_client_deviation(std::string_view name)
{
    auto const found = std::ranges::find(client_deviations(), name, &ClientDeviationInfo::name);
    return found == client_deviations().end() ? nullptr : &*found;
}

DeviatingClient::DeviatingClient(std::vector<ClientDeviationInfo const*> const& faults, ClientOptions options)
    : Deviating(faults, std::move(options))
{}

ClientManners DeviatingClient::manners() const
{
    ClientManners manners;
    for (auto const& fault : faults()) {
        fault->set_manners(manners);
    }
    return manners;
}

namespace {

std::vector<ClientDeviationInfo> all_tables()
{
    std::vector<ClientDeviationInfo> all;
    for (auto* const table : {client_deviations_1, client_deviations_2, client_deviations_3_1,
                              client_deviations_3, client_deviations_4, client_deviations_4_3,
                              client_deviations_4_7, client_deviations_6, client_deviations_rules}) {
        std::ranges::move(table(), std::back_inserter(all));
    }
    return all;
}

} // namespace
} // namespace mqttspec::reference
