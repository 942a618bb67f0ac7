// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::normative {

/// A party of the protocol. A Server under test is a broker.
enum class Role : std::uint8_t
{
    server,
    client
};

/// Whom the words of a statement oblige.
enum class Subject : std::uint8_t
{
    server,
    client,
    both
};

enum class Level : std::uint8_t
{
    must,
    must_not,
    conditional ///< Something is allowed, and what follows from it is demanded.
};

/// A way to find out whether a role keeps a statement.
enum class Method : std::uint8_t
{
    active,        ///< By cases.
    passive,       ///< By rules on any traffic.
    conditional,   ///< By cases, where the target has a feature or made a choice.
    environment,   ///< By cases, where the target is set up for it.
    derived,       ///< Follows from the run itself.
    not_observable ///< Nothing on the wire can show it.
};

/// "server", "must-not", "not_observable": the words of the catalogue's file.
[[nodiscard]] std::string_view name_of(Role role);

/// The party at the other end.
[[nodiscard]] constexpr Role opposite(Role role)
{
    return role == Role::server ? Role::client : Role::server;
}

/// Its place where there is one of something for each role.
[[nodiscard]] constexpr std::size_t index_of(Role role)
{
    return role == Role::server ? 0 : 1;
}
[[nodiscard]] std::string_view name_of(Subject subject);
[[nodiscard]] std::string_view name_of(Level level);
[[nodiscard]] std::string_view name_of(Method method);

[[nodiscard]] bool includes(Subject subject, Role role);

/// One text in both languages.
struct Text
{
    std::string en{};
    std::string zh{};

    friend bool operator==(Text const&, Text const&) = default;
};

/// How it is found out whether a role keeps a statement.
struct Examination
{
    std::vector<Method> by{}; ///< In the order of the enumeration, at least one.

    /// Where the other side breaks the statement on purpose: those under which this role's reaction is
    /// judged, "MQTT-4.8.0-1". Empty where no reaction is examined.
    std::vector<std::string> judged_under{};

    std::string needs{};  ///< What a target must offer, in words; empty if nothing.
    std::string reason{}; ///< Why there is no plain way; empty where there is one.
    std::string note{};   ///< Advice for the authors of cases and rules; may be empty.

    [[nodiscard]] bool uses(Method method) const;

    /// Whether it takes cases: always, on a condition, or with the target set up for it.
    [[nodiscard]] bool takes_cases() const;

    friend bool operator==(Examination const&, Examination const&) = default;
};

/// One separately testable part of a statement.
struct Clause
{
    char letter = 'a';
    std::vector<Role> roles{}; ///< Who must keep it.
    Text summary{};

    [[nodiscard]] bool obliges(Role role) const;

    friend bool operator==(Clause const&, Clause const&) = default;
};

/// One numbered sentence of Appendix B, in our own words.
struct Statement
{
    std::string id{};      ///< "MQTT-3.1.0-2".
    std::string version{}; ///< Of the standard: "3.1.1". The number means something else in another.
    std::vector<std::string> aliases{}; ///< As the standard misprints it.
    std::string section{};              ///< That the id names: "3.1", "3.1.2".
    std::string place{}; ///< Where exactly it stands, "3.1.2.10"; the section if nothing finer.
    Subject subject = Subject::both;
    Level level = Level::must;
    std::vector<std::string> packets{}; ///< "CONNECT"; empty where it is about no packet type in particular.
    Text summary{};
    std::vector<Clause> clauses{}; ///< Empty where the statement has one part only.
    std::optional<Examination> server{};
    std::optional<Examination> client{};
    std::string note{};    ///< On the statement as a whole; may be empty.
    std::string dispute{}; ///< Where readings of it differ: which, and how we read it; may be empty.
    int line = 0;          ///< In the catalogue's file.

    /// Nothing if that role cannot even be examined by its reaction.
    [[nodiscard]] std::optional<Examination> const& examination(Role role) const;

    /// Whether the words oblige that role. If not, what is examined is only its reaction.
    [[nodiscard]] bool obliges(Role role) const { return includes(subject, role); }

    [[nodiscard]] Clause const* clause(char letter) const;

    friend bool operator==(Statement const&, Statement const&) = default;
};

} // namespace mqttspec::normative
