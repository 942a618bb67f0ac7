// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client.hpp"
#include "reference/client_event.hpp"
#include "reference/deviation_of.hpp"

#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// One deliberate fault of the reference client.
using ClientDeviation = DeviationOf<ClientEvent, ClientAction, ClientOptions>;
using ClientDeviationInfo = DeviationInfoOf<ClientDeviation>;

/// All of them, chapter by chapter.
[[nodiscard]] std::vector<ClientDeviationInfo> const& client_deviations();

/// The one of that name, or nullptr.
[[nodiscard]] ClientDeviationInfo const* find_client_deviation(std::string_view name);

/// The reference client with faults.
class DeviatingClient : public Deviating<Client, ClientDeviation>
{
public:
    explicit DeviatingClient(std::vector<ClientDeviationInfo const*> const& faults,
                             ClientOptions options = {});
};

} // namespace mqttspec::reference
