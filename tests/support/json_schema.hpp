// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <set>
#include <string>
#include <vector>

namespace mqttspec::support {

/// What a strict reading of a JSON Schema says about a document.
struct SchemaCheck
{
    std::vector<std::string> violations{}; ///< Also members that the schema does not mention.
    std::set<std::string> unused{};        ///< Members that the schema mentions and the document never has.
};

/// Knows the keywords that our schemas use; any other is a violation too, so that none is silently without
/// effect.
[[nodiscard]] SchemaCheck check_schema(nlohmann::json const& schema, nlohmann::json const& document);

} // namespace mqttspec::support
