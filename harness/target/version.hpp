// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// Compares "2.0.11" with "2.0.9" part by part. Parts that are missing count as zero, so that "2.0" equals
/// "2.0.0"; whatever follows the first character that is neither digit nor dot is of no account
/// ("2.1.0-rc1").
[[nodiscard]] std::strong_ordering compare_versions(std::string_view left, std::string_view right);

/// `>=2.0 <2.1`: all of the bounds must hold. A bare version means exactly that one.
struct VersionRange
{
    enum class Bound
    {
        equal,
        less,
        at_most,
        greater,
        at_least
    };
    struct Limit
    {
        Bound bound{};
        std::string version;
    };
    std::vector<Limit> limits;
    std::string text; ///< As the file has it.

    /// A version that is not known lies in no range.
    [[nodiscard]] bool contains(std::string_view version) const;
};

/// Returns what is wrong instead, in one line.
[[nodiscard]] std::variant<VersionRange, std::string> parse_version_range(std::string_view text);

} // namespace mqttspec::target
