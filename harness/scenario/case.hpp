// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/load.hpp"
#include "scenario/reader.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// A key of a case, for editors.
struct CaseKey
{
    std::string_view name;
    std::string_view about;
    bool is_required = false;
};
[[nodiscard]] std::span<CaseKey const> case_keys();

/// What `id` must look like.
inline constexpr std::string_view id_pattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// What the cases of one file share while they are read.
struct FileState
{
    Vocabulary const* vocabulary = nullptr;
    Budget budget = Budget::of_file();
    std::size_t instances = 0;
    yaml::Diagnostics diagnostics{};          ///< The one that the cursors report to.
    std::vector<std::size_t> instance_ends{}; ///< How many diagnostics there were behind each instance.
};

/// Reads one case and makes its instances, all but their hash.
[[nodiscard]] std::vector<Scenario> read_case(yaml::Cursor const& at, FileState& file);

} // namespace mqttspec::scenario
