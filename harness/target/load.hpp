// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/known_failure.hpp"
#include "target/spec.hpp"
#include "yaml/diagnostic.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// Loads a target file. All that is wrong with it goes to `diagnostics`, and nothing is returned.
[[nodiscard]] std::optional<TargetSpec> load_target(std::string const& path, yaml::Diagnostics& diagnostics);

/// The same for a text; `file` also tells where `${here}` is.
[[nodiscard]] std::optional<TargetSpec> load_target_text(std::string const& file, std::string const& text,
                                                         yaml::Diagnostics& diagnostics);

/// The file of `--expect`: a list of known failures, as a target file has it below `known_failures`.
[[nodiscard]] std::vector<KnownFailure> load_known_failures(std::string const& path,
                                                            yaml::Diagnostics& diagnostics);

/// Targets that are known by a name, and how the files of them are loaded.
struct KnownTargets
{
    std::vector<std::pair<std::string, std::string>> files; ///< Each name with its file, in order.
    std::function<std::optional<TargetSpec>(std::string const& file, yaml::Diagnostics&)> load = load_target;
};

/// Makes a target of what the command line names: a URL, a target file, `reference`, `reference-client`, or
/// a name that is known. Returns what is wrong instead, in one line with the nearest names; where a file is
/// malformed, `diagnostics` has it all.
[[nodiscard]] std::variant<TargetSpec, std::string>
resolve(std::string_view argument, KnownTargets const& known, yaml::Diagnostics& diagnostics);

/// The same with the targets whose files are in or below the folders.
[[nodiscard]] std::variant<TargetSpec, std::string>
resolve(std::string_view argument, std::vector<std::string> const& folders, yaml::Diagnostics& diagnostics);

/// A target with defaults at that URL. User information becomes its credentials.
[[nodiscard]] TargetSpec target_at(net::Endpoint endpoint);

/// The built-in broker as a target.
[[nodiscard]] TargetSpec reference_target();

/// The built-in client as a target.
[[nodiscard]] TargetSpec reference_client_target();

/// The targets that the folders hold, by name with the path of their file; for `list targets`.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
targets_in(std::vector<std::string> const& folders);

/// What a target is called by its file: `brokers/mosquitto.yaml` is mosquitto, and so is
/// `clients/mosquitto/target.yaml`.
[[nodiscard]] std::string target_name(std::string const& file);

} // namespace mqttspec::target
