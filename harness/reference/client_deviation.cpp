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
std::vector<std::unique_ptr<ClientDeviation>> make_all(std::vector<ClientDeviationInfo const*> const& faults);
Client make_client(std::vector<std::unique_ptr<ClientDeviation>> const& faults, ClientOptions options);

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
    : faults_(make_all(faults)), client_(make_client(faults_, std::move(options)))
{}

std::vector<ClientAction> DeviatingClient::handle(ClientEvent const& event)
{
    auto told = event;
    for (auto const& fault : faults_) {
        fault->incoming(told);
    }
    auto actions = client_.handle(told);
    for (auto const& fault : faults_) {
        fault->outgoing(event, actions);
    }
    return actions;
}

namespace {

std::vector<ClientDeviationInfo> all_tables()
{
    std::vector<ClientDeviationInfo> all;
    for (auto* const table : {client_deviations_1, client_deviations_2, client_deviations_3_1,
                              client_deviations_3, client_deviations_4, client_deviations_4_7}) {
        std::ranges::move(table(), std::back_inserter(all));
    }
    return all;
}

std::vector<std::unique_ptr<ClientDeviation>> make_all(std::vector<ClientDeviationInfo const*> const& faults)
{
    std::vector<std::unique_ptr<ClientDeviation>> made;
    for (auto const* fault : faults) {
        made.push_back(fault->make());
    }
    return made;
}

Client make_client(std::vector<std::unique_ptr<ClientDeviation>> const& faults, ClientOptions options)
{
    for (auto const& fault : faults) {
        fault->configure(options);
    }
    return Client(std::move(options));
}

} // namespace
} // namespace mqttspec::reference
