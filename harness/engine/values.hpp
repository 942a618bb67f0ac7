// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/step.hpp"
#include "scenario/value.hpp"
#include "wire/value.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mqttspec::engine {

/// The variables of a case while it runs, and the counter of the repeat that a step stands in.
class Variables
{
public:
    void set(std::string name, scenario::Scalar value)
    {
        values_.insert_or_assign(std::move(name), std::move(value));
    }

    /// Throws std::out_of_range for a variable that has no value (a capture whose step was not run).
    [[nodiscard]] scenario::Scalar const& at(std::string const& name) const;

private:
    std::map<std::string, scenario::Scalar, std::less<>> values_;
};

/// What a step sees: the case's variables, and its own `n`.
struct Scope
{
    Variables* variables = nullptr;
    std::int64_t n = 0; ///< 0 outside of a repeat.

    [[nodiscard]] scenario::Scalar look_up(std::string const& name) const;
};

[[nodiscard]] std::string fill_in(scenario::Text const& text, Scope const& scope);
[[nodiscard]] wire::Value fill_in(scenario::Template const& value, Scope const& scope);
[[nodiscard]] wire::Map fill_in(scenario::Template::Members const& members, Scope const& scope);

/// The scalar behind a packet's value, for captures; nothing for lists, maps and what is absent.
[[nodiscard]] std::optional<scenario::Scalar> as_scalar(wire::Value const& value);

/// The member of that name, or an absent value.
[[nodiscard]] wire::Value member_of(wire::Map const& map, std::string_view name);

[[nodiscard]] bool matches(scenario::Matcher const& matcher, wire::Value const& value, Scope const& scope);

/// The first member of the pattern that the packet does not meet; nothing if it meets all. The packet's type
/// must be the pattern's.
[[nodiscard]] std::optional<std::string> first_mismatch(scenario::Pattern const& pattern,
                                                        wire::Packet const& packet, Scope const& scope);

/// For people: `PUBLISH topic "a/b", qos 1 or 2, retain true`.
[[nodiscard]] std::string describe(scenario::Pattern const& pattern, Scope const& scope);
[[nodiscard]] std::string describe(scenario::Matcher const& matcher, Scope const& scope);
[[nodiscard]] std::string describe(wire::Value const& value);

} // namespace mqttspec::engine
