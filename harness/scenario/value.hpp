// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::scenario {

/// A value of `for`, of a feature, or of a variable while a case runs. Strings are byte strings.
using Scalar = std::variant<bool, std::int64_t, std::string>;

/// What a variable holds.
enum class Type
{
    boolean,
    number,
    text
};

/// Variables that are known by their type long before they have a value.
using Types = std::map<std::string, Type, std::less<>>;

/// A `${name}` whose value is known only while the case runs: `topic`, `keep_alive`, `alice.client_id`, a
/// feature of the target, `n` within a repeat, or a capture.
struct Variable
{
    std::string name{};
    friend bool operator==(Variable const&, Variable const&) = default;
};

/// Of the variable `fill.16379`: that number. Its value is a text which makes, together with `topic`, so many
/// bytes; a case that needs a packet of an exact length cannot know how long its topic is. Nothing for
/// others.
[[nodiscard]] std::optional<std::size_t> size_of_fill(std::string_view variable);

/// A byte string with variables in it.
struct Text
{
    std::vector<std::variant<std::string, Variable>> parts{};
    friend bool operator==(Text const&, Text const&) = default;
};

/// A value as a case writes it, to be filled in when its step runs. A lone `${x}` keeps the type of x.
struct Template
{
    using Items = std::vector<Template>;
    using Members = std::vector<std::pair<std::string, Template>>;
    std::variant<bool, std::int64_t, Text, Variable, Items, Members> held{};
};

/// What a member of a packet must be like.
struct Matcher
{
    struct Any
    {};
    struct Absent
    {};
    struct OneOf
    {
        std::vector<Matcher> alternatives{};
    };
    struct Not
    {
        std::vector<Matcher> what{}; ///< Exactly one.
    };
    struct Items
    {
        std::vector<Matcher> items{}; ///< Each in its place, and no more.
    };
    struct Members
    {
        std::vector<std::pair<std::string, Matcher>> members{}; ///< Others are free.
    };
    std::variant<Any, Absent, Template, OneOf, Not, Items, Members> held{};
};

} // namespace mqttspec::scenario
