// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"
#include "reference/client_deviation.hpp"
#include "reference/deviation.hpp"

#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::prove {

/// One deliberate fault, of the reference broker or of the reference client.
struct Fault
{
    // Not explicit: a list of deviations is a list of faults.
    Fault(reference::DeviationInfo const* of_broker);       // NOLINT(google-explicit-constructor)
    Fault(reference::ClientDeviationInfo const* of_client); // NOLINT(google-explicit-constructor)

    normative::Role role; ///< Of what has it.
    std::string_view name;
    std::string_view clause; ///< That it breaks.
    std::string_view about;
    std::variant<reference::DeviationInfo const*, reference::ClientDeviationInfo const*> which;
};

/// Every one that there is, those of the broker first.
[[nodiscard]] std::vector<Fault> all_faults();

} // namespace mqttspec::prove
