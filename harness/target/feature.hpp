// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/value.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// What a target offers, by name. A name that is not there has its default.
using Features = std::map<std::string, scenario::Scalar, std::less<>>;

/// Of which targets a feature tells.
enum class Whose
{
    broker,
    client,
    both
};

/// One feature of the closed list: what a target file may declare and what a case's `needs` may name.
struct FeatureInfo
{
    std::string_view name;
    std::variant<bool, std::int64_t, std::string_view> default_value; ///< Its type is the feature's.
    std::int64_t least = 0;                                           ///< Of a number.
    std::int64_t most = 0;
    bool is_derived = false; ///< Follows from the rest of the target file, which may not declare it.
    std::string_view about;  ///< One line for people.
    Whose whose = Whose::broker;

    [[nodiscard]] bool is_of(std::string_view role) const; ///< `broker` or `client`.
};

/// The closed list, in the order in which documentation shows it.
[[nodiscard]] std::span<FeatureInfo const> features();

[[nodiscard]] FeatureInfo const* feature_named(std::string_view name);

[[nodiscard]] std::vector<std::string> feature_names();
[[nodiscard]] std::vector<std::string> feature_names(std::string_view role); ///< Of such targets only.

/// Those that hold a text or a number, which cases can name as variables.
[[nodiscard]] scenario::Types feature_variables();

[[nodiscard]] scenario::Scalar default_of(FeatureInfo const& feature);

/// The value that counts: the declared one, else the default. The name must be one of the list.
[[nodiscard]] scenario::Scalar value_of(Features const& declared, std::string_view name);

} // namespace mqttspec::target
