// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "scenario/scenario.hpp"
#include "yaml/diagnostic.hpp"

#include <set>
#include <string>
#include <vector>

namespace mqttspec::scenario {

/// What a case may refer to.
struct Vocabulary
{
    normative::Catalogue const* catalogue = nullptr;
    std::vector<std::string> features{}; ///< The features that `needs` may name.
    Types variables{};                   ///< Those of them that hold a text or a number.
};

/// Loads every `*.yaml` below the given files and folders, in order of their names. All that is wrong with
/// any of them goes to `diagnostics`; what is returned is then incomplete and must not be run.
[[nodiscard]] std::vector<Scenario> load(std::vector<std::string> const& paths, Vocabulary const& vocabulary,
                                         yaml::Diagnostics& diagnostics);

/// The same for one text, for tests and editors.
[[nodiscard]] std::vector<Scenario> load_text(std::string const& file, std::string const& text,
                                              Vocabulary const& vocabulary, yaml::Diagnostics& diagnostics);

/// The JSON Schema (draft-07) of a case file, made from the same tables as the loader.
[[nodiscard]] std::string json_schema(Vocabulary const& vocabulary);

} // namespace mqttspec::scenario
