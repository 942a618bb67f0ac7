// SPDX-License-Identifier: Apache-2.0
#include "reference/deviation.hpp"

#include "reference/deviation_tables.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

namespace mqttspec::reference {
namespace {

std::vector<DeviationInfo> all_tables();

} // namespace

std::vector<DeviationInfo> const& deviations()
{
    static auto const all = all_tables();
    return all;
}

DeviationInfo const* find_deviation(std::string_view name)
{
    auto const found = std::ranges::find(deviations(), name, &DeviationInfo::name);
    return found == deviations().end() ? nullptr : &*found;
}

DeviatingBroker::DeviatingBroker(std::vector<DeviationInfo const*> const& faults, BrokerOptions options)
    : Deviating(faults, std::move(options))
{}

WebSocketManners DeviatingBroker::manners() const
{
    WebSocketManners manners;
    for (auto const& fault : faults()) {
        fault->set_manners(manners);
    }
    return manners;
}

namespace {

std::vector<DeviationInfo> all_tables()
{
    std::vector<DeviationInfo> all;
    for (auto* const table :
         {deviations_1,     deviations_2,        deviations_3_1_0,     deviations_3_1_2, sessions_3_1_2,
          wills_3_1_2,      keep_alive_3_1_2,    deviations_3_1_3,     deviations_3_1_4, deviations_3_2,
          deviations_3_3_1, retained_3_3_1,      deviations_3_3_2,     deviations_3_3,   deviations_3_8,
          deviations_3_10,  deviations_4_7,      first_deliveries_4_3, deviations_4_3,   receiving_4_3,
          deviations_4,     deviations_4_1,      deviations_4_4,       deviations_4_6,   deviations_scale,
          deviations_6,     deviations_variants, deviations_rules}) {
        std::ranges::move(table(), std::back_inserter(all));
    }
    return all;
}

} // namespace
} // namespace mqttspec::reference
