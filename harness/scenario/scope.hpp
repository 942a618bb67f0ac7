// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/value.hpp"
#include "wire/value.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::scenario {

/// "a number".
[[nodiscard]] std::string_view name_of(Type type);

/// What a scalar member holds; nothing for lists and maps.
[[nodiscard]] std::optional<Type> type_of(wire::Kind kind);

/// A value of `for`: known at load, filled in wherever it is named.
struct Constant
{
    Scalar value{};
    bool is_raw = false; ///< Bytes as they are; else a text may hold variables in its turn.
};

using Constants = std::vector<std::pair<std::string, Constant>>;

/// The names that `${}` can mean at one place of one instance. Captures come and go with the steps that are
/// read; a copy keeps what was known at that point.
class Scope
{
public:
    /// `used` notes which constants were named.
    Scope(Constants const& constants, std::set<std::string, std::less<>>& used);

    [[nodiscard]] Constant const* constant(std::string_view name) const;
    [[nodiscard]] std::optional<Type> variable(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

    // Features of the target: variables for a case that names them in its `needs`.
    void set_features(Types const& features) { features_ = &features; }
    void need(std::string const& feature) { needed_.insert(feature); }
    [[nodiscard]] bool is_feature(std::string_view name) const;

    // Captures.
    using Captures = Types;
    [[nodiscard]] Captures const& captures() const { return captures_; }
    void set_captures(Captures captures) { captures_ = std::move(captures); }
    void capture(std::string const& name, Type type) { captures_.insert_or_assign(name, type); }

    // The counter `n`.
    [[nodiscard]] bool is_counting() const { return is_counting_; }
    void set_counting(bool is_counting) { is_counting_ = is_counting; }

private:
    Constants const* constants_;
    std::set<std::string, std::less<>>* used_;
    Types const* features_ = nullptr;
    std::set<std::string, std::less<>> needed_;
    Captures captures_;
    bool is_counting_ = false;
};

/// Whether a word can name a value of `for` or a capture: `[a-z][a-z0-9_]*`, at most 40 bytes.
[[nodiscard]] bool is_name(std::string_view word);

/// Whether the language gives the name a meaning of its own: `topic`, `keep_alive`, `n`, an actor.
[[nodiscard]] bool is_taken(std::string_view name);

} // namespace mqttspec::scenario
