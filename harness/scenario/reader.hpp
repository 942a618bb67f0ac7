// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/scope.hpp"
#include "scenario/value.hpp"
#include "wire/value.hpp"
#include "yaml/cursor.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mqttspec::scenario {

/// How much a file may still ask for, so that a small one cannot fill the memory.
struct Budget
{
    std::size_t instance_bytes = 0; ///< Text of the instance that is being read.
    std::size_t file_bytes = 0;     ///< Text of all instances.
    std::size_t instance_steps = 0;
    std::size_t file_steps = 0;
    bool has_told_of_steps = false; ///< Each list that is cut short would say it again.

    /// Gives the next instance its share.
    void renew();

    [[nodiscard]] static Budget of_file();
};

/// Reads values with what is known of variables: those of `for` are filled in, the others are checked. What
/// is wrong is reported at its place, and nothing is returned.
class Reader
{
public:
    Reader(Scope& names, Budget& limits) : scope_(&names), budget_(&limits) {}

    [[nodiscard]] Scope& scope() const { return *scope_; }
    [[nodiscard]] Budget& budget() const { return *budget_; }

    // Values that must be known now.
    [[nodiscard]] std::optional<std::string> words(yaml::Cursor const& at) const;
    [[nodiscard]] std::optional<std::int64_t> number(yaml::Cursor const& at, std::int64_t least,
                                                     std::int64_t most) const;
    [[nodiscard]] std::optional<bool> boolean(yaml::Cursor const& at) const;

    // Values that may hold variables of the run.
    [[nodiscard]] std::optional<Text> text(yaml::Cursor const& at) const;
    [[nodiscard]] std::optional<Text> hex(yaml::Cursor const& at) const;
    [[nodiscard]] std::optional<Template> count(yaml::Cursor const& at, std::int64_t least,
                                                std::int64_t most) const;
    [[nodiscard]] std::optional<Template> value(yaml::Cursor const& at, wire::KeyInfo const& info) const;
    [[nodiscard]] std::optional<Matcher> matcher(yaml::Cursor const& at, wire::KeyInfo const& info) const;

private:
    [[nodiscard]] std::optional<Text> repeated(yaml::Cursor const& at) const;
    [[nodiscard]] std::optional<Text> joined(yaml::Cursor const& at) const;
    [[nodiscard]] std::optional<Template> flag(yaml::Cursor const& at) const;
    [[nodiscard]] std::optional<Template> items(yaml::Cursor const& at, wire::KeyInfo const& info) const;
    [[nodiscard]] std::optional<Template> members(yaml::Cursor const& at, wire::KeyInfo const& info) const;
    [[nodiscard]] std::optional<Matcher> alternatives(yaml::Cursor const& at,
                                                      wire::KeyInfo const& info) const;
    [[nodiscard]] std::optional<Matcher> item_matchers(yaml::Cursor const& at,
                                                       wire::KeyInfo const& info) const;
    [[nodiscard]] std::optional<Matcher> member_matchers(yaml::Cursor const& at,
                                                         wire::KeyInfo const& info) const;

    [[nodiscard]] std::optional<Text> filled(yaml::Cursor const& at, std::string_view raw) const;
    bool add_piece(yaml::Cursor const& at, std::string const& name, Text& out) const;
    bool add_digits(yaml::Cursor const& at, std::string const& name, std::string& digits, Text& out) const;
    [[nodiscard]] std::optional<Variable> variable(yaml::Cursor const& at, std::string const& name,
                                                   Type wanted) const;
    void undefined(yaml::Cursor const& at, std::string const& name) const;
    [[nodiscard]] bool spend(yaml::Cursor const& at, std::size_t bytes) const;

    Scope* scope_;
    Budget* budget_;
};

/// A value of `for` as text: bytes that are no readable text as hex.
[[nodiscard]] std::string to_words(Constant const& constant);

} // namespace mqttspec::scenario
