// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "target/feature.hpp"
#include "target/known_failure.hpp"
#include "target/template_text.hpp"
#include "yaml/cursor.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::target {

// What stands in target files. Each adds its errors where they are and returns what is usable.

/// `5 s` or `200 ms`, an hour at most.
[[nodiscard]] std::optional<net::Duration> read_duration(yaml::Cursor const& value);

/// `2027-01-31`
[[nodiscard]] std::optional<std::chrono::year_month_day> read_date(yaml::Cursor const& value);

/// One of the words, or an error with the nearest.
[[nodiscard]] std::optional<std::string> read_word(yaml::Cursor const& value,
                                                   std::vector<std::string> const& words);

/// A list of texts, or a single one.
[[nodiscard]] std::vector<std::string> read_texts(yaml::Cursor const& value);

/// A text that may hold `${...}`.
[[nodiscard]] std::optional<std::string> read_template(yaml::Cursor const& value,
                                                       TemplateScope scope = TemplateScope::start);
[[nodiscard]] std::vector<std::string> read_templates(yaml::Cursor const& list,
                                                      TemplateScope scope = TemplateScope::start);

/// A map from names to texts that may hold `${...}`.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
read_named_templates(yaml::Cursor const& map, TemplateScope scope = TemplateScope::start);

/// The same with relative paths as names, none of which leads out of their folder.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_files(yaml::Cursor const& map);

/// Of a target of that role.
[[nodiscard]] Features read_features(yaml::Cursor const& map, std::string_view role);

[[nodiscard]] std::vector<KnownFailure> read_known_failures(yaml::Cursor const& list);

} // namespace mqttspec::target
